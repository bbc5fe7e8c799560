"""Series: numbers year by year, as columns for one series and as named lines for several."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from komreport.report.charts.theme import TIPS, WIDTH, narrow
from komreport.report.grid import WITHHELD, absent

if TYPE_CHECKING:
    from komreport.data import Measure
    from komreport.report.charts.values import Point

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 190
LABEL_ROOM = 190
NAME_WIDTH = 24
LINE = 17
#: Up to so many columns there is room for words between them.
ROOMY = 6
#: Size of the numbers over more columns than that, on a phone.
NUMBER_ON_PHONE = 12
#: Letters of a line of a bar's name on a phone.
NAME_ON_PHONE = 17


@dataclass(frozen=True)
class Line:
    """One series of a figure.

    Attributes:
        name: What it shows; empty when the figure has one series.
        colour: Its colour.
        points: One per year, in order; missing values leave a gap.
        measure: What is counted.
    """

    name: str
    colour: str
    points: Sequence[Point]
    measure: Measure


@dataclass(frozen=True)
class Rupture:
    """A break in the series: from this year the numbers mean something else."""

    year: int
    colour: str


def columns(line: Line, accent: str, rupture: Rupture | None = None) -> dict[str, Any]:
    """Draw one series as a column per year, each with its number; the last year stands out.

    Args:
        line: The series; a year without a number has words in the place of a column.
        accent: Colour of the last year.
        rupture: Where the series breaks, drawn as a dashed line.
    """
    last = line.points[-1].code
    known = [point for point in line.points if point.value is not None]
    rows = [
        {
            "aar": point.code,
            "verdi": point.value,
            "tekst": point.text(line.measure),
            "farge": accent if point.code == last else line.colour,
            "tips": f"{point.label}: {point.text(line.measure)}",
        }
        for point in known
    ]
    # Words where the columns are wide enough for them; else the sign that the notes explain.
    roomy = len(line.points) <= ROOMY
    gaps = [
        {
            "aar": point.code,
            "tekst": _absence(point) if roomy else [absent(point.observation)],
            "tips": f"{point.label}: {point.text(line.measure)}",
        }
        for point in line.points
        if point.value is None
    ]
    top = max(point.value or 0 for point in known) or 1
    x = {
        "field": "aar",
        "type": "ordinal",
        "axis": {"title": None, "labelAngle": 0, "ticks": False, "domain": True},
        "scale": {
            "paddingInner": 0.32,
            "paddingOuter": 0.2,
            "domain": [point.code for point in line.points],
        },
    }
    y = {
        "field": "verdi",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top * 1.12]},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "aria": True},
            "encoding": {"y": y, "color": {"field": "farge", "type": "nominal", "scale": None}}
            | TIPS,
        },
        {
            "mark": {"type": "text", "baseline": "bottom", "dy": -5, "fontWeight": 600},
            "encoding": {"y": y, "text": {"field": "tekst"}},
        },
    ]
    if gaps:
        layers.append(
            {
                "data": {"values": gaps},
                "mark": {
                    "type": "text",
                    "baseline": "bottom",
                    "lineHeight": LINE,
                    "dy": {"expr": f"-6 - {LINE} * (length(datum.tekst) - 1)"},
                    "fontStyle": "italic",
                    "fontSize": 13,
                    "aria": True,
                },
                "encoding": {"x": x, "y": {"value": HEIGHT}, "text": {"field": "tekst"}, **TIPS},
            }
        )
    if rupture and any(point.code == str(rupture.year) for point in line.points[1:]):
        layers += _rupture(rupture, x, "-bandwidth('x') * 0.74")
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "width": WIDTH - 20,
        "height": HEIGHT,
        **({} if roomy else narrow(layer__1__mark__fontSize=NUMBER_ON_PHONE)),
        "encoding": {"x": x},
        "layer": layers,
    }


def _absence(point: Point) -> list[str]:
    """Say why a year has no column, in lines that fit in its place."""
    withheld = absent(point.observation) == WITHHELD
    return ["skjermet"] if withheld else ["ikke", "rapportert"]


def _rupture(rupture: Rupture, x: dict[str, Any], offset: str) -> list[dict[str, Any]]:
    """Draw where a series breaks: a dashed line between two years, with its name."""
    at = {"values": [{"aar": str(rupture.year), "tekst": "Brudd"}]}
    style = {"color": rupture.colour, "xOffset": {"expr": offset}}
    return [
        {
            "data": at,
            "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2, **style},
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": HEIGHT}},
        },
        {
            "data": at,
            "mark": {"type": "text", "baseline": "bottom", "dy": -3, "fontSize": 13, **style},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "tekst"}},
        },
    ]


def lines(series: Sequence[Line], rupture: Rupture | None = None) -> dict[str, Any]:
    """Draw several series as lines, each named at its end, with all numbers in the first and last.

    Args:
        series: The lines; all have the same years. A line is never drawn across a missing year.
        rupture: Where the series break.
    """
    rows = [row for line in series for row in _unbroken(line)]
    ends = _ends(series)
    top = max((float(str(row["verdi"])) for row in rows), default=1) or 1
    x = {
        "field": "aar",
        "type": "ordinal",
        "axis": {"title": None, "labelAngle": 0, "ticks": False},
        "scale": {
            "type": "point",
            "padding": 0.25,
            "domain": [point.code for point in series[0].points],
        },
    }
    y = {
        "field": "verdi",
        "type": "quantitative",
        "scale": {"domain": [0, top * 1.08], "nice": True},
        "axis": {"title": None, "tickCount": 4, "domain": False, "ticks": False, "format": ",.0f"},
    }
    colour = {"field": "farge", "type": "nominal", "scale": None}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"y": y, "detail": {"field": "bit"}, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1, "aria": True},
            "encoding": {"y": y, "color": colour, **TIPS},
        },
        {
            "data": {"values": ends},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "middle",
                "dx": 10,
                "dy": {"expr": f"-{LINE / 2:g} * (length(datum.tekst) - 1)"},
                "lineHeight": LINE,
            },
            "encoding": {
                "y": {"field": "plass", "type": "quantitative"},
                "text": {"field": "tekst"},
            },
        },
    ]
    if rupture and any(point.code == str(rupture.year) for point in series[0].points[1:]):
        step = (WIDTH - LABEL_ROOM) / len(series[0].points)
        layers += _rupture(rupture, x, f"-{step / 2:g}")
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "width": WIDTH - LABEL_ROOM,
        "height": HEIGHT,
        "encoding": {"x": x},
        "layer": layers,
    }


def _unbroken(line: Line) -> list[dict[str, Any]]:
    """Give the known points of a series; those without a gap between them are one bit of line."""
    rows: list[dict[str, Any]] = []
    bit = 0
    for point in line.points:
        if point.value is None:
            bit += 1
            continue
        where = f"{line.name}, {point.label}" if line.name else point.label
        rows.append(
            {
                "aar": point.code,
                "verdi": point.value,
                "bit": f"{line.name} {bit}",
                "farge": line.colour,
                "tips": f"{where}: {point.text(line.measure)}",
            }
        )
    return rows


def _ends(series: Sequence[Line]) -> list[dict[str, Any]]:
    """Place the names at the ends of the lines so that none covers another."""
    found = []
    for line in series:
        known = [point for point in line.points if point.value is not None]
        if known:
            end = known[-1]
            found.append((float(end.value or 0), line, end))
    found.sort(key=lambda item: item[0])
    top = max((value for value, _, _ in found), default=1) or 1
    per_line = top * 1.08 * (LINE + 1) / HEIGHT
    result: list[dict[str, Any]] = []
    below = float("-inf")
    for value, line, end in found:
        text = textwrap.wrap(f"{line.name} {end.text(line.measure)}", NAME_WIDTH)
        half = per_line * len(text) / 2
        place = max(value, below + half)
        below = place + half
        result.append({"aar": end.code, "plass": place, "tekst": text})
    return result


def parts(
    rows: Sequence[tuple[str, Sequence[tuple[str, str, Point]]]], measure: Measure
) -> dict[str, Any]:
    """Draw small multiples: a column of bars for each part, all to one scale, each with its number.

    Args:
        rows: Label of a bar, and its parts as (name, colour, point).
        measure: What is counted.
    """
    columns = list(dict.fromkeys(name for _, found in rows for name, _, _ in found))
    top = max((point.value or 0 for _, found in rows for _, _, point in found), default=0) or 1
    room = 1.45 * top
    values = [
        {
            "navn": label,
            "del": name,
            "fra": columns.index(name) * room,
            "til": columns.index(name) * room + (point.value or 0),
            "tekst": point.text(measure),
            "farge": colour,
            "tips": f"{label}, {name}: {point.text(measure)}",
        }
        for label, found in rows
        for name, colour, point in found
    ]
    heads = [
        {
            "fra": number * room,
            "linjer": textwrap.wrap(name, int(56 / len(columns))),
            "smalt": textwrap.wrap(name, int(28 / len(columns))),
        }
        for number, name in enumerate(columns)
    ]
    names = {label: textwrap.wrap(label, NAME_WIDTH) for label, _ in rows}
    short = {label: textwrap.wrap(label, NAME_ON_PHONE) for label, _ in rows}
    tallest = max(len(found) for found in names.values())
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, room * len(columns)]}}
    return {
        "$schema": SCHEMA,
        "data": {"values": values},
        "width": WIDTH - 170,
        **narrow(
            layer__2__encoding__text__field="smalt",
            layer__2__mark__dy={"expr": f"-{LINE:g} * (length(datum.smalt) - 1)"},
            layer__3__encoding__text__field="smalt",
            layer__3__mark__dy={"expr": f"-{LINE / 2:g} * (length(datum.smalt) - 1)"},
        ),
        "height": {"step": max(34, LINE * tallest + 10)},
        "encoding": {"y": {"field": "navn", "type": "nominal", "sort": None, "axis": None}},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.68}, "aria": True},
                "encoding": {
                    **TIPS,
                    "x": {"field": "fra", **x},
                    "x2": {"field": "til"},
                    "color": {"field": "farge", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": 600},
                "encoding": {"x": {"field": "til", **x}, "text": {"field": "tekst"}},
            },
            {
                "data": {"values": heads},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "lineBreak": "\n",
                    "lineHeight": LINE,
                    "dy": {"expr": f"-{LINE:g} * (length(datum.linjer) - 1)"},
                },
                "encoding": {
                    "x": {"field": "fra", **x},
                    "y": {"value": -6},
                    "text": {"field": "linjer"},
                },
            },
            {
                "data": {
                    "values": [
                        {"navn": name, "linjer": found, "smalt": short[name]}
                        for name, found in names.items()
                    ]
                },
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "middle",
                    "dx": -10,
                    "dy": {"expr": f"-{LINE / 2:g} * (length(datum.linjer) - 1)"},
                    "lineHeight": LINE,
                },
                "encoding": {"text": {"field": "linjer"}, "x": {"value": 0}},
            },
        ],
    }
