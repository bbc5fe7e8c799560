"""Approved numbers: what an editor has read against the sources, and what has changed since.

A wrong total shows in the reconciliation; a lone number that is wrong shows nowhere. So
``komreport check --godkjenn`` keeps a receipt of every row in ``data/<year>/godkjent.csv`` once the
editor has proofread them, and from then on no cell changes silently. What the numbers are called
(`komreport.check.wording`) is kept with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.receipt import Receipt, Row, digest, read_receipts, text_of
from komreport.check.rule import Check
from komreport.check.wording import listed_rules, ruling, wording
from komreport.data import Theme, known_years, rules
from komreport.data.cells import parse_number
from komreport.data.loader import APPROVED
from komreport.errors import DataError, DataErrors

#: Columns that the receipt holds as they are; the rest of a row stands there as a digest.
READABLE = ("verdi", "status", "kilde")
REMEDY = "Er det riktig, leser du det mot kilden og kjører komreport check {year} --godkjenn"


def findings(project: Project) -> Iterator[Finding]:
    """Tell what has changed since the numbers that the report uses were approved."""
    yield from _own(project)
    yield from _older(project)


def _own(project: Project) -> Iterator[Finding]:
    folder = project.root / "data" / str(project.year)
    if not folder.is_dir():
        return
    if not (folder / APPROVED).is_file():
        yield _unapproved(project.year)
        return
    try:
        approved = read_receipts(folder / APPROVED, project.root)
    except DataError as error:
        yield Finding.of_error(error, "godkjent/fil")
        return
    yield from _changes(approved, present(project), project)


def _unapproved(year: int) -> Finding:
    text = f"tallene for {year} er ikke godkjent"
    remedy = f"Les dem mot kildene, og kjør komreport check {year} --godkjenn"
    return Finding(
        "godkjent/mangler", Severity.NOTE, text, f"data/{year}/{APPROVED}", remedy=remedy
    )


def _older(project: Project) -> Iterator[Finding]:
    """Tell what has changed in the folders of older reports: their numbers count here as well.

    What numbers are called is the same in all years, and is told with the report year.
    """
    for year in known_years(project.root):
        path = project.root / "data" / str(year) / APPROVED
        older = project.of(year)
        if year >= project.year or not older.tables:
            continue
        if not path.is_file():
            yield _unapproved(year)
            continue
        try:
            approved = read_receipts(path, project.root)
        except DataError as error:
            yield Finding.of_error(error, "godkjent/fil")
            continue
        kept = [each for each in approved if older.reading and each.theme in older.reading.themes]
        yield from _changes(kept, list(_rows(older, older.tables)), older)


@dataclass(frozen=True)
class Approval:
    """What an editor has approved.

    Attributes:
        path: The receipt.
        changed: What an earlier receipt says otherwise.
        first: How many rows are in themes that had no receipt.
    """

    path: Path
    changed: list[Finding]
    first: int


def approve(project: Project, themes: Sequence[str] = ()) -> Approval:
    """Write the receipt of all rows of the report year, or of some themes.

    Raises:
        DataErrors: When the data have errors.
        DataError: When the earlier receipt cannot be read.
    """
    if project.data_errors:
        raise DataErrors(project.data_errors)
    path = project.root / "data" / str(project.year) / APPROVED
    kept = read_receipts(path, project.root) if path.is_file() else []
    rows = present(project, themes)
    new = {row.receipt.identity: row.receipt for row in rows}
    looked_at = [each for each in kept if each.theme in themes or each.identity in new]
    unread = project.tables.keys() - {each.theme for each in kept}
    known = [row for row in rows if row.receipt.theme not in unread]
    changed = list(_changes(looked_at if themes else kept, known, project)) if kept else []
    result = list(new.values())
    if themes:
        rest = [each for each in kept if each.theme not in themes]
        there = {each.identity for each in rest}
        merged = [new.get(each.identity, each) for each in rest]
        merged += [each for each in result if each.identity not in there]
        every = [row.receipt for row in present(project)]
        order = list(dict.fromkeys(each.theme for each in (*every, *kept)))
        result = sorted(merged, key=lambda each: order.index(each.theme))
    path.write_text(text_of(result), encoding="utf-8", newline="\n")
    first = sum(row.receipt.theme in unread for row in rows)
    return Approval(path, changed, first)


def present(project: Project, themes: Collection[str] = ()) -> list[Row]:
    """Give the receipts of all rows of the report year as they are now, or of some themes."""
    if project.reading is None:
        return []
    chosen = themes or project.tables.keys()
    found = [*_rows(project, chosen), *wording(project, chosen)]
    return found if themes else [*found, *ruling(project)]


def _rows(project: Project, themes: Collection[str]) -> Iterator[Row]:
    """Give the receipts of the rows themselves."""
    for name, table in project.tables.items():
        theme = project.dataset.themes[name]
        if name not in themes or set(theme.columns) - set(table.header):
            continue
        hidden = (*theme.key, *(() if theme.is_register else READABLE))
        others = tuple(column for column in theme.columns if column not in hidden)
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            receipt = _receipt(theme, cells, others, excel=table.excel)
            yield Row(receipt, table.file.as_posix(), row.number, READABLE, others)


def _receipt(
    theme: Theme, cells: Mapping[str, str], others: Sequence[str], *, excel: bool
) -> Receipt:
    key = " ".join(cells[name] for name in theme.key)
    numbers = [item.name for item in theme.fields if item.type in {"number", "integer", "year"}]
    plain = {name: _plain(cells[name], excel=excel) for name in numbers}
    cells = {**cells, **plain}
    readable = tuple("" if theme.is_register else cells[name] for name in READABLE)
    return Receipt(theme.name, key, readable, digest({name: cells[name] for name in others}))


def _plain(text: str, *, excel: bool) -> str:
    value = parse_number(text, excel=excel)
    return text if value is None else f"{value.normalize():f}"


def _changes(
    approved: Sequence[Receipt], rows: Sequence[Row], project: Project
) -> Iterator[Finding]:
    before = {each.identity: each for each in approved}
    now = {row.receipt.identity: row for row in rows}
    remedy = REMEDY.format(year=project.year)
    for identity, row in now.items():
        old = before.get(identity)
        if old is not None:
            yield from _cells(old, row, remedy)
        elif identity[0] in project.tables:
            text = f"raden er ny siden tallene ble godkjent ({row.receipt.key})"
            yield Finding(
                "godkjent/ny", Severity.WARNING, text, row.file, row.number, remedy=remedy
            )
    for identity, old in before.items():
        if identity not in now:
            yield from _gone(old, project, remedy)
    yield from _order(before, now, project, remedy)


def _gone(old: Receipt, project: Project, remedy: str) -> Iterator[Finding]:
    """Say that a row or a rule is gone; a code or a measure that no row uses is no loss."""
    text = where = ""
    if project.reading is not None and old.theme in project.reading.themes:
        value = f", som var {old.readable[0]}" if old.readable[0] else ""
        text = f"raden {old.key}{value}, er borte siden tallene ble godkjent"
        where = f"data/{project.year}/{old.theme}.csv"
    elif old.theme == Path(rules.FILE).stem and listed_rules(project.root) is not None:
        text = f"regelen {old.key} er borte siden tallene ble godkjent"
        where = f"data/{rules.FILE}"
    if text:
        yield Finding("godkjent/borte", Severity.WARNING, text, where, remedy=remedy)


def _cells(old: Receipt, row: Row, remedy: str) -> Iterator[Finding]:
    about = "" if row.names == READABLE else f"{row.receipt.key}: "
    rule = "godkjent/ord" if about else "godkjent/endret"
    for name, was, value in zip(row.names, old.readable, row.receipt.readable, strict=True):
        if was != value:
            text = f"{about}{name} er «{value}», men var «{was}» da tallene ble godkjent"
            yield Finding(
                rule, Severity.WARNING, text, row.file, row.number, column=name, remedy=remedy
            )
    if old.rest != row.receipt.rest:
        names = ", ".join(row.others)
        text = f"{about}noe annet i raden er endret siden tallene ble godkjent ({names})"
        yield Finding(rule, Severity.WARNING, text, row.file, row.number, remedy=remedy)


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
        "godkjent/ord": "Koder, mål og regler er slik de var da tallene ble godkjent",
        "godkjent/rekkefolge": "Radene i et register står i rekkefølgen de ble godkjent i",
    },
    run=findings,
    needs_data=True,
)
