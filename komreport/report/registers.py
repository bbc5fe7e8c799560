"""Tables of texts: dated activities, and the matrix of who reports what about which theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from babel.dates import format_date

from komreport.report import provenance
from komreport.report.grid import Cell, Grid, Header, Tabell
from komreport.report.reader import Reader, unknown

LOCALE = "nb_NO"


def when(start: str, end: str) -> str:
    """Write a time as readers do: «18. januar 2023», «mai 2023», «2023», «17.–18. februar 2023».

    Args:
        start: ``ÅÅÅÅ``, ``ÅÅÅÅ-MM`` or ``ÅÅÅÅ-MM-DD``.
        end: The same for the last day; equal to ``start`` for a single time.
    """
    if not end or end == start:
        return _date(start)
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"{int(start[8:])}.–{_date(end)}"
    return f"{_date(start)}–{_date(end)}"


def _date(text: str) -> str:
    from datetime import date  # noqa: PLC0415

    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    day = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return format_date(day, "d. MMMM y" if len(parts) == 3 else "MMMM y", locale=LOCALE)


def activities(reader: Reader, register: str, types: Sequence[str]) -> Tabell:
    """Make a table of dated events of some types, in the order of their dates.

    Args:
        reader: The data.
        register: A register with ``dato_fra``, ``dato_til``, ``tittel``, ``beskrivelse``, ``type``.
        types: Values of ``type`` to show.
    """
    frame = reader.ds.register(register)
    known = set(frame["type"])
    for name in types:
        if len(frame) and name not in known:
            raise unknown("typen", name, known, place=f"registeret «{register}»")
    rows = [row for row in frame.to_dict("records") if row["type"] in types]
    rows.sort(key=lambda row: (row["dato_fra"], row["tittel"]))
    lines = [
        (
            when(row["dato_fra"], row["dato_til"]),
            [Cell(row["tittel"], href=row.get("url", "")), Cell(row["beskrivelse"])],
        )
        for row in rows
    ]
    headers = [Header("Hva", numeric=False), Header("Om", numeric=False)]
    return Tabell(Grid("Når", headers, lines, title="Aktiviteter"), _source(reader, frame))


def matrix(reader: Reader, register: str, rows: str, columns: str, notebooks: Path) -> Tabell:
    """Count the entries of a register by two columns; each number links to the first passage.

    Args:
        reader: The data.
        register: A register with ``kapittel`` and ``anker`` beside the two columns.
        rows: Column of the rows: a code of the list ``aktorer``.
        columns: Column of the columns, with a code list of its name.
        notebooks: Folder of the chapters, for the links.
    """
    ds = reader.ds
    frame = ds.register(register)
    entries = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    lists = {"aktor": "aktorer"}
    row_list, column_list = lists.get(rows, rows), lists.get(columns, columns)
    present = {entry[columns] for entry in entries}
    across = [code for code in ds.order(column_list) if code in present]
    down = [code for code in ds.order(row_list) if code in {entry[rows] for entry in entries}]
    files = _chapters(notebooks)
    lines = []
    for row in down:
        cells = []
        for column in across:
            found = [e for e in entries if e[rows] == row and e[columns] == column]
            href = _passage(found[0], files) if found else ""
            cells.append(Cell(str(len(found)) if found else "", href=href))
        lines.append((ds.label(row_list, row, short=True), cells))
    headers = [Header(ds.label(column_list, code, short=True)) for code in across]
    return Tabell(Grid("Aktør", headers, lines, title="Utfordringer og anbefalinger"), "")


def _passage(entry: dict[str, Any], files: dict[str, str]) -> str:
    file = files.get(str(entry["kapittel"]), "")
    return f"{file}#{entry['anker']}" if file and entry["anker"] else ""


def _chapters(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        if match := re.match(r"0*(\d+)_", path.name):
            found[match[1]] = path.name
    return found


def _source(reader: Reader, frame: Any) -> str:  # noqa: ANN401
    actors = provenance.unique(list(frame["kilde"])) if "kilde" in frame.columns else []
    names = [reader.ds.label("aktorer", code) for code in actors]
    return f"Kilde: {'; '.join(names)}" if names else ""
