"""Numbers that cannot be, or that look as if something went wrong on the way from the source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import TOTAL, Dataset, Measure, Observation

#: An order of magnitude, and how large the larger number must be for it to mean anything.
JUMP = 10
NOTABLE = 20
#: How far one year may be revised from one edition to the next without a second look.
REVISION = 3
#: How many numbers of a year must equal those of the year before to look like a copy.
COPIED = 4
#: A folder whose rows mostly come from one publication, and from how many rows we say so.
FOLDER = 10
MOSTLY = 0.8
PERCENT = 100
#: Words in the id of a measure that may be over 100 per cent, or under 0.
CHANGE = ("endring", "vekst")

REMEDY = "Sjekk tallet mot kilden"


def findings(project: Project) -> Iterator[Finding]:
    """Tell which numbers are impossible or unlikely."""
    dataset = project.dataset
    folder = [obs for obs in dataset.all_editions() if obs.vintage == project.year]
    yield from _values(dataset, folder)
    yield from _parts(folder)
    yield from _jumps(dataset, folder)
    yield from _sources(dataset, folder)
    yield from _publications(folder)
    yield from _copies(dataset, folder)


def _values(dataset: Dataset, folder: Iterable[Observation]) -> Iterator[Finding]:
    for obs in folder:
        measure = dataset.measures[obs.measure]
        if obs.value is None:
            continue
        share = measure.unit == "prosent" and not any(word in measure.id for word in CHANGE)
        if share and not 0 <= obs.value <= PERCENT:
            yield _finding("tall/andel", Severity.ERROR, obs, f"{obs.value} prosent kan ikke være")
        elif measure.unit not in {"antall", "prosent"} and obs.value < 0:
            text = f"{obs.value} {measure.unit} kan ikke være negativt"
            yield _finding("tall/negativt", Severity.ERROR, obs, text)
        if _decimals(obs.value) > measure.decimals and measure.unit != "antall":
            text = f"{obs.value} har flere desimaler enn målet, som har {measure.decimals}"
            yield _finding("tall/desimaler", Severity.WARNING, obs, text)


def _parts(folder: Iterable[Observation]) -> Iterator[Finding]:
    """Compare each number with the total of one of its dimensions."""
    known = {obs.identity: obs for obs in folder}
    for obs in known.values():
        for name, code in obs.dims.items():
            if code == TOTAL or obs.value is None:
                continue
            dims = {**obs.dims, name: TOTAL}
            total = known.get((obs.measure, str(obs.year), *dims.values()))
            if total is not None and total.value is not None and obs.value > total.value:
                text = (
                    f"{code} er {obs.value}, som er mer enn {total.value} i alt (rad {total.row})"
                )
                yield _finding("tall/del-over-helhet", Severity.ERROR, obs, text)


def _jumps(dataset: Dataset, folder: Iterable[Observation]) -> Iterator[Finding]:
    for obs in folder:
        measure = dataset.measures[obs.measure]
        before = dataset.get(obs.measure, obs.year - 1, **obs.dims)
        if before is not None and _far(obs.value, before.value, JUMP):
            text = f"{obs.value} er langt fra {before.value} i {before.year}"
            if not _broken(dataset, measure, obs.year):
                yield _finding("tall/sprang", Severity.WARNING, obs, text)
        for other in dataset.editions(obs.measure, obs.year, **obs.dims):
            if other.vintage < obs.vintage and _far(obs.value, other.value, REVISION):
                text = f"{obs.value} er langt fra {other.value} i utgaven for {other.vintage}"
                yield _finding("tall/sprang", Severity.WARNING, obs, text)


def _far(value: Decimal | None, other: Decimal | None, times: int) -> bool:
    if value is None or other is None:
        return False
    low, high = sorted((abs(value), abs(other)))
    return high >= NOTABLE and high >= times * low


def _broken(dataset: Dataset, measure: Measure, year: int) -> bool:
    theme = dataset.themes[measure.theme]
    return any(each.measure == measure.id and each.since == year for each in theme.breaks)


def _sources(dataset: Dataset, folder: list[Observation]) -> Iterator[Finding]:
    """Compare the source with last year's, and with those of the same measure and actor."""
    groups: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for obs in folder:
        groups[obs.file.name, obs.dims.get("tiltak", TOTAL)].append(obs)
        before = dataset.get(obs.measure, obs.year - 1, **obs.dims)
        if before is not None and before.source != obs.source and not obs.note:
            text = f"kilden er {obs.source}, men var {before.source} for {before.year}"
            yield _finding("tall/kilde", Severity.WARNING, obs, text, "kilde")
    for (_, actor), rows in groups.items():
        if actor == TOTAL:
            continue
        usual, count = Counter(obs.source for obs in rows).most_common(1)[0]
        for obs in rows:
            if obs.source != usual and count > 1 and not obs.note:
                text = f"kilden er {obs.source}, men de andre tallene om {actor} er fra {usual}"
                yield _finding("tall/kilde", Severity.WARNING, obs, text, "kilde")


def _publications(folder: list[Observation]) -> Iterator[Finding]:
    """Find rows that come from another publication than their folder: pasted from an old report."""
    if len(folder) < FOLDER:
        return
    usual, count = Counter(obs.publication for obs in folder).most_common(1)[0]
    if count < MOSTLY * len(folder):
        return
    for obs in folder:
        if obs.publication != usual:
            text = f"publikasjonen er {obs.publication}, men mappa bygger på {usual}"
            yield _finding("tall/gammel-utgave", Severity.WARNING, obs, text, "publikasjon")


def _copies(dataset: Dataset, folder: list[Observation]) -> Iterator[Finding]:
    """Find measures whose numbers are all the same as the year before."""
    pairs: dict[tuple[str, int], list[tuple[Observation, Observation]]] = defaultdict(list)
    for obs in folder:
        before = dataset.get(obs.measure, obs.year - 1, **obs.dims)
        if before is not None and obs.value is not None and before.value is not None:
            pairs[obs.measure, obs.year].append((obs, before))
    for (measure, year), found in pairs.items():
        distinct = {obs.value for obs, _ in found if obs.value}
        same = all(obs.value == before.value for obs, before in found)
        if len(found) >= COPIED and len(distinct) >= 3 and same:
            text = f"alle de {len(found)} tallene for {measure} i {year} er de samme som året før"
            yield _finding("tall/kopi", Severity.WARNING, found[0][0], text)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _finding(
    rule: str, severity: Severity, obs: Observation, text: str, column: str = "verdi"
) -> Finding:
    return Finding(rule, severity, text, obs.file.as_posix(), obs.row, column=column, remedy=REMEDY)


CHECK = Check(
    name="tall",
    title="Tall som ikke kan stemme, eller bør ses på",
    rules={
        "tall/andel": "En andel er mellom 0 og 100 prosent",
        "tall/del-over-helhet": "En del er ikke større enn helheten",
        "tall/desimaler": "Tallet har ikke flere desimaler enn målet",
        "tall/gammel-utgave": "Raden bygger på samme publikasjon som resten av mappa",
        "tall/kilde": "Kilden er den samme som i fjor, og som for de andre tallene fra tiltaket",
        "tall/kopi": "Årets tall er ikke alle de samme som fjorårets",
        "tall/negativt": "Varigheter, alder og beløp er ikke negative",
        "tall/sprang": "Tallet er ikke ti ganger fjorårets, eller langt fra det i en annen utgave",
    },
    run=findings,
    needs_data=True,
)
