"""Drawings in the pages: SVG inside the HTML, where it takes the colours of the page."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
#: The wide drawing's id is its name with this ending; the narrow one is named by it.
ALSO = "-bred"
NAMED = re.compile(r' aria-label="[^"]*"')
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


@dataclass(frozen=True)
class Drawn:
    """A drawing as it goes into a page.

    Attributes:
        size: Its size in whole pixels, and what its texts have in common, as attributes.
        least: The style that keeps its texts readable.
        content: What stands in it.
    """

    size: str
    least: str
    content: str


def places(body: str) -> list[str]:
    """Give the names of the drawings that a page has places for, in their order."""
    return list(dict.fromkeys(html.unescape(match[1]) for match in PLACE.finditer(body)))


def drawn(images: Sequence[bytes], narrow: Sequence[bytes], beside: Sequence[int]) -> list[Drawn]:
    """Make the drawings of a page small enough for it.

    Args:
        images: Its drawings, in the order of their places.
        narrow: Those that phones show.
        beside: The number of the former that each of the latter stands beside.

    Returns:
        The former, then the latter.
    """
    roots = [slim.parsed(content) for content in (*images, *narrow)]
    for small, number in zip(roots[len(images) :], beside, strict=True):
        _unsaid(small, roots[number])
    slim.share(roots)
    return [_drawn(root) for root in roots]


def filled(body: str, wide: Mapping[str, Drawn], narrow: Mapping[str, Drawn]) -> str:
    """Put the drawings of a page into their places.

    Args:
        body: The page.
        wide: The drawings by file name.
        narrow: Those that a phone shows instead, by the same names; the style sheet chooses.
    """

    def drawing(match: re.Match[str]) -> str:
        name = html.unescape(match[1])
        if name not in narrow:
            return _placed(wide[name], match[2])
        # what both say, the narrow one has from the wide one; kom.js does the same with the marks
        known = f"{name.removesuffix('.svg')}{ALSO}"
        said = NAMED.sub(f' aria-labelledby="{known}"', match[2])
        return _placed(wide[name], f' id="{known}"{match[2]}', WIDE) + _placed(
            narrow[name], said, NARROW
        )

    return PLACE.sub(drawing, body)


def _unsaid(small: slim.Drawing, wide: slim.Drawing) -> None:
    """Take what the marks say from the narrow drawing, where the wide one says the same."""
    marks, same = (
        [mark for mark in root.iter() if "data-tips" in mark.attrib] for root in (small, wide)
    )
    if [mark.get("data-tips") for mark in marks] == [mark.get("data-tips") for mark in same]:
        for mark in marks:
            mark.set("data-tips", "")


def _drawn(root: slim.Drawing) -> Drawn:
    wide, high = (float(number) for number in root.get("viewBox", "0 0 0 0").split()[2:])
    size = f' viewBox="0 0 {wide:g} {high:g}" width="{wide:.0f}" height="{high:.0f}"'
    for name in slim.COMMON:
        if value := root.get(name):
            size += f' {name}="{html.escape(value)}"'
    smallest = slim.smallest_text(root)
    least = f"min-width: {math.ceil(wide * READABLE / smallest)}px" if smallest else ""
    return Drawn(size, least, " ".join(GEOMETRY.sub(_shortened, slim.inside(root)).splitlines()))


def _placed(drawn: Drawn, attributes: str, kind: str = "") -> str:
    """Write a drawing with what its place says of it."""
    given = GIVEN_STYLE.search(attributes)
    style = "; ".join(part for part in (given[1] if given else "", drawn.least) if part)
    opening = GIVEN_STYLE.sub("", attributes) + (f' style="{style}"' if style else "")
    start = " ".join(f'<svg class="{CLASS}{kind}"{opening}{drawn.size}>'.splitlines())
    return f"{start}{drawn.content}</svg>"


def _shortened(match: re.Match[str]) -> str:
    """Leave out the digits of a length that no screen shows."""
    if "scale" in match[2]:
        return match[0]
    numbers = LONG_NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), match[2])
    return f'{match[1]}="{numbers}"'
