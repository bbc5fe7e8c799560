"""Tracing a number: its rows, editions and rules, and every place in the report that uses it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from komreport.data import TOTAL, Break, Dataset, Measure, Observation
from komreport.data.reconcile import Outcome, reconcile
from komreport.data.suggest import did_you_mean
from komreport.errors import UnknownNameError
from komreport.execute.book import read_book
from komreport.execute.inline import headings, scan
from komreport.execute.options import OptionsError, read_options
from komreport.execute.use import Use
from komreport.render.project import read_places

ANCHOR = re.compile(r"^(.*#)?(tall-)?")


@dataclass(frozen=True)
class Trace:
    """All that is known about some numbers of one measure.

    Attributes:
        measure: The measure.
        rows: The rows that count in the report.
        others: How many rows of the measure were left out because they are broken down further.
        editions: The rows of each number that several reports print, oldest report first.
        breaks: Breaks in the series.
        outcomes: What the reconciliation rules said that use any of the rows.
        uses: Chapter and place of each use.
        built: Whether the uses come from a build; else from the expressions in the notebooks.
    """

    measure: Measure
    rows: list[Observation]
    others: int
    editions: list[list[Observation]]
    breaks: list[Break]
    outcomes: list[Outcome]
    uses: list[tuple[str, Use]]
    built: bool


def trace(
    dataset: Dataset,
    root: Path,
    name: str,
    *,
    year: int | None = None,
    dims: Mapping[str, str] | None = None,
    everything: bool = False,
) -> Trace:
    """Trace a measure, or one number by its key.

    Args:
        dataset: The data of the report year.
        root: The project folder.
        name: Id of a measure, or the anchor of a number in the web report, also with its address.
        year: The year that the numbers are about; all when left out.
        dims: Codes of dimensions; the total, when there is one, where a dimension is left out.
        everything: All breakdowns as well.

    Raises:
        UnknownNameError: When there is no such measure, number, dimension, code or year.
    """
    measure, found, others = _rows(dataset, name, year, dims or {}, everything=everything)
    keys = {obs.key for obs in found}
    editions = [dataset.editions(obs.measure, obs.year, **obs.dims) for obs in found]
    built = read_places(root / "build" / str(dataset.year))
    if built:
        uses = [(stem, use) for stem, places in built.items() for use in places]
        uses = [(stem, use) for stem, use in uses if keys & set(use.keys)]
    else:
        uses = list(_mentions(root, measure.id))
    return Trace(
        measure=measure,
        rows=found,
        others=others,
        editions=[listed for listed in editions if len(listed) > 1],
        breaks=[
            item for item in dataset.themes[measure.theme].breaks if item.measure == measure.id
        ],
        outcomes=[
            outcome
            for outcome in reconcile(dataset, root)
            if keys & {obs.key for obs in outcome.observations}
        ],
        uses=uses,
        built=bool(built),
    )


def _rows(
    dataset: Dataset,
    name: str,
    year: int | None,
    dims: Mapping[str, str],
    *,
    everything: bool,
) -> tuple[Measure, list[Observation], int]:
    key = ANCHOR.sub("", name, count=1)
    if name not in dataset.measures:
        for obs in dataset.observations:
            if obs.key == key:
                return dataset.measures[obs.measure], [obs], 0
        known = [*dataset.measures, *(obs.key for obs in dataset.observations)]
        raise UnknownNameError(
            f"verken mål eller tall heter «{name}»",
            remedy=did_you_mean(key, known, "Målene står i data/skjema"),
        )
    measure = dataset.measure(name)
    dataset.codes(measure, dict(dims))
    rows = [
        obs
        for obs in dataset.select(name)
        if (year is None or obs.year == year)
        and all(obs.dims[dim] == code for dim, code in dims.items())
    ]
    if year is not None and not rows:
        years = sorted({obs.year for obs in dataset.select(name)})
        raise UnknownNameError(
            f"«{name}» har ingen rad for {year}",
            remedy=f"Det finnes rader for {', '.join(map(str, years)) or 'ingen år'}",
        )
    totals = [obs for obs in rows if all(obs.dims[d] == TOTAL for d in obs.dims if d not in dims)]
    chosen = rows if everything or not totals else totals
    chosen = sorted(chosen, key=lambda obs: -obs.year)
    return measure, chosen, len(rows) - len(chosen)


def _mentions(root: Path, measure: str) -> Iterable[tuple[str, Use]]:
    """Find the expressions and code cells of the notebooks that name a measure."""
    named = re.compile(rf"""["']{re.escape(measure)}["']""")
    for path in read_book(root).notebooks:
        heading = ""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, 1):
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                under = [(0, heading), *headings(source)]
                for found in scan(source).expressions:
                    if named.search(found.code):
                        above = [text for line, text in under if line <= found.line][-1]
                        yield (
                            path.stem,
                            Use("tekst", number, found.line, found.code, "", "", above, ()),
                        )
                heading = under[-1][1]
            elif cell["cell_type"] == "code" and named.search(source):
                yield path.stem, _code(number, source, heading)


def _code(number: int, source: str, heading: str) -> Use:
    try:
        options = read_options(source)
        label, body = str(options.values.get("label", "")), options.body
    except OptionsError:
        label, body = "", source
    kind = "figur" if label.startswith("fig-") else "tabell" if label else "kort"
    return Use(kind, number, 1, " ".join(body.split()), "", label, heading, ())  # type: ignore[arg-type]


def record(found: Trace, dataset: Dataset) -> dict[str, Any]:
    """Give a trace as JSON can hold it."""
    return {
        "maal": found.measure.id,
        "navn": found.measure.name,
        "definisjon": found.measure.description,
        "enhet": found.measure.unit,
        "rapport": dataset.year,
        "brudd": [{"fra": item.since, "forklaring": item.explanation} for item in found.breaks],
        "rader": [_row(obs, dataset) for obs in found.rows],
        "flere_rader": found.others,
        "utgaver": [[_row(obs, dataset) for obs in listed] for listed in found.editions],
        "avstemming": [
            {
                "regel": item.rule,
                "lesning": item.reading,
                "aar": item.year,
                "resultat": item.status,
                "forklaring": item.explanation,
            }
            for item in found.outcomes
        ],
        "brukt_fra_bygg": found.built,
        "brukt": [
            {
                "kapittel": stem,
                "overskrift": use.heading,
                "celle": use.cell,
                "linje": use.line,
                "slag": use.kind,
                "merkelapp": use.label,
                "uttrykk": use.code,
                "vist": use.shown,
            }
            for stem, use in found.uses
        ],
    }


def _row(obs: Observation, dataset: Dataset) -> dict[str, Any]:
    return {
        "nokkel": obs.key,
        "aar": obs.year,
        "inndeling": dict(obs.dims),
        "verdi": None if obs.value is None else str(obs.value),
        "status": obs.status,
        "kilde": obs.source,
        "kilde_navn": dataset.label("aktorer", obs.source),
        "publikasjon": obs.publication,
        "punkt": obs.section,
        "utgave": obs.vintage,
        "fil": obs.file.as_posix(),
        "rad": obs.row,
        "merknad": obs.note,
    }
