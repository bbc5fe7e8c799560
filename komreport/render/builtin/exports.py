"""The numbers of a figure or table as a CSV file that opens right in a Norwegian spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import panflute as pf

#: A spreadsheet takes a file for UTF-8 when it begins like this.
BYTE_ORDER_MARK = "\ufeff"
#: What a spreadsheet in Norwegian expects.
DELIMITER = ";"
GROUPED = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)")
NUMBER = re.compile(r"[-\u2212]?\d{1,3}([\u00a0\u202f ]?\d{3})*(,\d+)?")


def table_csv(table: pf.Table) -> str:
    """Write a table as CSV: one line of headers, numbers without thousands separators.

    Headers that span several columns stand before the header of each of them. The signs of the
    table («-», «..») are kept, so that the file says what the page says.
    """
    heads = _grid(table.head.content, len(table.colspec))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=DELIMITER, lineterminator="\r\n")
    if heads:
        columns = [
            list(dict.fromkeys(text for text in column if text))
            for column in zip(*heads, strict=True)
        ]
        writer.writerow([": ".join(parts) for parts in columns])
    rows = [row for body in table.content for row in body.content]
    writer.writerows([[_value(text) for text in row] for row in _grid(rows, len(table.colspec))])
    return BYTE_ORDER_MARK + stream.getvalue()


def _grid(rows: Iterable[pf.TableRow], width: int) -> list[list[str]]:
    """Give the texts of rows, with cells that span repeated in every place that they cover."""
    lines: list[list[str]] = []
    covered: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in row.content:
            while (number, len(line)) in covered:
                line.append(covered[number, len(line)])
            text = _text(cell)
            for below in range(1, cell.rowspan):
                for across in range(cell.colspan):
                    covered[number + below, len(line) + across] = text
            line += [text] * cell.colspan
        line += [covered.get((number, place), "") for place in range(len(line), width)]
        lines.append(line)
    return lines


def _text(cell: pf.TableCell) -> str:
    """Give the text of a cell without the letters that refer to notes."""

    def words(element: Any) -> str:  # noqa: ANN401
        if isinstance(element, pf.Superscript):
            return ""
        if isinstance(element, (pf.Plain, pf.Para, pf.Span, pf.Link, pf.Strong, pf.Emph)):
            return "".join(words(part) for part in element.content)
        return str(pf.stringify(element))

    return " ".join("".join(words(block) for block in cell.content).split(" ")).strip()


def _value(text: str) -> str:
    if NUMBER.fullmatch(text):
        return GROUPED.sub("", text).replace("\u2212", "-")
    return text
