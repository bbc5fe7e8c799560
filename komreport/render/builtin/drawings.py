"""Drawings in the pages: SVG inside the HTML, where it takes the colours of the page."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping

from komreport.render.builtin import slim
from komreport.report.charts.svg import CLASS

#: Where a drawing goes; the page is kept without it, so that a new figure leaves the text as it is.
PLACE = re.compile(rf'<svg class="{CLASS}" data-tegning="([^"]*)"([^>]*)></svg>')
GIVEN_STYLE = re.compile(r' style="([^"]*)"')
GEOMETRY = re.compile(r'\b(d|points|transform|x|y|x[12]|y[12]|cx|cy|width|height)="([^"]*)"')
#: No text of a figure is smaller on a phone; a figure that needs more room scrolls in its frame.
READABLE = 12
#: Classes of a drawing that has a narrow one beside it, and of the narrow one.
WIDE, NARROW = " bred", " smal"
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def place(name: str, alt: str, width: str = "") -> str:
    """Give the place of a drawing in a page.

    Args:
        name: Its file name.
        alt: Its alternative text.
        width: Its width as the editor gave it, or an empty string for its own.
    """
    style = f' style="width: {html.escape(width)}"' if width else ""
    start = f'<svg class="{CLASS}" data-tegning="{html.escape(name)}"'
    return f'{start} role="img" aria-label="{html.escape(alt)}"{style}></svg>'


def filled(
    body: str, images: Mapping[str, bytes], narrow: Mapping[str, bytes] | None = None
) -> str:
    """Put the drawings of a page into their places.

    Args:
        body: The page.
        images: The drawings by file name.
        narrow: Those that a phone shows instead, by the same names; the style sheet chooses.
    """
    names = dict.fromkeys(html.unescape(match[1]) for match in PLACE.finditer(body))
    drawn = {name: slim.parsed(images[name]) for name in names}
    small = {name: slim.parsed(content) for name, content in (narrow or {}).items()}
    slim.share([*drawn.values(), *small.values()])

    def drawing(match: re.Match[str]) -> str:
        name = html.unescape(match[1])
        if name not in small:
            return _drawn(drawn[name], match[2])
        return _drawn(drawn[name], match[2], WIDE) + _drawn(small[name], match[2], NARROW)

    return PLACE.sub(drawing, body)


def _drawn(root: slim.Drawing, attributes: str, kind: str = "") -> str:
    """Write a drawing: its text, its size in whole pixels, what its texts have in common."""
    wide, high = (float(number) for number in root.get("viewBox", "0 0 0 0").split()[2:])
    size = f' viewBox="0 0 {wide:g} {high:g}" width="{wide:.0f}" height="{high:.0f}"'
    for name in slim.COMMON:
        if value := root.get(name):
            size += f' {name}="{html.escape(value)}"'
    smallest = slim.smallest_text(root)
    least = f"min-width: {math.ceil(wide * READABLE / smallest)}px" if smallest else ""
    given = GIVEN_STYLE.search(attributes)
    style = "; ".join(part for part in (given[1] if given else "", least) if part)
    opening = GIVEN_STYLE.sub("", attributes) + (f' style="{style}"' if style else "")
    content = GEOMETRY.sub(_shortened, slim.inside(root))
    return " ".join(f'<svg class="{CLASS}{kind}"{opening}{size}>{content}</svg>'.splitlines())


def _shortened(match: re.Match[str]) -> str:
    """Leave out the digits of a length that no screen shows."""
    numbers = LONG_NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), match[2])
    return f'{match[1]}="{numbers}"'
