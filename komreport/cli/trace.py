"""``komreport trace``: where a number comes from, and where the report uses it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from komreport.cli.choices import Output
from komreport.cli.console import out
from komreport.data import TOTAL, Dataset, Observation
from komreport.errors import UsageError
from komreport.render.trace import Trace, record
from komreport.report import formats, provenance
from komreport.report.basis import number, source_file

#: Characters of an expression or a text that are shown.
LONGEST = 120


def parsed(pairs: Sequence[str]) -> dict[str, str]:
    """Read ``dim=code`` arguments.

    Raises:
        UsageError: When one of them has another form.
    """
    dims = {}
    for pair in pairs:
        name, equals, code = pair.partition("=")
        if not (name and equals and code):
            raise UsageError(
                f"«{pair}» er ikke en inndeling", remedy="Skriv for eksempel kjonn=kvinne"
            )
        dims[name] = code
    return dims


def show(found: Trace, dataset: Dataset, form: Output) -> None:
    """Print a trace."""
    if form is Output.json:
        out.print_json(json.dumps(record(found, dataset), ensure_ascii=False))
        return
    title = Text(found.measure.name, style="bold")
    out.print(title.append(f"  {found.measure.id}, {dataset.year}-rapporten", style="not bold dim"))
    if found.measure.description:
        out.print(Padding(Text(provenance.sentence(found.measure.description)), (0, 0, 0, 2)))
    for item in found.breaks:
        text = f"Brudd i serien fra {item.since}: {provenance.sentence(item.explanation)}"
        out.print(Padding(Text(text, style="yellow"), (0, 0, 0, 2)))
    out.print()
    _rows(found, dataset)
    _editions(found, dataset)
    _rules(found)
    _uses(found)


def _table(title: str, *heads: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, expand=True
    )
    for head in heads:
        right = head in {"Tall", "Endring"}
        table.add_column(head, justify="right" if right else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str | Text) -> None:
    """Add a row of plain text: expressions have brackets, which are no markup."""
    table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells))


def _rows(found: Trace, dataset: Dataset) -> None:
    table = _table("Rader", "År", "Inndeling", "Tall", "Status", "Kilde og sted", "Fil og rad")
    for obs in found.rows:
        _add(
            table,
            str(obs.year),
            _codes(obs),
            _value(dataset, obs),
            dataset.label("status", obs.status),
            _origin(dataset, obs),
            source_file(obs),
        )
        if obs.note:
            _add(table, "", "", "", "", Text(obs.note, style="italic dim"), "")
    out.print(table)
    if found.others:
        dims = ", ".join(found.measure.dimensions)
        text = f"{found.others} rader til er delt inn etter {dims}. Skriv dim=kode, eller --alle."
        out.print(Padding(Text(text, style="dim"), (0, 0, 1, 2)))


def _editions(found: Trace, dataset: Dataset) -> None:
    if not found.editions:
        return
    table = _table("Utgaver", "År", "Rapport", "Tall", "Endring", "Fil og rad", "Merknad")
    for listed in found.editions:
        before: Observation | None = None
        for obs in listed:
            _add(
                table,
                str(obs.year),
                f"{obs.vintage}{' (gjelder)' if obs in found.rows else ''}",
                _value(dataset, obs),
                _difference(dataset, before, obs),
                source_file(obs),
                obs.note,
            )
            before = obs
    out.print(table)


def _difference(dataset: Dataset, before: Observation | None, obs: Observation) -> str:
    if before is None:
        return ""
    if before.value is None or obs.value is None or before.precision != obs.precision:
        same = (before.value, before.status) == (obs.value, obs.status)
        return "ingen" if same else "kan ikke regnes ut"
    change = obs.value - before.value
    if not change:
        return "ingen"
    text = formats.number(change, dataset.measures[obs.measure].decimals)
    return text if change < 0 else f"+{text}"


def _rules(found: Trace) -> None:
    if not found.outcomes:
        return
    table = _table("Avstemming", "Regel", "Lesning", "År", "Resultat")
    for item in found.outcomes:
        _add(table, item.rule, item.reading, str(item.year), item.status)
    out.print(table)


def _uses(found: Trace) -> None:
    how = "" if found.built else ", etter uttrykkene i notatbøkene (bygg for å se alt)"
    if not found.uses:
        out.print(Text(f"Brukes ikke i rapporten{how}", style="dim"))
        return
    table = _table(f"Brukt i rapporten{how}", "Kapittel", "Celle: linje", "Hva", "Vist som")
    for stem, use in found.uses:
        what = use.label or ("kort" if use.kind == "kort" else "")
        _add(
            table,
            f"{stem} › {use.heading}" if use.heading else stem,
            f"{use.cell}: {use.line}",
            _shortened(f"{what}: {use.code}" if what else use.code),
            _shortened(use.shown),
        )
    out.print(table)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def _codes(obs: Observation) -> str:
    return (
        ", ".join(f"{name}={code}" for name, code in obs.dims.items() if code != TOTAL) or "i alt"
    )


def _value(dataset: Dataset, obs: Observation) -> str:
    return "0" if obs.value == 0 and not obs.precision.bound else number(dataset, obs)


def _origin(dataset: Dataset, obs: Observation) -> str:
    where = provenance.place(obs.section) if obs.section else ""
    publication = dataset.label("publikasjoner", obs.publication) if obs.publication else ""
    parts = [dataset.label("aktorer", obs.source, short=True), publication, where]
    return ", ".join(provenance.unique(parts))
