"""The numbers of a figure or table as a CSV file that opens right in a Norwegian spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

#: A spreadsheet takes a file for UTF-8 when it begins like this.
BYTE_ORDER_MARK = "\ufeff"
#: What a spreadsheet in Norwegian expects.
DELIMITER = ";"
GROUPED = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)")
NUMBER = re.compile(r"[-\u2212]?\d{1,3}([\u00a0\u202f ]?\d{3})*(,\d+)?")


def table_csv(table: dict[str, Any]) -> str:
    """Write a table as CSV: one line of headers, numbers without thousands separators.

    Headers that span several columns stand before the header of each of them. The signs of the
    table («-», «..») are kept, so that the file says what the page says.

    Args:
        table: The table, in pandoc's JSON.
    """
    _, _, columns_, (_, head), bodies, _ = table["c"]
    heads = _grid(head, len(columns_))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=DELIMITER, lineterminator="\r\n")
    if heads:
        columns = [
            list(dict.fromkeys(text for text in column if text))
            for column in zip(*heads, strict=True)
        ]
        writer.writerow([": ".join(parts) for parts in columns])
    rows = [row for _, _, _, rows in bodies for row in rows]
    writer.writerows([[_value(text) for text in row] for row in _grid(rows, len(columns_))])
    return BYTE_ORDER_MARK + stream.getvalue()


def _grid(rows: Iterable[Any], width: int) -> list[list[str]]:
    """Give the texts of rows, with cells that span repeated in every place that they cover."""
    lines: list[list[str]] = []
    covered: dict[tuple[int, int], str] = {}
    for number, (_, cells) in enumerate(rows):
        line: list[str] = []
        for _, _, rowspan, colspan, content in cells:
            while (number, len(line)) in covered:
                line.append(covered[number, len(line)])
            text = " ".join(_text(content).split(" ")).strip()
            for below in range(1, rowspan):
                for across in range(colspan):
                    covered[number + below, len(line) + across] = text
            line += [text] * colspan
        line += [covered.get((number, place), "") for place in range(len(line), width)]
        lines.append(line)
    return lines


def _text(content: Any) -> str:  # noqa: ANN401
    """Give the text of something without the letters that refer to notes."""
    if isinstance(content, list):
        return "".join(_text(part) for part in content if isinstance(part, (dict, list)))
    kind, parts = content["t"], content.get("c", [])
    if kind == "Str":
        return str(parts)
    if kind in {"Code", "Math"}:
        return str(parts[1])
    if kind in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    return "" if kind in {"Superscript", "Note"} else _text(parts)


def _value(text: str) -> str:
    if NUMBER.fullmatch(text):
        return GROUPED.sub("", text).replace("\u2212", "-")
    return text
