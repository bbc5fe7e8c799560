"""Figures drawn a second time, for the width of a phone, where that can be read."""

from __future__ import annotations

import copy
import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from komreport.render.builtin.notebook import joined
from komreport.render.builtin.project import Page, Project
from komreport.render.builtin.slim import Drawing
from komreport.report.charts import svg
from komreport.report.charts.figure import SPEC_TYPE

#: Points that a phone of the usual size has for a figure.
WIDTH = 366
#: A plot that would be narrower than this is not drawn.
LEAST = 110
#: A drawing may be this much wider than asked for, when labels take more room than was foreseen.
SLACK = 40
#: Mean width of a letter, as a part of the size of the type.
LETTER = 0.5
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
    spec = copy.deepcopy(spec)
    view = VIEW.search(wide)
    plot = spec.get("width")
    if view is None or not isinstance(plot, (int, float)) or "projection" in spec:
        return ""
    excess = float(view[1]) - WIDTH
    if excess <= 0 or any("projection" in layer for layer in spec.get("layer", [])):
        return ""
    spec["width"] = max(LEAST, plot - excess)
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
        long = max(len("".join(line.itertext())) for line in lines) * size * LETTER
        left = right - {"end": long, "middle": long / 2}.get(element.get("text-anchor", ""), 0)
        if YEAR.fullmatch("".join(element.itertext())):
            long += BETWEEN_YEARS - 1
        boxes.append((left, down - 0.7 * size, left + long, down + size * (len(lines) - 1)))
    if any(left < -4 or right > width + 4 for left, _, right, _ in boxes):
        return True
    return any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )


def _place(element: Drawing) -> tuple[float, float]:
    """Give the place of an element in its drawing."""
    right = down = 0.0
    while element is not None:
        for x, y in SHIFT.findall(element.get("transform", "")):
            right, down = right + float(x), down + float(y)
        element = element.getparent()
    return right, down
