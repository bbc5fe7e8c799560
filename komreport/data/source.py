"""Read a data file as rows of text, also one that Excel in Norwegian has saved."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from komreport.errors import DataError, DataErrors, Place

NO_BREAK_SPACES = "\u00a0\u202f\u2009"
SUFFIXES = (".csv", ".xlsx")
#: What Excel may write above the header to say what separates the columns.
SEPARATOR = re.compile(r"sep=([;,\t])\r?\n")


@dataclass(frozen=True)
class Row:
    """One row: its number as a text editor or Excel shows it (the header is 1), and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A data file as text.

    Attributes:
        file: Path as errors name it, relative to the project folder.
        header: Column names.
        rows: The rows below the header, empty ones left out.
        delimiter: What separates the columns; empty in a workbook.
        encoding: The character set; empty in a workbook.
        excel: Whether numbers may be written as Excel in Norwegian does (``1 234,5``).
        notices: What was unusual about the file and was understood anyway.
    """

    file: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    excel: bool = False
    notices: tuple[str, ...] = field(default=())


def find_file(folder: Path, name: str) -> Path | None:
    """Find ``<name>.csv`` or ``<name>.xlsx`` in a folder; None when neither is there.

    Raises:
        DataError: When both are there.
    """
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
    found = [path for path in found if path.is_file()]
    if len(found) > 1:
        raise DataError(
            f"både {found[0].name} og {found[1].name} finnes, og bare én av dem kan gjelde",
            where=str(folder.name),
            remedy="Slett eller flytt den som ikke skal brukes",
        )
    return found[0] if found else None


def nothing_in(folder: str, what: str) -> DataErrors:
    """Give the error of a folder under ``data/`` that holds none of the files it is there for."""
    return DataErrors(
        [
            DataError(
                f"fant ingen {what}",
                where=f"data/{folder}",
                remedy="Hent mappa tilbake fra git eller fra en sikkerhetskopi",
            )
        ]
    )


def read_table(path: Path, root: Path) -> Table:
    """Read a CSV or xlsx file.

    Args:
        path: The file.
        root: The project folder, for the names in errors.

    Raises:
        DataError: When the file cannot be read, is not text, or a row has too many or few cells.
        DataErrors: When several rows have.
    """
    file = path.relative_to(root) if path.is_relative_to(root) else path
    try:
        return _read_xlsx(path, file) if path.suffix == ".xlsx" else _read_csv(path, file)
    except OSError as error:
        raise DataError(
            f"filen kan ikke leses: {error.strerror or error}",
            where=Place(file),
            remedy="Lukk den i andre programmer og sjekk at du har tilgang",
        ) from error


def _read_csv(path: Path, file: Path) -> Table:
    text, encoding = _decode(path.read_bytes(), file)
    notices = []
    if encoding == "utf-8-sig":
        notices.append("lagret med BOM")
    elif encoding == "cp1252":
        notices.append("tegnsettet er Windows (cp1252), ikke UTF-8")
    first = text.split("\n", 1)[0]
    delimiter = ","
    if first.count(";") > first.count(","):
        delimiter = ";"
        notices.append("kolonnene er skilt med semikolon")
    elif first.count("\t") > first.count(","):
        delimiter = "\t"
        notices.append("kolonnene er skilt med tabulator")
    above = 0
    if declared := SEPARATOR.match(text):
        delimiter, text, above = declared[1], text[declared.end() :], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    numbered: list[Row] = []
    start = 1 + above
    try:
        for cells in reader:
            numbered.append(Row(start, tuple(cells)))
            start = reader.line_num + 1 + above
    except csv.Error as error:
        raise DataError(
            f"filen er ikke gyldig CSV ({error})",
            rule="data/celler",
            where=Place(file, start),
            remedy="Se etter et anførselstegn som mangler make",
        ) from error
    notice = _notice(file, notices)
    table = _table(file, numbered, excel=delimiter != ",", notices=notice)
    return replace(table, delimiter=delimiter, encoding=encoding)


def _read_xlsx(path: Path, file: Path) -> Table:
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import, seldom needed)
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, EOFError) as error:
        raise DataError(
            "filen er ikke en Excel-arbeidsbok",
            where=Place(file),
            remedy="Lagre den på nytt som .xlsx",
        ) from error
    except Exception as error:
        if type(error).__name__ != "BadZipFile":
            raise
        raise DataError(
            "filen er ikke en Excel-arbeidsbok",
            where=Place(file),
            remedy="Lagre den på nytt som .xlsx",
        ) from error
    sheet = book.worksheets[0]
    numbered = [
        Row(number, tuple(_cell_text(value) for value in values))
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    book.close()
    if numbered:
        width = max((i + 1 for i, cell in enumerate(numbered[0].cells) if cell), default=0)
        numbered = [Row(row.number, row.cells[:width]) for row in numbered]
    table = _table(file, numbered, excel=True, notices=_notice(file, ["lest fra Excel"]))
    return replace(table, delimiter="", encoding="")


def _table(file: Path, rows: list[Row], *, excel: bool, notices: tuple[str, ...]) -> Table:
    rows = [Row(row.number, tuple(_clean(cell) for cell in row.cells)) for row in rows]
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise DataError(
            "filen er tom", where=Place(file), remedy="Legg inn kolonnenavn på første rad"
        )
    header = filled[0].cells
    while header and not header[-1]:
        header = header[:-1]
    body: list[Row] = []
    errors: list[DataError] = []
    for row in filled[1:]:
        cells = row.cells
        if len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) != len(header):
            errors.append(
                DataError(
                    f"raden har {len(cells)} celler, men filen har {len(header)} kolonner",
                    rule="data/celler",
                    where=Place(file, row.number),
                    remedy='Se etter et komma for mye eller lite; sett «"» rundt tekst med komma',
                )
            )
            continue
        body.append(Row(row.number, cells))
    if errors:
        raise errors[0] if len(errors) == 1 else DataErrors(errors)
    return Table(file, header, tuple(body), excel=excel, notices=notices)


def _decode(data: bytes, file: Path) -> tuple[str, str]:
    if b"\x00" in data:
        raise DataError(
            "filen er ikke en tekstfil",
            where=Place(file),
            remedy="Lagre den som CSV UTF-8 fra Excel",
        )
    for encoding in ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.startswith("\ufeff"):
            return text[1:], "utf-8-sig"
        return text, encoding
    raise DataError(
        "tegnsettet er ukjent", where=Place(file), remedy="Lagre filen som CSV UTF-8 fra Excel"
    )


def _notice(file: Path, notices: list[str]) -> tuple[str, ...]:
    return (f"{file}: {', '.join(notices)}. Filen ble lest som den er",) if notices else ()


def _clean(cell: str) -> str:
    return cell.strip().strip(NO_BREAK_SPACES)


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
