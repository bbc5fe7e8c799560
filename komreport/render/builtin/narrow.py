"""Figures drawn a second time, for the width of a phone, where that can be read."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from lxml import etree

from komreport.render.builtin.notebook import joined
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.slim import LONG_SHAPE, Drawing
from komreport.report.charts import svg
from komreport.report.charts.figure import SPEC_TYPE
from komreport.report.charts.theme import NARROW

#: Points that a phone of the usual size has for a figure.
WIDTH = 356
#: A plot that would be narrower than this is not drawn.
LEAST = 110
#: A drawing may be this much wider than asked for, when labels take more room than was foreseen.
SLACK = 40
#: Widths of letters as parts of the size of the type: narrow, broad, capital and all others.
NARROW_LETTERS, BROAD_LETTERS = frozenset("fijlrtI.,:;()/'- "), frozenset("mwMW")
WIDTHS = (0.29, 0.84, 0.6, 0.52)
#: On a map texts become smaller, but none smaller than this.
LEAST_TEXT, TEXT_OF_MAPS = 12, 0.86
#: Points between two years of an axis.
BETWEEN_YEARS = 5
SHIFT = re.compile(r"translate\(([-\d.]+)[, ]([-\d.]+)\)")
YEAR = re.compile(r"\d{4}")
VIEW = re.compile(r'\bviewBox="0 0 ([\d.]+)')


def drawings(project: Project, page: Page) -> dict[str, bytes]:
    """Draw the figures of a page for a phone: file name of the figure → its narrow drawing.

    A figure whose texts would run into each other is left out: it keeps its width and scrolls.
    """
    found: dict[str, bytes] = {}
    version = svg.version(project.folder) if page.images else []
    for cell in page.notebook.cells:
        name = f"{cell.label}.svg"
        for output in cell.outputs:
            data = output.get("data", {})
            if name in page.images and SPEC_TYPE in data and svg.TYPE in data:
                spec, wide = data[SPEC_TYPE], joined(data[svg.TYPE])
                make = partial(project.crew.draw, drawn, spec, wide, project.folder)
                text = project.store.text("smal", [spec, wide, WIDTH, version], make)
                if text:
                    found[name] = text.encode()
    return found


def drawn(spec: dict[str, Any], wide: str, root: Path) -> str:
    """Draw a figure for a phone; an empty text when it cannot be read there.

    Args:
        spec: Its Vega-Lite specification.
        wide: The drawing for wider screens.
        root: The project, where the typefaces are.
    """
    spec = orjson.loads(orjson.dumps(spec))  # a copy; `copy` takes ten times as long
    view = VIEW.search(wide)
    plot = spec.get("width")
    if view is None or not isinstance(plot, (int, float)):
        return ""
    excess = float(view[1]) - WIDTH
    if excess <= 0 or any("projection" in layer for layer in spec.get("layer", [])):
        return ""
    if "projection" in spec:
        return _map(spec, wide, WIDTH / float(view[1]), root)
    for place, value in spec.get("usermeta", {}).get(NARROW, {}).items():
        _set(spec, place, value)
    spec["width"] = max(LEAST, plot - excess)
    every = _fitting(spec, root)
    if "usermeta" in spec and (view := VIEW.search(every)):
        # labels that take less room than on wide screens leave more for the plot
        spec["width"] += max(0, WIDTH - float(view[1]))
        every = _fitting(spec, root)
    if every and not crowded(etree.fromstring(every.encode())):
        return every
    # years may be left out where the others say which they are; nothing else may
    for layer in [spec, *spec.get("layer", [])]:
        _every_second_year(layer)
    some = _fitting(spec, root)
    if not some or crowded(etree.fromstring(some.encode())):
        return ""
    return some if all(YEAR.fullmatch(text) for text in texts(every) - texts(some)) else ""


def _set(spec: Any, place: str, value: Any) -> None:  # noqa: ANN401
    """Set a value of a spec by its dotted place."""
    *way, last = (int(step) if step.isdigit() else step for step in place.split("."))
    for step in way:
        spec = spec[step]
    spec[last] = value


def _map(spec: dict[str, Any], wide: str, part: float, root: Path) -> str:
    """Draw a map in a part of its width; its outlines are those of the wide one, only smaller."""
    part = math.floor(part * 100) / 100
    spec["width"], spec["height"] = spec["width"] * part, spec["height"] * part
    projection = spec["projection"]
    projection["scale"] *= part
    projection["translate"] = [place * part for place in projection["translate"]]
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text":
            mark["fontSize"] = max(LEAST_TEXT, round(mark["fontSize"] * TEXT_OF_MAPS))
        for axis in ("x", "y"):
            if isinstance(at := layer["encoding"].get(axis, {}).get("value"), (int, float)):
                layer["encoding"][axis]["value"] = at * part
    text = _fitting(spec, root)
    drawing = etree.fromstring(text.encode()) if text else None
    if drawing is None or crowded(drawing):
        return ""
    # one outline serves both drawings
    outlines = etree.fromstring(wide.encode()).iter("{*}path")
    for shape, outline in zip(drawing.iter("{*}path"), outlines, strict=True):
        if len(outline.get("d", "")) > LONG_SHAPE:
            shape.set("d", outline.get("d"))
            shape.set("transform", f"scale({part:g})")
    return str(etree.tostring(drawing, encoding="unicode"))


def _every_second_year(layer: dict[str, Any]) -> None:
    """Name the last year of an axis and every second one before it."""
    across = layer.get("encoding", {}).get("x", {})
    axis, years = across.get("axis"), across.get("scale", {}).get("domain", [])
    if isinstance(axis, dict) and years and all(YEAR.fullmatch(str(year)) for year in years):
        axis["values"] = years[::-2][::-1]


def _fitting(spec: dict[str, Any], root: Path) -> str:
    """Draw a figure, with the typefaces of the project; an empty text when it came out too wide."""
    text = svg.render(spec, root, "")
    view = VIEW.search(text)
    return text if view and float(view[1]) <= WIDTH + SLACK else ""


def texts(drawing: str) -> Counter[str]:
    """Count the texts of a drawing."""
    root = etree.fromstring(drawing.encode()) if drawing else etree.Element("svg")
    return Counter("".join(element.itertext()) for element in root.iter("{*}text"))


def crowded(root: Drawing) -> bool:
    """Whether texts of a drawing run into each other, or out of it."""
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    boxes: list[tuple[float, float, float, float]] = []
    for element in root.iter("{*}text"):
        if "rotate" in element.get("transform", ""):
            continue
        size = float(element.get("font-size", "13").removesuffix("px"))
        lines = list(element.iter("{*}tspan")) or [element]
        right, down = _place(element)
        long = max(_length("".join(line.itertext())) for line in lines) * size
        left = right - {"end": long, "middle": long / 2}.get(element.get("text-anchor", ""), 0)
        if YEAR.fullmatch("".join(element.itertext())):
            long += BETWEEN_YEARS - 1
        box = (left, down - 0.7 * size, left + long, down + size * (len(lines) - 1))
        if box not in boxes:  # a text with an edge of paper is there twice
            boxes.append(box)
    if any(left < -4 or right > width + 4 for left, _, right, _ in boxes):
        return True
    return any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )


def _length(text: str) -> float:
    """Give about how long a text is, by the size of its type."""
    narrow, broad, capital, other = WIDTHS
    return sum(
        narrow
        if letter in NARROW_LETTERS
        else broad
        if letter in BROAD_LETTERS
        else capital
        if letter.isupper()
        else other
        for letter in text
    )


def _place(element: Drawing) -> tuple[float, float]:
    """Give the place of an element in its drawing."""
    right = down = 0.0
    while element is not None:
        for x, y in SHIFT.findall(element.get("transform", "")):
            right, down = right + float(x), down + float(y)
        element = element.getparent()
    return right, down
