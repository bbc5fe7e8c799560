"""Where a finding is in its file as a machine counts: line and column of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from komreport.check.finding import Finding
from komreport.data.source import read_table
from komreport.errors import KomreportError

#: How nbformat begins the text of a cell; each of its lines stands on a line of its own.
SOURCE = re.compile(r'^\s*"source": \[')


@dataclass(frozen=True)
class Location:
    """A line and a column, both from 1; the line is None when the file as a whole is meant."""

    line: int | None = None
    column: int | None = None


def locate(finding: Finding, root: Path) -> Location:
    """Give the line and column of a finding.

    A workbook has none. A notebook that was not written by Jupyter is one long line.
    """
    path = root / finding.file
    if not finding.file or path.suffix == ".xlsx" or not path.is_file():
        return Location()
    if path.suffix == ".ipynb":
        return _in_notebook(finding, path)
    if path.suffix == ".csv" and finding.column is not None and finding.row is not None:
        return Location(finding.row, _column(finding, path, root))
    return Location(finding.row, finding.position)


def _in_notebook(finding: Finding, path: Path) -> Location:
    if finding.cell is None:
        return Location()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return Location()
    cells = [number for number, line in enumerate(lines, start=1) if SOURCE.match(line)]
    if len(cells) < finding.cell:
        return Location(1)
    return Location(cells[finding.cell - 1] + (finding.row or 0), finding.position)


def _column(finding: Finding, path: Path, root: Path) -> int | None:
    """Give where a cell begins in its line; None when the row is not written as it is read."""
    try:
        table = read_table(path, root)
        text = path.read_text(encoding=table.encoding).splitlines()[(finding.row or 1) - 1]
        place = table.header.index(finding.column or "")
    except (KomreportError, IndexError, ValueError, OSError):
        return None
    quoted, cell = False, 0
    for position, letter in enumerate(text, start=1):
        if cell == place:
            return position
        if letter == '"':
            quoted = not quoted
        elif letter == table.delimiter and not quoted:
            cell += 1
    return len(text) + 1 if cell == place else None
