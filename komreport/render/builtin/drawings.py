"""Drawings in the pages: SVG inside the HTML, where it takes the colours of the page."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from komreport.report.charts.svg import CLASS

#: Where a drawing goes; the page is kept without it, so that a new figure leaves the text as it is.
PLACE = re.compile(rf'<svg class="{CLASS}" data-tegning="([^"]*)"([^>]*)></svg>')
OPENING = re.compile(r"<svg\b[^>]*>")
SIZE = re.compile(r'\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
GEOMETRY = re.compile(r'\b(d|points|transform|x|y|x[12]|y[12]|cx|cy|width|height)="([^"]*)"')
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


def filled(body: str, images: Mapping[str, bytes]) -> str:
    """Put the drawings of a page into their places."""

    def drawing(match: re.Match[str]) -> str:
        text = images[html.unescape(match[1])].decode("utf-8")
        opening = OPENING.search(text)
        if opening is None:
            return match[0]
        size = SIZE.search(opening[0])
        shape = ""
        if size:
            wide, high = round(float(size[1])), round(float(size[2]))
            shape = f' viewBox="0 0 {size[1]} {size[2]}" width="{wide}" height="{high}"'
        drawn = GEOMETRY.sub(_shortened, text[opening.end() :]).replace("xlink:href", "href")
        return " ".join(f'<svg class="{CLASS}"{match[2]}{shape}>{drawn}'.splitlines())

    return PLACE.sub(drawing, body)


def _shortened(match: re.Match[str]) -> str:
    """Leave out the digits of a length that no screen shows."""
    numbers = LONG_NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), match[2])
    return f'{match[1]}="{numbers}"'
