"""Tiles: a number per row and column, and a schematic map of the police districts."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from komreport.report.charts.series import SCHEMA
from komreport.report.charts.theme import TIPS, narrow

if TYPE_CHECKING:
    from komreport.report.brand import Brand

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
HEAD_LINE = 16
STEPS = 6
#: Letters that a tile of the districts has room for, and on a phone.
NAME, NAME_ON_PHONE = 15, 9
#: Letters that a phone has room for across all heads; where a word is too long for its column, all
#: heads stand on end, in lines of so many letters.
HEADS_ON_PHONE, UPRIGHT = 30, 17
#: From this step on a tile is dark enough for light text.
DARK_STEP = 4


def step(value: float | None, top: float) -> int:
    """Give the step of a value: 0 for none, then 1 to `STEPS`; low values are told apart best."""
    if not value:
        return 0
    return min(STEPS, max(1, math.ceil(STEPS * math.pow(value / top, 0.6))))


def shade(value: float | None, top: float, look: Brand) -> tuple[str, str]:
    """Give the colours of a tile and of the text on it."""
    number = step(value, top)
    return look.colour(f"trinn-{number}"), look.colour("invers" if number >= DARK_STEP else "natt")


def tiles(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[float | None, str]],
    look: Brand,
) -> dict[str, Any]:
    """Draw a table of tiles: the darker, the higher; each with its number.

    Args:
        rows: Labels from the top.
        columns: Labels from the left.
        cells: Value and text per (row, column).
        look: The design.
    """
    top = max((value for value, _ in cells.values() if value), default=1)
    values = []
    for row in rows:
        for column in columns:
            value, text = cells[row, column]
            colour, ink = shade(value, top, look)
            tips = f"{row}, {column}: {text}"
            values.append(
                {"rad": row, "kol": column, "tekst": text, "farge": colour, "blekk": ink}
                | {"tips": tips}
            )
    longest = max(len(row) for row in rows)
    width = max(250, 550 - longest * 7)
    room = max(5, int(width / len(columns) / 7))
    heads = {column: _wrapped(column, room) for column in columns}
    tallest = max(len(lines) for lines in heads.values())
    return {
        "$schema": SCHEMA,
        **_heads_on_phone(columns),
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
                "mark": {"type": "rect", "stroke": look.colour("papir"), "strokeWidth": 2}
                | {"aria": True},
                "encoding": {"color": {"field": "farge", "type": "nominal", "scale": None}, **TIPS},
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


def _heads_on_phone(columns: Sequence[str]) -> dict[str, Any]:
    """Break the heads for a phone, or set them on end where it has no room for them across."""
    room = int(HEADS_ON_PHONE / len(columns))
    words = [word for column in columns for word in column.replace("/", "/ ").split()]
    if max(map(len, words)) <= room:
        heads = {column: _wrapped(column, room) for column in columns}
        tallest = max(len(lines) for lines in heads.values())
        return narrow(
            encoding__x__axis__labelPadding=6 + HEAD_LINE * (tallest - 1),
            encoding__x__axis__labelExpr=f"{json.dumps(heads, ensure_ascii=False)}[datum.value]",
        )
    heads = {column: _wrapped(column, UPRIGHT) for column in columns}
    two = [column for column, lines in heads.items() if len(lines) > 1]
    return narrow(
        encoding__x__axis__labelAngle=-90,
        encoding__x__axis__labelAlign="left",
        encoding__x__axis__labelBaseline="middle",
        encoding__x__axis__labelPadding=6,
        encoding__x__axis__labelLineHeight=HEAD_LINE - 2,
        encoding__x__axis__labelExpr=f"{json.dumps(heads, ensure_ascii=False)}[datum.value]",
        encoding__x__axis__labelOffset={
            "condition": {
                "test": f"indexof({json.dumps(two, ensure_ascii=False)}, datum.value) >= 0",
                "value": 1 - HEAD_LINE / 2,
            },
            "value": 0,
        },
    )


def placed(
    points: Sequence[tuple[str, str, float | None, str]],
    grid: Mapping[str, tuple[int, int]],
    look: Brand,
) -> dict[str, Any]:
    """Draw places as tiles that lie as on a map, each with its name and number.

    Args:
        points: Code, short name, value and text of each place.
        grid: Column and row of each code.
        look: The design.
    """
    top = max((value for _, _, value, _ in points if value), default=1)
    values = []
    for code, name, value, text in points:
        column, row = grid[code]
        colour, ink = shade(value, top, look)
        lines = textwrap.wrap(name, NAME, break_long_words=False)
        short = textwrap.wrap(name, NAME_ON_PHONE, break_long_words=False)
        values.append(
            {"x": column, "y": row, "navn": lines, "tekst": text, "farge": colour, "blekk": ink}
            | {"tips": f"{name}: {text}", "smalt": short}
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
        "width": max(250, 118 * len(columns)),
        "height": 68 * len(rows),
        **narrow(
            layer__1__encoding__text__field="smalt",
            layer__1__mark__dy={"expr": "-11 - 6 * (length(datum.smalt) - 1)"},
        ),
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 3, "aria": True},
                "encoding": {"color": {"field": "farge", "type": "nominal", "scale": None}, **TIPS},
            },
            {
                "mark": {"type": "text", "dy": -11, "fontSize": 13, "lineHeight": 14},
                "encoding": {"text": {"field": "navn"}, "color": on_tile},
            },
            {
                "mark": {"type": "text", "dy": 16, "fontSize": 20, "fontWeight": 600},
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
