"""Bar charts: a breakdown as sorted bars with their numbers on them."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from komreport.report.charts.theme import WIDTH

if TYPE_CHECKING:
    from komreport.data import Measure
    from komreport.report.charts.values import Point

STEP = 34
LABEL_WIDTH = 26


def wrapped(label: str, width: int = LABEL_WIDTH) -> list[str]:
    """Break a label into lines."""
    return textwrap.wrap(label, width, break_long_words=False) or [""]


def bars(points: list[Point], measure: Measure, colours: list[str]) -> dict[str, Any]:
    """Draw horizontal bars, in the order given, each with its number at its end.

    Args:
        points: One per bar; a missing value gets words and no bar.
        measure: What is counted.
        colours: One per bar.
    """
    rows = [
        {
            "navn": point.label,
            "verdi": point.value or 0,
            "tekst": point.text(measure),
            "farge": colour,
        }
        for point, colour in zip(points, colours, strict=True)
    ]
    top = max((row["verdi"] for row in rows if isinstance(row["verdi"], float)), default=0) or 1
    longest = max(len(line) for point in points for line in wrapped(point.label))
    lines = max(len(wrapped(point.label)) for point in points)
    room = max(len(str(row["tekst"])) for row in rows) * 8 + 10
    wrap = {row["navn"]: wrapped(str(row["navn"])) for row in rows}
    axis_y = {
        "title": None,
        "ticks": False,
        "domain": False,
        "labelExpr": _label_expression(wrap),
        "labelLineHeight": 18,
    }
    encoding = {
        "y": {"field": "navn", "type": "nominal", "sort": None, "axis": axis_y},
        "x": {
            "field": "verdi",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [0, top]},
        },
    }
    width = WIDTH - longest * 8 - 12
    plot = max(width - room, 140)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": rows},
        "width": plot,
        "height": {"step": STEP if lines == 1 else 18 * lines + 14},
        "encoding": encoding,
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.68}},
                "encoding": {"color": {"field": "farge", "type": "nominal", "scale": None}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "dx": 6,
                    "clip": False,
                    "fontWeight": 600,
                },
                "encoding": {"text": {"field": "tekst"}},
            },
        ],
    }


def _label_expression(wrap: dict[Any, list[str]]) -> str:
    return f"{json.dumps(wrap, ensure_ascii=False)}[datum.value] || datum.value"
