"""Tiles: a number per row and column, and a schematic map of the police districts."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from komreport.report.charts.colour import ink, mixed
from komreport.report.charts.series import SCHEMA

#: The 12 police districts on a grid of columns and rows, roughly where they lie on the map.
DISTRICT_GRID: Mapping[str, tuple[int, int]] = {
    "finnmark": (4, 0),
    "troms": (3, 0),
    "nordland": (3, 1),
    "trondelag": (2, 2),
    "more_og_romsdal": (1, 2),
    "vest": (0, 3),
    "innlandet": (2, 3),
    "ost": (3, 3),
    "sor_vest": (0, 4),
    "sor_ost": (2, 4),
    "oslo": (3, 4),
    "agder": (1, 4),
}
LIGHT = "#E7F0F1"
EMPTY = "#F1F3F4"
DARK_TEXT = "#12323D"
HEAD_LINE = 16


def shade(value: float | None, top: float, dark: str) -> tuple[str, str]:
    """Give the colours of a tile and of the text on it; contrast is at least 4.5 to 1."""
    if not value:
        return EMPTY, DARK_TEXT
    ground = mixed(LIGHT, dark, 0.12 + 0.88 * (value / top) ** 0.6)
    return ground, ink(ground, DARK_TEXT)


def tiles(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[float | None, str]],
    dark: str,
) -> dict[str, Any]:
    """Draw a table of tiles: the darker, the higher; each with its number.

    Args:
        rows: Labels from the top.
        columns: Labels from the left.
        cells: Value and text per (row, column).
        dark: Colour of the highest value.
    """
    top = max((value for value, _ in cells.values() if value), default=1)
    values = []
    for row in rows:
        for column in columns:
            value, text = cells[row, column]
            colour, ink = shade(value, top, dark)
            values.append({"rad": row, "kol": column, "tekst": text, "farge": colour, "blekk": ink})
    longest = max(len(row) for row in rows)
    width = max(250, 550 - longest * 7)
    room = max(5, int(width / len(columns) / 7))
    heads = {column: _wrapped(column, room) for column in columns}
    tallest = max(len(lines) for lines in heads.values())
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "width": width,
        "height": {"step": 28},
        "encoding": {
            "x": {
                "field": "kol",
                "type": "nominal",
                "sort": None,
                "axis": {
                    "title": None,
                    "orient": "top",
                    "labelAngle": 0,
                    "ticks": False,
                    "domain": False,
                    "labelFontSize": 13,
                    "labelLimit": 0,
                    "labelLineHeight": HEAD_LINE,
                    "labelOffset": 0,
                    "labelPadding": 6 + HEAD_LINE * (tallest - 1),
                    "labelExpr": f"{json.dumps(heads, ensure_ascii=False)}[datum.value]",
                },
            },
            "y": {
                "field": "rad",
                "type": "nominal",
                "sort": None,
                "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": 300},
            },
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {"color": {"field": "farge", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "fontSize": 14},
                "encoding": {
                    "text": {"field": "tekst"},
                    "color": {"field": "blekk", "type": "nominal", "scale": None},
                },
            },
        ],
    }


def placed(
    points: Sequence[tuple[str, str, float | None, str]],
    grid: Mapping[str, tuple[int, int]],
    dark: str,
) -> dict[str, Any]:
    """Draw places as tiles that lie as on a map, each with its name and number.

    Args:
        points: Code, short name, value and text of each place.
        grid: Column and row of each code.
        dark: Colour of the highest value.
    """
    top = max((value for _, _, value, _ in points if value), default=1)
    values = []
    for code, name, value, text in points:
        column, row = grid[code]
        colour, ink = shade(value, top, dark)
        lines = textwrap.wrap(name, 15, break_long_words=False)
        values.append(
            {"x": column, "y": row, "navn": lines, "tekst": text, "farge": colour, "blekk": ink}
        )
    columns = sorted({column for column, _ in grid.values()})
    rows = sorted({row for _, row in grid.values()})
    place = {
        "x": {
            "field": "x",
            "type": "ordinal",
            "axis": None,
            "scale": {"paddingInner": 0.06, "domain": columns},
        },
        "y": {
            "field": "y",
            "type": "ordinal",
            "axis": None,
            "scale": {"paddingInner": 0.08, "domain": rows},
        },
    }
    on_tile = {"field": "blekk", "type": "nominal", "scale": None}
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "width": max(250, 126 * len(columns)),
        "height": 82 * len(rows),
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4},
                "encoding": {"color": {"field": "farge", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "dy": -12, "fontSize": 13, "lineHeight": 14},
                "encoding": {"text": {"field": "navn"}, "color": on_tile},
            },
            {
                "mark": {"type": "text", "dy": 19, "fontSize": 21, "fontWeight": 600},
                "encoding": {"text": {"field": "tekst"}, "color": on_tile},
            },
        ],
    }


def _wrapped(label: str, width: int) -> list[str]:
    """Break a heading into lines, also after a slash, and inside words that are too long."""
    spaced = label.replace(" / ", "/").replace("/", "/ ")
    lines = []
    for line in textwrap.wrap(spaced, width, break_long_words=False):
        rest = line
        while len(rest) > width + 2:
            lines.append(rest[: width - 1] + "-")
            rest = rest[width - 1 :]
        lines.append(rest)
    return lines or [""]
