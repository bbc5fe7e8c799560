"""Reading a questionnaire back: what the actor answered, and which cells cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from komreport.intake.layout import (
    CONTACT,
    CONTACT_KEY,
    HEAD_KEY,
    KEY,
    LISTS,
    MARK,
    MORE,
    REGISTER,
    SEPARATOR,
)
from komreport.intake.personal import EMAIL, personal
from komreport.intake.questions import LAYOUT
from komreport.intake.values import read_text

#: How far from the corner of a sheet its hidden rows are looked for, after rows were inserted.
REACH = 40
MARK_COUNT = 6
#: Columns without which the answers of a sheet cannot be read.
NEEDED = {
    "tall": frozenset({"verdi", "status", "merknad"}),
    "flere": frozenset(MORE),
    "register": frozenset(REGISTER),
    "kontakt": frozenset(CONTACT),
}
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Finding:
    """A cell, sheet or file that cannot be used: what is wrong, and what to do."""

    file: str
    sheet: str
    cell: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Spot:
    """Where an answer stands."""

    file: str
    sheet: str
    cell: str

    def finding(self, problem: str, remedy: str) -> Finding:
        """Say what is wrong here."""
        return Finding(self.file, self.sheet, self.cell, problem, remedy)


@dataclass(frozen=True)
class Row:
    """One row of a sheet: its key, and its cells by name of the column."""

    key: str
    cells: dict[str, Any]
    formats: dict[str, str]
    spots: dict[str, Spot]

    def text(self, name: str) -> str:
        """Give the text of a cell; empty when the column is gone."""
        return read_text(self.cells.get(name))

    def spot(self, name: str) -> Spot:
        """Say where a cell stands; the key when the column is gone."""
        return self.spots.get(name) or self.spots[KEY]


@dataclass(frozen=True)
class Page:
    """One sheet of the questionnaire, as it came back."""

    kind: str
    theme: str
    name: str
    rows: tuple[Row, ...]


@dataclass
class Returned:
    """One questionnaire that came back.

    Attributes:
        file: Its name.
        actor: Code of the actor that it was made for.
        year: The report year.
        pages: Its sheets.
        findings: What cannot be used.
        notices: What was left out without harm, such as a sheet of the actor's own.
    """

    file: str
    actor: str = ""
    year: int = 0
    pages: list[Page] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_returned(path: Path) -> Returned:
    """Read a questionnaire; everything that is wrong is in its findings."""
    result = Returned(path.name)
    whole = Spot(path.name, "", "")
    try:
        head = path.read_bytes()[:4]
        if head == OLD_OR_LOCKED:
            result.findings.append(
                whole.finding(
                    "filen er beskyttet med passord, eller lagret i et gammelt format",
                    "Lagre den som .xlsx uten passord",
                )
            )
            return result
        values = load_workbook(path, data_only=True)
        formulas = load_workbook(path)
    except OSError as error:
        problem = f"filen kan ikke leses: {error.strerror or error}"
        result.findings.append(whole.finding(problem, "Sjekk navnet, og lukk filen i Excel"))
        return result
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, EOFError):
        result.findings.append(
            whole.finding("filen er ikke en Excel-arbeidsbok", "Lagre den som .xlsx i Excel")
        )
        return result
    for sheet in values.worksheets:
        _read_sheet(sheet, formulas[sheet.title], result)
    if not result.actor and not result.findings:
        result.findings.append(
            whole.finding(
                "filen er ikke et spørreskjema fra KOM",
                "Bruk filen som KOM sendte; de skjulte radene øverst i arkene må være med",
            )
        )
    return result


def _read_sheet(sheet: Worksheet, formulas: Worksheet, result: Returned) -> None:
    if sheet.title == LISTS:
        return
    corner = _find(sheet, MARK + SEPARATOR)
    if corner is None:
        if any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row):
            result.notices.append(
                f"{result.file}: arket «{sheet.title}» er ikke fra skjemaet, og ble ikke lest"
            )
        return
    marks = str(sheet.cell(*corner).value).split(SEPARATOR)
    spot = Spot(result.file, sheet.title, sheet.cell(*corner).coordinate)
    _, layout, year, actor, kind, theme = marks if len(marks) == MARK_COUNT else [""] * MARK_COUNT
    if layout != LAYOUT or not year.isdigit() or not actor:
        result.findings.append(
            spot.finding("arket er laget av en annen versjon", "Lag skjemaet på nytt, og lim inn")
        )
        return
    if result.actor and (actor, int(year)) != (result.actor, result.year):
        result.findings.append(
            spot.finding("arket er fra et annet skjema enn resten", "Send hvert skjema for seg")
        )
        return
    result.actor, result.year = actor, int(year)
    if kind == "forside":
        return
    names = _find(sheet, KEY)
    if names is None:
        result.findings.append(
            spot.finding("de skjulte kolonnenavnene er borte", "Bruk filen som KOM sendte")
        )
        return
    present = {read_text(cell.value) for cell in sheet[names[0]]}
    for gone in sorted(NEEDED.get(kind, frozenset()) - present):
        problem = f"kolonnen «{gone}» er borte fra arket"
        result.findings.append(spot.finding(problem, "Bruk filen som KOM sendte"))
    rows = tuple(_rows(sheet, formulas, names, result))
    result.pages.append(Page(kind, theme, sheet.title, rows))


def _find(sheet: Worksheet, text: str) -> tuple[int, int] | None:
    for row in sheet.iter_rows(max_row=min(REACH, sheet.max_row), max_col=REACH):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(text):
                return int(cell.row), int(cell.column)
    return None


def _rows(
    sheet: Worksheet, formulas: Worksheet, names: tuple[int, int], result: Returned
) -> Iterator[Row]:
    columns = {
        read_text(cell.value): int(cell.column) for cell in sheet[names[0]] if read_text(cell.value)
    }
    merged = {
        (row, column): area.coord
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    for number in range(names[0] + 1, sheet.max_row + 1):
        row = _row(sheet, number, columns, result.file)
        if row.key == HEAD_KEY:
            continue
        if not row.key:
            result.findings += _keyless(row)
            continue
        problems = list(_unusable(row, formulas, merged, columns, number))
        result.findings += problems
        if not problems:
            yield row


def _row(sheet: Worksheet, number: int, columns: dict[str, int], file: str) -> Row:
    cells = {name: sheet.cell(number, column) for name, column in columns.items()}
    return Row(
        read_text(cells[KEY].value),
        {name: cell.value for name, cell in cells.items()},
        {name: cell.number_format for name, cell in cells.items()},
        {name: Spot(file, sheet.title, cell.coordinate) for name, cell in cells.items()},
    )


def _keyless(row: Row) -> Iterator[Finding]:
    """Name a number that stands in a row of the actor's own."""
    for name in ("verdi", "status", "merknad"):
        if row.text(name):
            yield row.spots[name].finding(
                "raden er ikke fra skjemaet, så KOM vet ikke hva tallet gjelder",
                "Flytt tallet til arket «Flere tall»",
            )
            return


#: Columns that the actor cannot fill in.
_LOCKED = frozenset(
    {KEY, "inndeling", "enhet", "i_fjor", "sum", "kontroll", "merknad_i_fjor", "ledetekst"}
)


def _unusable(
    row: Row,
    formulas: Worksheet,
    merged: dict[tuple[int, int], str],
    columns: dict[str, int],
    number: int,
) -> Iterator[Finding]:
    for name, column in columns.items():
        if name in _LOCKED:
            continue
        spot = row.spots[name]
        if (number, column) in merged:
            yield spot.finding(
                f"cellen er slått sammen med andre ({merged[number, column]})",
                "Del dem opp igjen, og skriv ett tall i hver",
            )
            continue
        formula = formulas.cell(number, column).value
        if isinstance(formula, str) and formula.startswith("=") and row.cells[name] is None:
            yield spot.finding(
                "formelen i cellen er ikke regnet ut",
                "Åpne filen i Excel og lagre den, eller skriv tallet",
            )
        found = personal(read_text(row.cells[name]))
        if found and not (row.key == CONTACT_KEY and found == EMAIL):
            yield spot.finding(
                f"cellen ser ut til å ha {found}, som er en personopplysning",
                "Slett den i filen, og be aktøren sende skjemaet på nytt uten",
            )
