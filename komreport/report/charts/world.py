"""The world map: the sources' regions in shades of one colour, each with its name and number.

The outlines come from Natural Earth (public domain), merged to regions by ``tools/regioner.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.report import formats
from komreport.report.charts.heat import shade
from komreport.report.charts.series import SCHEMA

if TYPE_CHECKING:
    from komreport.report.brand import Brand

WIDTH = 560
HEIGHT = 268
NOTE = "Kartet viser regionene i grove trekk. Kildene sier ikke hvilke land de regner med i hver."

#: Each part of the outlines, and the regions it can stand for, the narrowest first.
REGIONS: Mapping[str, tuple[str, ...]] = {
    "norge": ("norge", "nord_europa", "europa"),
    "nord_europa": ("nord_europa", "ovrige_europa", "europa"),
    "vest_europa": ("vest_europa", "vest_og_sor_europa", "ovrige_europa", "europa"),
    "sor_europa": ("sor_europa", "vest_og_sor_europa", "ovrige_europa", "europa"),
    "ost_europa": ("ost_europa", "europa"),
    "midtosten": ("midtosten", "asia"),
    "asia": ("asia",),
    "afrika": ("afrika",),
    "nord_amerika": ("nord_amerika",),
    "mellom_amerika": ("latin_amerika",),
    "sor_amerika": ("sor_amerika", "latin_amerika"),
    "oseania": (),
    "russland_ost": (),
}
#: Where a region's name stands: longitude, latitude, and how the text lies to that point.
PLACES: Mapping[str, tuple[float, float, str]] = {
    "norge": (4, 71, "right"),
    "nord_europa": (2, 62, "right"),
    "vest_europa": (-13, 51, "right"),
    "vest_og_sor_europa": (-13, 47, "right"),
    "ovrige_europa": (-13, 47, "right"),
    "europa": (-13, 49, "right"),
    "sor_europa": (-13, 41, "right"),
    "ost_europa": (43, 57, "center"),
    "midtosten": (62, 13, "center"),
    "asia": (95, 38, "center"),
    "afrika": (19, 12, "center"),
    "nord_amerika": (-102, 46, "center"),
    "latin_amerika": (-59, -10, "center"),
    "sor_amerika": (-59, -10, "center"),
}


def world(points: Sequence[tuple[str, str, float | None, str]], look: Brand) -> dict[str, Any]:
    """Draw the regions, the darker, the higher; places that are not on the map are listed below.

    Args:
        points: Code, name, value and text of each region with a number.
        look: The design.
    """
    top = max((value for _, _, value, _ in points if value), default=1)
    values = {code: value for code, _, value, _ in points if value}
    tips = {code: f"{name}: {text}" for code, name, _, text in points}
    land: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for feature in outlines():
        code = next((c for c in REGIONS[feature["properties"]["gruppe"]] if c in values), None)
        fill = shade(values[code], top, look)[0] if code else look.colour("land")
        properties = {"farge": fill} | ({"tips": tips[code]} if code else {})
        (shapes if code else land).append({**feature, "properties": properties})
    labels = [
        {"lon": PLACES[code][0], "lat": PLACES[code][1], "side": PLACES[code][2], "navn": name}
        | {"tekst": text}
        for code, name, _, text in points
        if code in PLACES
    ]
    outside = [f"{name} {text}" for code, name, _, text in points if code not in PLACES]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": found},
            "mark": {"type": "geoshape", "strokeWidth": 0.6, "aria": named},
            "encoding": {
                "color": {"field": "properties.farge", "type": "nominal", "scale": None},
                "stroke": {"field": "properties.farge", "type": "nominal", "scale": None},
                **({"description": {"field": "properties.tips"}} if named else {}),
            },
        }
        for found, named in ((land, False), (shapes, True))
        if found
    ]
    for side in sorted({str(label["side"]) for label in labels}):
        own = [label for label in labels if label["side"] == side]
        layers += _labels(own, side, look)
    if outside:
        layers.append(
            {
                "data": {"values": [{"tekst": "Ikke på kartet: " + formats.listing(outside)}]},
                "mark": {"type": "text", "align": "left", "baseline": "bottom", "fontSize": 14},
                "encoding": {
                    "text": {"field": "tekst"},
                    "x": {"value": 0},
                    "y": {"value": HEIGHT + 22},
                },
            }
        )
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "projection": {
            "type": "naturalEarth1",
            "scale": 112,
            "translate": [WIDTH / 2 - 8, HEIGHT / 2 + 20],
        },
        "layer": layers,
    }


@cache
def outlines() -> list[dict[str, Any]]:
    """Give the outlines of the regions as GeoJSON features."""
    path = Path(__file__).with_name("regioner.json")
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return features


def _labels(labels: Sequence[dict[str, Any]], side: str, look: Brand) -> list[dict[str, Any]]:
    """Write names and numbers, each first as an edge of paper, so that they are clear on any shade.

    Names in Europe's narrow space stand to the left of it, on one line with their numbers.
    """
    paper = look.colour("papir")
    edge = {"stroke": paper, "strokeWidth": 4, "strokeJoin": "round", "color": paper}
    place = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    mark = {"type": "text", "align": side}
    name = {**mark, "baseline": "bottom", "fontSize": 14, "dy": 1}
    number = {**mark, "baseline": "top", "fontSize": 19, "fontWeight": 600, "dy": 1}
    line = {**mark, "baseline": "middle", "fontSize": 14, "fontWeight": 600}
    rows = [{**label, "linje": f"{label['navn']} {label['tekst']}"} for label in labels]
    looks = ((line, "linje"),) if side == "right" else ((name, "navn"), (number, "tekst"))
    return [
        {
            "data": {"values": rows},
            "mark": {**style, **extra},
            "encoding": {**place, "text": {"field": field}},
        }
        for style, field in looks
        for extra in (edge, {"color": look.colour("natt")})
    ]
