"""The look of figures: colours and fonts from ``_brand.yml``, one Altair theme, fixed meanings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from komreport.report.charts.colour import visible

WIDTH = 540
FONT_SIZE = 15

DEFAULTS: dict[str, str] = {
    "hoved": "#1F4E79",
    "dempet": "#6B8299",
    "tekst": "#1B2733",
    "svak": "#5A6875",
    "linje": "#C9D1D9",
    "flate": "#E8EDF2",
    "papir": "#FFFFFF",
    "prostitusjon": "#6D3A8C",
    "tvangsarbeid": "#A84A0B",
    "kombinasjon": "#0F766E",
    "organhandel": "#8C1C4B",
    "krigstjeneste": "#4A5A1F",
    "tilrettelegging": "#7A6A2B",
    "ukjent": "#6E7781",
    "kvinne": "#2B6E4F",
    "mann": "#8A5A00",
    "trans": "#5B4FA2",
    "ny": "#1F4E79",
    "tidligere": "#6F8FA3",
    "serie_2": "#3B8FA3",
    "serie_3": "#6B7F1E",
    "serie_4": "#5C5C5C",
    "serie_5": "#B0486A",
}
"""Role or code → colour, used where ``_brand.yml`` has no colour of that name in its palette."""

SERIES = ("hoved", "serie_2", "serie_3", "serie_4", "serie_5")
FALLBACK_FONTS = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Brand:
    """Colours and fonts of the report.

    Attributes:
        colours: Role or code → colour.
        font: The family that running text is set in.
    """

    colours: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    font: str = "Source Sans 3"

    @property
    def family(self) -> str:
        """The font family list of figures: the brand's, then what every machine has."""
        # Quoted: «Source Sans 3» is no CSS identifier, and browsers would drop the whole list.
        return f"'{self.font}', {FALLBACK_FONTS}"

    def colour(self, role: str) -> str:
        """Give the colour of a role or code; the main colour when it has none of its own."""
        return self.colours.get(role, self.colours["hoved"])

    def mark(self, role: str) -> str:
        """Give the colour of a role or code for marks, dark enough to stand out from the paper."""
        return visible(self.colour(role), self.colour("papir"))

    def codes(self, codes: list[str]) -> list[str]:
        """Give a colour per code: its own when it has one, else the next of the series."""
        spare = iter(role for role in SERIES if role not in codes)
        return [
            self.mark(code if code in self.colours else next(spare, "dempet")) for code in codes
        ]


@lru_cache(maxsize=8)
def brand(root: Path) -> Brand:
    """Read ``_brand.yml`` of a project; the defaults hold for what it does not say."""
    path = root / "_brand.yml"
    if not path.is_file():
        return Brand()
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    section: dict[str, Any] = content.get("color") or {}
    palette: dict[str, str] = section.get("palette") or {}
    colours = dict(DEFAULTS)
    for role, source in (("hoved", "primary"), ("dempet", "secondary"), ("tekst", "foreground")):
        if isinstance(section.get(source), str):
            colours[role] = _resolved(section[source], palette)
    for name, value in palette.items():
        colours[name.replace("-", "_")] = _resolved(value, palette)
    typography: dict[str, Any] = content.get("typography") or {}
    return Brand(colours, _family(typography.get("base")) or Brand.font)


def _resolved(value: str, palette: Mapping[str, str]) -> str:
    seen = 0
    while value in palette and seen < 5:
        value, seen = palette[value], seen + 1
    return value


def _family(setting: Any) -> str | None:  # noqa: ANN401  (YAML: a name or a mapping)
    name = setting.get("family") if isinstance(setting, dict) else setting
    return name if isinstance(name, str) else None


def config(look: Brand) -> dict[str, Any]:
    """Give the Vega-Lite configuration of all figures."""
    text, faint, line = look.colour("tekst"), look.colour("svak"), look.colour("linje")
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
        "bar": {"color": look.colour("hoved")},
        "line": {"color": look.colour("hoved"), "strokeWidth": 2.5},
        "point": {"color": look.colour("hoved"), "filled": True, "size": 60, "opacity": 1},
        "rule": {"color": faint},
        "mark": {"aria": False},
    }
