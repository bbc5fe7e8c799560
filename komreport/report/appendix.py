"""The appendices: every number with its source, what is missing, what was revised, what adds up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.data.observation import WITHHELD
from komreport.data.reconcile import NOT_COMPUTABLE, OK, reconcile
from komreport.report import formats, provenance
from komreport.report.grid import NIL, Cell, Grid, Header, Tabell, absent, suffix
from komreport.report.reader import TOTAL

if TYPE_CHECKING:
    from komreport.data import Dataset, Observation

USED_VARIABLE = "KOMREPORT_BRUK"


@dataclass(frozen=True)
class Dokument:
    """Several tables with headings between them; shows itself as Markdown."""

    tekst: str

    def _repr_markdown_(self) -> str:
        return self.tekst

    def __repr__(self) -> str:
        return f"Dokument med {len(self.tekst)} tegn"


def used_keys() -> set[str] | None:
    """Give the keys of the numbers that the chapters show; None when they are not known.

    The build tells the appendices which numbers the chapters use. In JupyterLab nobody does, and
    then all numbers count as used.
    """
    path = os.environ.get(USED_VARIABLE)
    if not path or not Path(path).is_file():
        return None
    return set(json.loads(Path(path).read_text(encoding="utf-8")))


def number_basis(ds: Dataset, used: set[str] | None) -> Dokument:
    """Make the tables of all numbers that the report uses, by theme.

    Args:
        ds: The data.
        used: Keys of the numbers used; all numbers when None.
    """
    parts = []
    for name, theme in ds.themes.items():
        if theme.is_register:
            continue
        found = [
            obs
            for obs in ds.observations
            if obs.measure in theme.measures and (used is None or obs.key in used)
        ]
        if found:
            parts += [
                f"## {theme.title} {{#sec-tall-{name.replace('_', '-')}}}",
                _table(ds, found),
            ]
    if not parts:
        return Dokument("Kapitlene viser ingen tall fra dataene.")
    return Dokument("\n\n".join(parts))


def _table(ds: Dataset, observations: Iterable[Observation]) -> str:
    heads = [("Mål", "left"), ("År", "left"), ("Tall", "right")]
    heads += [("Kilde", "left"), ("Merknad", "left")]
    lines = ["```{=html}", '<table class="tabell">', "<thead>", "<tr>"]
    lines += [f'<th scope="col" style="text-align: {align}">{head}</th>' for head, align in heads]
    lines += ["</tr>", "</thead>", "<tbody>"]
    for obs in observations:
        measure = ds.measures[obs.measure]
        number = absent(obs)
        if obs.value is not None:
            nil = obs.value == 0 and not obs.precision.bound
            number = NIL if nil else _value(obs, measure.decimals)
            number += suffix(measure.unit)
        cells = (str(obs.year), number, _origin(ds, obs), _remarks(ds, obs))
        lines += [
            "<tr>",
            '<th scope="row" style="text-align: left">',
            f'<span id="tall-{obs.key}">{escape(_what(ds, obs), quote=False)}</span></th>',
            *(
                f'<td style="text-align: {align}">{escape(cell, quote=False)}</td>'
                for cell, (_, align) in zip(cells, heads[1:], strict=True)
            ),
            "</tr>",
        ]
    return "\n".join([*lines, "</tbody>", "</table>", "```"])


def _origin(ds: Dataset, obs: Observation) -> str:
    """Say who supplied a number and where it stands; the report's own source is not named."""
    own = obs.publication == f"kom_{obs.vintage}" == f"kom_{ds.year}"
    parts = [
        ds.label("aktorer", obs.source, short=True),
        "" if own else ds.label("publikasjoner", obs.publication),
        provenance.place(obs.section) if obs.section else "",
    ]
    return ", ".join(provenance.unique(parts))


def _remarks(ds: Dataset, obs: Observation) -> str:
    """Say what is special about a number: its status, the edition it comes from, its note."""
    parts = []
    if obs.status != "endelig" and not obs.precision.bound:
        parts.append(provenance.sentence(ds.label("status", obs.status)))
    if obs.vintage != ds.year:
        parts.append(f"Fra {obs.vintage}-rapporten.")
    return " ".join([*parts, obs.note]).strip()


def coverage(ds: Dataset) -> Tabell:
    """List the numbers of the report year that are known to be missing, with the reason."""
    missing = [
        obs
        for obs in ds.observations
        if obs.value is None and obs.year == ds.year and obs.treatment != WITHHELD
    ]
    rows = [
        (
            _what(ds, obs),
            [
                Cell(ds.label("status", obs.status)),
                Cell(ds.label("aktorer", obs.source, short=True)),
                Cell(obs.note),
            ],
        )
        for obs in missing
    ]
    headers = [Header(head, numeric=False) for head in ("Hvorfor", "Aktør", "Forklaring")]
    return Tabell(Grid("Tall som mangler", headers, rows, title="Tall som mangler"))


def gaps(ds: Dataset) -> list[str]:
    """Name the measures that have numbers for other years, but none for the report year."""
    have = {obs.measure for obs in ds.observations if obs.year == ds.year}
    return [
        measure.name
        for name, measure in ds.measures.items()
        if name not in have and any(obs.measure == name for obs in ds.observations)
    ]


def editions(ds: Dataset) -> Tabell:
    """List the numbers that two report years print differently: what changed, from what to what."""
    rows = []
    for counts, other in ds.revisions:
        decimals = ds.measures[counts.measure].decimals
        rows.append(
            (
                f"{_what(ds, counts)}, {counts.year}",
                [
                    Cell(_value(other, decimals)),
                    Cell(str(other.vintage)),
                    Cell(_value(counts, decimals)),
                    Cell(str(counts.vintage)),
                    Cell(counts.note),
                ],
            )
        )
    heads = ("Annen utgave", "Fra rapporten for", "Gjelder her", "Fra rapporten for", "Merknad")
    headers = [Header(head, numeric=False) for head in heads]
    return Tabell(Grid("Tall", headers, rows, title="Revisjoner"))


def reconciliation(ds: Dataset, root: Path) -> Tabell:
    """List the rules that numbers must keep, and how each came out for this report.

    That a number is not higher than another is told only where it is.
    """
    groups: dict[str, list[Any]] = {}
    for outcome in reconcile(ds, root):
        if outcome.limit and outcome.status in {OK, NOT_COMPUTABLE}:
            continue
        groups.setdefault(outcome.reading, []).append(outcome)
    rows = []
    for reading, outcomes in groups.items():
        counts = {
            status: sum(outcome.status == status for outcome in outcomes)
            for status in dict.fromkeys(outcome.status for outcome in outcomes)
        }
        said = ", ".join(
            f"{status} ({count})" if len(outcomes) > 1 else status
            for status, count in counts.items()
        )
        explained = provenance.unique(o.explanation for o in outcomes if o.status != "ok")
        rows.append((reading, [Cell(said), Cell(" ".join(explained))]))
    headers = [Header("Resultat", numeric=False), Header("Forklaring", numeric=False)]
    return Tabell(Grid("Regel", headers, rows, title="Avstemming"))


def actors(ds: Dataset, types: Sequence[str] | None = None) -> Tabell:
    """List the actors of the report with short names and links."""
    rows = []
    for code in ds.order("aktorer"):
        row = ds.codelists["aktorer"].row(code)
        if types and row.get("type") not in types:
            continue
        cells = [
            Cell(row.get("kortnavn", "")),
            Cell(row.get("type", "")),
            Cell(row.get("url", ""), href=row.get("url", "")),
        ]
        rows.append((row["navn"], cells))
    headers = [Header(head, numeric=False) for head in ("Forkortelse", "Type", "Nettsted")]
    return Tabell(Grid("Aktør", headers, rows, title="Aktører"))


def _what(ds: Dataset, obs: Observation) -> str:
    codes = [ds.label(d, c, short=True) for d, c in obs.dims.items() if c != TOTAL]
    name = ds.measures[obs.measure].name
    return f"{name}: {', '.join(codes)}" if codes else name


def _value(obs: Observation, decimals: int) -> str:
    """Write a value, with «over», «minst» and the like before a bound."""
    if obs.value is None:
        return absent(obs)
    text = formats.number(formats.rounded(obs.value, decimals, obs.precision), decimals)
    return (
        f"{formats.qualifier(obs.precision)}{formats.NBSP}{text}" if obs.precision.bound else text
    )
