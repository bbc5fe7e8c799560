"""The look of figures: one Altair theme, with the colours and fonts of the report's design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from komreport.report.brand import Brand

WIDTH = 620
FONT_SIZE = 15
#: What marks that hold a number say for themselves; see `svg.tidy`.
TIPS: dict[str, Any] = {"description": {"field": "tips"}}
#: In a spec's ``usermeta``: what is otherwise in the drawing for a phone, by dotted place.
NARROW = "smal"
SERIES = ("petrol", "serie-2", "serie-3", "serie-4", "serie-5")


def codes(look: Brand, wanted: Sequence[str]) -> list[str]:
    """Give a colour per code: its own when it has one, else the next of the series."""
    spare = iter(SERIES)
    return [look.colour(code if code in look.colours else next(spare, "skifer")) for code in wanted]


def narrow(**places: Any) -> dict[str, Any]:  # noqa: ANN401  (anything that a spec holds)
    """Say what a spec has otherwise on a phone: ``layer__1__mark__fontSize=12``."""
    return {"usermeta": {NARROW: {place.replace("__", "."): v for place, v in places.items()}}}


def config(look: Brand) -> dict[str, Any]:
    """Give the Vega-Lite configuration of all figures."""
    text, faint, line = look.colour("natt"), look.colour("skifer"), look.colour("strek")
    label = {"labelFont": look.family, "titleFont": look.family, "labelColor": text}
    axis = {
        **label,
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "titleColor": faint,
        "titleFontWeight": "normal",
        "domainColor": line,
        "gridColor": line,
        "tickColor": line,
        "labelLimit": 260,
        "aria": False,
    }
    return {
        "aria": False,
        "background": look.colour("papir"),
        "font": look.family,
        "view": {"stroke": None},
        "padding": 4,
        "axis": axis,
        "axisY": {"labelPadding": 8},
        "legend": {
            **label,
            "labelFontSize": FONT_SIZE,
            "titleFontSize": FONT_SIZE,
            "symbolType": "square",
            "orient": "top",
            "aria": False,
        },
        "title": {
            "font": look.family,
            "fontSize": FONT_SIZE + 2,
            "fontWeight": 600,
            "color": text,
            "anchor": "start",
            "frame": "group",
            "offset": 12,
            "aria": False,
        },
        "header": {**label, "labelFontSize": FONT_SIZE, "titleFontSize": FONT_SIZE},
        "text": {"font": look.family, "fontSize": FONT_SIZE, "color": text},
        "bar": {"color": look.colour("petrol")},
        "line": {"color": look.colour("petrol"), "strokeWidth": 2.5},
        "point": {"color": look.colour("petrol"), "filled": True, "size": 60, "opacity": 1},
        "rule": {"color": faint},
        "mark": {"aria": False},
    }
