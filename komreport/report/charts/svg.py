"""A static SVG of a figure: Norwegian numbers, no English texts, no ids that vary."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from html import escape
from importlib import metadata
from pathlib import Path
from typing import Any

from komreport.report import formats
from komreport.store import file_digest

TYPE = "image/svg+xml"
#: Variable that a build sets for its kernels: it draws the figures itself, all in one process.
LATER = "KOMREPORT_TEGNES_SENERE"

NUMBER_LOCALE: dict[str, Any] = {
    "decimal": ",",
    "thousands": formats.NBSP,
    "grouping": [3],
    "currency": ["", formats.NBSP + "kr"],
    "minus": formats.MINUS,
    "percent": formats.NBSP + "%",
}

#: The style sheet of the design gives a figure with this class its dark colours.
CLASS = "kom-figur"

#: Marks carry what they show as ``data-tips``, for the page to show on pointing.
_TIPS = re.compile(r'aria-label="([^"]*)" role="graphics-symbol"')
_ARIA = re.compile(r'\s(?:aria-[a-z]+|role)="[^"]*"')
_FIRST_FAMILY = re.compile(r"'([^']+)'")
_ID = re.compile(r'\bid="([^"]+)"')


def render(spec: dict[str, Any], root: Path, alt: str) -> str:
    """Draw a Vega-Lite spec as SVG with its alternative text in it.

    The same spec gives the same bytes; ids are made of the spec's own digest, so that two figures
    on a page never share one.

    Args:
        spec: The Vega-Lite specification.
        root: The project folder, where the fonts are.
        alt: The alternative text.
    """
    import vl_convert as vlc  # noqa: PLC0415  (loads a JavaScript engine; only figures need it)

    register_fonts(_fonts(root))
    quoted = _FIRST_FAMILY.match(spec.get("config", {}).get("font", ""))
    if quoted is None:
        return tidy(vlc.vegalite_to_svg(spec, format_locale=NUMBER_LOCALE), alt)
    # The engine measures texts by a family only when its name is a CSS identifier, which «Source
    # Sans 3» is not; by the PostScript name of the typeface it finds it.
    name = f"{quoted[1].replace(' ', '')}-Regular"
    measured = json.loads(json.dumps(spec).replace(quoted[0], name))
    raw = vlc.vegalite_to_svg(measured, format_locale=NUMBER_LOCALE)
    return tidy(raw.replace(name, quoted[0]), alt)


def version(root: Path) -> list[str]:
    """Give what the same spec may look different with: fonts, library, and this code."""
    code = [Path(__file__), Path(formats.__file__)]
    library = f"vl-convert {metadata.version('vl-convert-python')}"
    return [file_digest(_fonts(root), *code), library]


def tidy(raw: str, alt: str) -> str:
    """Take out roles and English texts, make ids stable, and name the picture in Norwegian."""
    text = _ARIA.sub("", _TIPS.sub(r'data-tips="\1"', raw))
    ids = list(dict.fromkeys(_ID.findall(text)))
    bare = text
    for number, name in enumerate(ids):
        bare = _replaced(bare, name, f"@{number}")
    digest = hashlib.sha256(bare.encode()).hexdigest()[:10]
    for number, name in enumerate(ids):
        text = _replaced(text, name, f"kom-{digest}-{number}")
    text = text.replace(' class="marks"', "", 1)
    return text.replace("<svg ", f'<svg class="{CLASS}" role="img" aria-label="{escape(alt)}" ', 1)


def _replaced(text: str, old: str, new: str) -> str:
    return (
        text.replace(f'id="{old}"', f'id="{new}"')
        .replace(f"#{old})", f"#{new})")
        .replace(f'href="#{old}"', f'href="#{new}"')
    )


def _fonts(root: Path) -> Path:
    return root / "_extensions" / "kom" / "fonts"


@lru_cache(maxsize=8)
def register_fonts(folder: Path) -> None:
    """Let the engine draw with the typefaces of a folder; each time more would make it slower."""
    import vl_convert as vlc  # noqa: PLC0415

    if folder.is_dir():
        vlc.register_font_directory(str(folder))
