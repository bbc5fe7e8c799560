"""Approved numbers: what an editor has read against the sources, and what has changed since.

A wrong total shows in the reconciliation; a lone number that is wrong shows nowhere. So
``komreport check --godkjenn`` keeps a receipt of every row in ``data/<year>/godkjent.csv`` once the
editor has proofread them, and from then on no cell changes silently.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import Theme
from komreport.data.cells import parse_number
from komreport.data.loader import APPROVED
from komreport.data.source import read_table
from komreport.errors import DataError, DataErrors

COLUMNS = ("tema", "nokkel", "verdi", "status", "kilde", "resten")
#: Columns that the receipt holds as they are; the rest of a row stands there as a digest.
READABLE = ("verdi", "status", "kilde")
REMEDY = "Er det riktig, leser du det mot kilden og kjører komreport check {year} --godkjenn"


@dataclass(frozen=True)
class Receipt:
    """One row as it was, or is.

    Attributes:
        theme: Theme of the row.
        key: What makes it that row, in the columns of the theme's key.
        readable: Its value, status and source; empty strings in a register.
        rest: Digest of all other cells.
    """

    theme: str
    key: str
    readable: tuple[str, ...]
    rest: str


@dataclass(frozen=True)
class Row:
    """A receipt and where its row is today."""

    receipt: Receipt
    file: str
    number: int


def findings(project: Project) -> Iterator[Finding]:
    """Tell what has changed since the numbers of the report year were approved."""
    folder = project.root / "data" / str(project.year)
    if not folder.is_dir():
        return
    file = f"data/{project.year}/{APPROVED}"
    if not (folder / APPROVED).is_file():
        text = f"tallene for {project.year} er ikke godkjent"
        remedy = f"Les dem mot kildene, og kjør komreport check {project.year} --godkjenn"
        yield Finding("godkjent/mangler", Severity.NOTE, text, file, remedy=remedy)
        return
    try:
        approved = read_receipts(folder / APPROVED, project.root)
    except DataError as error:
        yield Finding.of_error(error, "godkjent/fil")
        return
    yield from _changes(approved, present(project), project)


def approve(project: Project, themes: Sequence[str] = ()) -> tuple[Path, list[Finding]]:
    """Write the receipt of all rows of the report year, or of some themes.

    Returns:
        The file, and what was approved that an earlier receipt says otherwise.

    Raises:
        DataErrors: When the data have errors.
    """
    if project.data_errors:
        raise DataErrors(project.data_errors)
    path = project.root / "data" / str(project.year) / APPROVED
    changed = [each for each in findings(project) if each.rule != "godkjent/mangler"]
    rows = [row.receipt for row in present(project)]
    if themes:
        kept = read_receipts(path, project.root) if path.is_file() else []
        order = list(dict.fromkeys(each.theme for each in (*rows, *kept)))
        rows = [each for each in kept if each.theme not in themes] + [
            each for each in rows if each.theme in themes
        ]
        rows.sort(key=lambda each: order.index(each.theme))
        changed = [each for each in changed if Path(each.file).stem in themes]
    path.write_text(_text(rows), encoding="utf-8", newline="\n")
    return path, changed


def present(project: Project) -> list[Row]:
    """Give the receipts of all rows of the report year as they are now."""
    if project.reading is None:
        return []
    found = []
    for name, table in project.tables.items():
        theme = project.reading.themes[name]
        if set(theme.columns) - set(table.header):
            continue
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            receipt = _receipt(theme, cells, excel=table.excel)
            found.append(Row(receipt, table.file.as_posix(), row.number))
    return found


def read_receipts(path: Path, root: Path) -> list[Receipt]:
    """Read a file of receipts.

    Raises:
        DataError: When it is not one.
    """
    try:
        table = read_table(path, root)
    except (DataError, DataErrors) as error:
        first = error.errors[0] if isinstance(error, DataErrors) else error
        where = first.place or first.where
        raise DataError(
            first.problem, where=where, remedy=_damaged(), rule="godkjent/fil"
        ) from error
    if table.header != COLUMNS:
        raise DataError("filen er ikke en kvittering", where=str(table.file), remedy=_damaged())
    return [Receipt(row.cells[0], row.cells[1], row.cells[2:5], row.cells[5]) for row in table.rows]


def _damaged() -> str:
    return "Hent den tilbake fra git, eller slett den og godkjenn på nytt"


def _receipt(theme: Theme, cells: Mapping[str, str], *, excel: bool) -> Receipt:
    key = " ".join(cells[name] for name in theme.key)
    numbers = [item.name for item in theme.fields if item.type in {"number", "integer", "year"}]
    plain = {name: _plain(cells[name], excel=excel) for name in numbers}
    cells = {**cells, **plain}
    shown = () if theme.is_register else READABLE
    rest = {
        name: cells[name] for name in theme.columns if name not in theme.key and name not in shown
    }
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    readable = tuple(cells[name] if shown else "" for name in READABLE)
    return Receipt(theme.name, key, readable, digest)


def _plain(text: str, *, excel: bool) -> str:
    value = parse_number(text, excel=excel)
    return text if value is None else f"{value.normalize():f}"


def _text(receipts: Iterable[Receipt]) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in receipts:
        writer.writerow((each.theme, each.key, *each.readable, each.rest))
    return output.getvalue()


def _changes(
    approved: Sequence[Receipt], rows: Sequence[Row], project: Project
) -> Iterator[Finding]:
    before = {(each.theme, each.key): each for each in approved}
    now = {(row.receipt.theme, row.receipt.key): row for row in rows}
    remedy = REMEDY.format(year=project.year)
    for identity, row in now.items():
        old = before.get(identity)
        if old is None:
            text = f"raden er ny siden tallene ble godkjent ({row.receipt.key})"
            yield Finding(
                "godkjent/ny", Severity.WARNING, text, row.file, row.number, remedy=remedy
            )
        elif old != row.receipt:
            yield from _cells(old, row, project, remedy)
    for (theme, key), old in before.items():
        if (theme, key) not in now:
            value = f", som var {old.readable[0]}" if old.readable[0] else ""
            text = f"raden {key}{value}, er borte siden tallene ble godkjent"
            where = f"data/{project.year}/{theme}.csv"
            yield Finding("godkjent/borte", Severity.WARNING, text, where, remedy=remedy)
    yield from _order(before, now, project, remedy)


def _cells(old: Receipt, row: Row, project: Project, remedy: str) -> Iterator[Finding]:
    for name, was, value in zip(READABLE, old.readable, row.receipt.readable, strict=True):
        if was != value:
            text = f"{name} er «{value}», men var «{was}» da tallene ble godkjent"
            yield Finding(
                "godkjent/endret",
                Severity.WARNING,
                text,
                row.file,
                row.number,
                column=name,
                remedy=remedy,
            )
    if old.rest != row.receipt.rest:
        theme = project.dataset.themes[old.theme]
        shown = (*theme.key, *(() if theme.is_register else READABLE))
        names = ", ".join(name for name in theme.columns if name not in shown)
        text = f"noe annet i raden er endret siden tallene ble godkjent ({names})"
        yield Finding(
            "godkjent/endret", Severity.WARNING, text, row.file, row.number, remedy=remedy
        )


def _order(
    before: Mapping[tuple[str, str], Receipt],
    now: Mapping[tuple[str, str], Row],
    project: Project,
    remedy: str,
) -> Iterator[Finding]:
    """Rows of a register are printed in their order; those with numbers are not."""
    for theme in project.dataset.themes.values():
        if not theme.is_register:
            continue
        old = [key for name, key in before if name == theme.name and (name, key) in now]
        new = [key for name, key in now if name == theme.name and (name, key) in before]
        moved = next((key for was, key in zip(old, new, strict=True) if was != key), None)
        if moved is not None:
            row = now[theme.name, moved]
            text = f"radene står i en annen rekkefølge enn da de ble godkjent, fra og med {moved}"
            yield Finding(
                "godkjent/rekkefolge", Severity.WARNING, text, row.file, row.number, remedy=remedy
            )


CHECK = Check(
    name="godkjent",
    title="Godkjente tall: det som er endret siden",
    rules={
        "godkjent/borte": "Rader som er godkjent, er der fremdeles",
        "godkjent/endret": "Cellene er slik de var da tallene ble godkjent",
        "godkjent/fil": "Kvitteringen kan leses",
        "godkjent/mangler": "Tallene er lest mot kildene og godkjent",
        "godkjent/ny": "Nye rader er godkjent",
        "godkjent/rekkefolge": "Radene i et register står i rekkefølgen de ble godkjent i",
    },
    run=findings,
    needs_data=True,
)
