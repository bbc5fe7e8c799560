"""Coverage: numbers that were there last year and are missing, and measures that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import TOTAL, Dataset, Observation
from komreport.data.comparison import shifted

#: Combinations of codes that one finding names.
LISTED = 4


def findings(project: Project) -> Iterator[Finding]:
    """Compare what the report year has with what the year before had."""
    dataset, year = project.dataset, project.year
    yield from _lost(dataset, year)
    yield from _silent(dataset, year)
    for theme in dataset.themes.values():
        for each in theme.breaks:
            if each.since == year:
                text = (
                    f"«{each.measure}» er et annet mål fra {year}: {each.explanation.rstrip('.')}"
                )
                yield Finding("dekning/brudd", Severity.NOTE, text, theme.file)


def _lost(dataset: Dataset, year: int) -> Iterator[Finding]:
    changed = {
        each.measure
        for theme in dataset.themes.values()
        for each in theme.breaks
        if each.since == year
    }
    known = {obs.identity: obs for obs in dataset.observations}
    gone: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for before in dataset.observations:
        if before.year != year - 1 or before.value is None:
            continue
        same = (before.measure, str(year), *before.dims.values())
        # Codes such as «fra_2022» may have moved on with the year.
        moved = (before.measure, str(year), *(shifted(code, 1) for code in before.dims.values()))
        now = known.get(same) or known.get(moved)
        if now is None and before.measure not in changed:
            gone[before.measure, before.source].append(before)
        elif now is not None and now.value is None:
            text = (
                f"{_name(now)} er ikke oppgitt for {year}; i {year - 1} var tallet {before.value}"
            )
            yield _finding("dekning/ikke-oppgitt", Severity.NOTE, now, text)
    for (measure, source), rows in gone.items():
        shown = "; ".join(_codes(obs) for obs in rows[:LISTED])
        rest = f" og {len(rows) - LISTED} til" if len(rows) > LISTED else ""
        text = f"{source} hadde {measure} i {year - 1}, men ingen rad for {year}: {shown}{rest}"
        yield _finding(
            "dekning/mangler",
            Severity.WARNING,
            rows[0],
            text,
            f"Legg inn raden for {year}, med status ikke_rapportert når tallet ikke finnes",
        )


def _silent(dataset: Dataset, year: int) -> Iterator[Finding]:
    """Find actors that reported last year, and of which nothing is there this year."""
    actors: dict[int, set[str]] = {year: set(), year - 1: set()}
    first: dict[str, Observation] = {}
    for obs in dataset.observations:
        if obs.year in actors and obs.vintage <= year:
            actors[obs.year].add(obs.source)
            if obs.year == year - 1:
                first.setdefault(obs.source, obs)
    for source in sorted(actors[year - 1] - actors[year]):
        text = f"{source} har tall for {year - 1}, men ingen for {year}"
        yield _finding("dekning/aktor", Severity.WARNING, first[source], text)


def _name(obs: Observation) -> str:
    return f"{obs.measure} ({_codes(obs)})"


def _codes(obs: Observation) -> str:
    codes = [code for code in obs.dims.values() if code != TOTAL]
    return ", ".join(codes) or "i alt"


def _finding(
    rule: str, severity: Severity, obs: Observation, text: str, remedy: str = ""
) -> Finding:
    return Finding(rule, severity, text, obs.file.as_posix(), obs.row, remedy=remedy)


CHECK = Check(
    name="dekning",
    title="Dekning: det som mangler",
    rules={
        "dekning/aktor": "Aktører som hadde tall i fjor, har tall i år",
        "dekning/brudd": "Et mål som har fått en ny definisjon i år",
        "dekning/ikke-oppgitt": "Et tall som fantes i fjor, er meldt som ikke rapportert i år",
        "dekning/mangler": "Tall som fantes i fjor, har en rad i år",
    },
    run=findings,
    needs_data=True,
)
