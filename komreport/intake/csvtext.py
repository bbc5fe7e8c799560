"""A CSV file as text that is changed cell by cell, so that every other byte stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from komreport.data.source import Table, read_table
from komreport.errors import DataError

QUOTE = '"'


class CsvText:
    """One CSV file with its own way of writing: separator, line ends, quotes, character set.

    Args:
        path: The file.
        root: The project folder, for the names in errors.

    Raises:
        DataError: When the file cannot be read as CSV, or is a workbook.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.table: Table = read_table(path, root)
        if not self.table.delimiter:
            raise DataError(
                "tall kan bare føres inn i en CSV-fil",
                where=str(self.table.file),
                remedy=f"Lagre den som {path.stem}.csv, og slett arbeidsboken",
            )
        self._text = path.read_bytes().decode(self.table.encoding)
        self._newline = "\r\n" if "\r\n" in self._text else "\n"
        self._rows = dict(_fields(self._text, self.table.delimiter))
        self._columns = {name: index for index, name in enumerate(self.table.header)}
        self._changes: dict[tuple[int, int], str] = {}
        self._before: dict[int, list[str]] = {}
        self._added: list[str] = []

    @property
    def rows(self) -> dict[int, dict[str, str]]:
        """The rows as they were read: by the number of their line, cells by column."""
        header = self.table.header
        return {row.number: dict(zip(header, row.cells, strict=True)) for row in self.table.rows}

    def set(self, row: int, column: str, value: str) -> None:
        """Change one cell."""
        self._changes[row, self._columns[column]] = value

    def add(self, cells: Mapping[str, str], *, before: int | None = None) -> None:
        """Add a row: at the end, or before the row with a number."""
        line = self._line([cells.get(name, "") for name in self.table.header])
        if before is None:
            self._added.append(line)
        else:
            self._before.setdefault(before, []).append(line)

    def content(self) -> bytes:
        """Give the file as it is now.

        Raises:
            DataError: When the file's character set lacks a character.
        """
        parts: list[str] = []
        at = 0
        for number, spans in self._rows.items():
            start = spans[0][0]
            if number in self._before:
                parts += [
                    self._text[at:start],
                    *(f"{x}{self._newline}" for x in self._before[number]),
                ]
                at = start
            for index, (begin, end) in enumerate(spans):
                if (number, index) in self._changes:
                    parts += [self._text[at:begin], self._quoted(self._changes[number, index])]
                    at = end
        parts.append(self._text[at:])
        if self._added:
            if not self._text.endswith(("\n", "\r")):
                parts.append(self._newline)
            parts += [f"{line}{self._newline}" for line in self._added]
        try:
            return "".join(parts).encode(self.table.encoding)
        except UnicodeEncodeError as error:
            raise DataError(
                f"tegnet «{error.object[error.start]}» kan ikke skrives i filen",
                where=str(self.table.file),
                remedy="Lagre filen som CSV UTF-8, og prøv igjen",
            ) from error

    def _line(self, cells: Sequence[str]) -> str:
        return self.table.delimiter.join(self._quoted(cell) for cell in cells)

    def _quoted(self, cell: str) -> str:
        if any(mark in cell for mark in (self.table.delimiter, QUOTE, "\n", "\r")):
            return f"{QUOTE}{cell.replace(QUOTE, QUOTE * 2)}{QUOTE}"
        return cell


def _fields(text: str, delimiter: str) -> list[tuple[int, list[tuple[int, int]]]]:
    """Find where each cell stands: the line of the row, and start and end of its cells."""
    rows: list[tuple[int, list[tuple[int, int]]]] = []
    spans: list[tuple[int, int]] = []
    at = start = 1 if text.startswith("\ufeff") else 0
    first = line = 1
    quoted = False
    while at <= len(text):
        mark = text[at] if at < len(text) else "\n"
        if mark == QUOTE:
            quoted = not quoted
        elif mark in ("\n", "\r") and not quoted:
            if start < at or spans:
                spans.append((start, at))
                rows.append((first, spans))
            spans = []
            at += text[at : at + 2] == "\r\n"
            start = at + 1
            line += 1
            first = line
        elif mark == delimiter and not quoted:
            spans.append((start, at))
            start = at + 1
        elif mark == "\n":
            line += 1
        at += 1
    return rows
