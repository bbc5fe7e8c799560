"""Bar charts: a breakdown as sorted bars with their numbers on them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from komreport.report.charts.theme import TIPS, WIDTH

if TYPE_CHECKING:
    from komreport.data import Measure
    from komreport.report.charts.values import Point

STEP = 32
LABEL_WIDTH = 26
LINE = 18
GAP = 10


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
            "linjer": wrapped(point.label),
            "verdi": point.value or 0,
            "tekst": point.text(measure),
            "farge": colour,
            "tips": f"{point.label}: {point.text(measure)}",
        }
        for point, colour in zip(points, colours, strict=True)
    ]
    top = max((point.value or 0 for point in points), default=0) or 1
    lines = [line for point in points for line in wrapped(point.label)]
    tallest = max(len(wrapped(point.label)) for point in points)
    room = max(len(str(row["tekst"])) for row in rows) * 8 + 10
    labels = max(len(line) for line in lines) * 7 + GAP
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": rows},
        "width": max(WIDTH - labels - room, 140),
        "height": {"step": STEP if tallest == 1 else LINE * tallest + 14},
        "encoding": {
            "y": {"field": "navn", "type": "nominal", "sort": None, "axis": None},
            "x": {
                "field": "verdi",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [0, top]},
            },
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.68}, "aria": True},
                "encoding": {
                    "color": {"field": "farge", "type": "nominal", "scale": None},
                    **TIPS,
                },
            },
            {
                # Names are marks, not axis labels: an axis does not centre labels of two lines.
                "mark": {
                    "type": "text",
                    "align": "right",
                    "baseline": "middle",
                    "lineHeight": LINE,
                    "dx": -GAP,
                    "dy": {"expr": f"-{LINE / 2:g} * (length(datum.linjer) - 1)"},
                },
                "encoding": {"text": {"field": "linjer"}, "x": {"value": 0}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "dx": 6,
                    "fontWeight": 600,
                },
                "encoding": {"text": {"field": "tekst"}},
            },
        ],
    }
