"""Drawings made smaller: the same picture in fewer letters, because a phone fetches every one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias

from lxml import etree

#: An element of a drawing.
Drawing: TypeAlias = Any
SVG = "{http://www.w3.org/2000/svg}"
NAMESPACE = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')
#: What an element passes on to those inside it, so that it need be said once.
INHERITED = (
    *("fill", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "stroke-dasharray"),
    *("text-anchor", "font-size", "font-weight", "font-style", "pointer-events"),
)
#: What holds anyway when nothing is said.
GIVEN = {"opacity": "1", "stroke-width": "1", "text-anchor": "start", "transform": "translate(0,0)"}
#: A figure that names no face or size of its own has those of most of its texts.
COMMON = ("font-family", "font-size")
STRAIGHT = re.compile(r"([MLZ])([^MLZ]*)")
ONLY_STRAIGHT = re.compile(r"[MLZ\d.,\s-]+")
#: A shape that is longer than this, and stands in several drawings of a page, is drawn once.
LONG_SHAPE = 200
#: How far a simpler outline may lie from the one that was drawn, in points.
TOLERANCE = 0.4
TENTHS, QUARTERS = 10, 4
SCALE = re.compile(r"scale\(([\d.]+)\)")
#: An outline of fewer points is left as it is.
LEAST_POINTS = 8
SHIFT = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")


def parsed(content: bytes) -> Drawing:
    """Read a drawing and leave out what does not show."""
    root = etree.fromstring(content)
    for element in list(root.iter()):
        _bare(element)
    for element in root.iter(f"{SVG}text"):
        _placed(element)
    for element in reversed(list(root.iter(f"{SVG}g"))):
        _hoist(element)
        _unwrap(element)
    for name in COMMON:
        found = Counter(element.get(name) for element in root.iter() if element.get(name))
        if found:
            usual = found.most_common(1)[0][0]
            for element in root.iter():
                if element.get(name) == usual:
                    del element.attrib[name]
            root.set(name, str(usual))
    return root


def smallest_text(root: Drawing) -> float:
    """Give the size of the smallest text of a drawing, 0 when it has none."""
    sizes = [element.get("font-size", "") for element in root.iter()]
    return min((float(size.removesuffix("px")) for size in sizes if size), default=0.0)


def share(roots: Iterable[Drawing], prefix: str = "form") -> None:
    """Draw the shapes that stand in several drawings of a page once, in the first of them."""
    listed = list(roots)
    paths = [(root, path) for root in listed for path in root.iter(f"{SVG}path")]
    times = Counter(path.get("d", "") for _, path in paths)
    names: dict[str, str] = {}
    for root, path in paths:
        shape = path.get("d", "")
        if len(shape) < LONG_SHAPE or times[shape] == 1:
            continue
        if shape not in names:
            names[shape] = f"{prefix}-{len(names) + 1}"
            defs = etree.Element(f"{SVG}defs")
            looks = {name: path.get(name) for name in ("vector-effect",) if path.get(name)}
            etree.SubElement(defs, f"{SVG}path", {"id": names[shape], "d": shape, **looks})
            root.insert(0, defs)
        path.tag = f"{SVG}use"
        for name in ("d", "vector-effect"):
            path.attrib.pop(name, None)
        path.set("href", f"#{names[shape]}")


def inside(root: Drawing) -> str:
    """Write what stands inside a drawing."""
    text = "".join(etree.tostring(child, encoding="unicode") for child in root)
    return NAMESPACE.sub("", text).replace("xlink:href", "href")


def _bare(element: Drawing) -> None:
    """Take out names that only the drawing tool uses, and what holds anyway."""
    kind = element.attrib.pop("class", "")
    parent = element.getparent()
    if parent is None:
        return
    unseen = kind == "background" and not {"fill", "stroke"} & set(element.keys())
    if unseen or element.get("display") == "none":
        parent.remove(element)
        return
    for name, value in GIVEN.items():
        if element.get(name) == value:
            del element.attrib[name]
    shape = element.get("d", "")
    if len(shape) > LONG_SHAPE and ONLY_STRAIGHT.fullmatch(shape):
        if shape.count("M") == shape.count("Z"):
            _outlined(element, shape)
        else:
            element.set("d", relative(shape))


def _outlined(element: Drawing, shape: str) -> None:
    """Write a closed outline in whole quarters of a point, as steps without decimals."""
    element.set("d", relative(simpler(shape), QUARTERS))
    scale = SCALE.fullmatch(element.get("transform", "scale(1)"))
    smaller = f"scale({float(scale[1]) / QUARTERS:g})" if scale else f"scale({1 / QUARTERS:g})"
    element.set("transform", smaller if scale else f"{element.get('transform')} {smaller}")
    element.set("vector-effect", "non-scaling-stroke")


def _placed(text: Drawing) -> None:
    """Place a text of one line by its coordinates, which are shorter than a shift."""
    shift = SHIFT.fullmatch(text.get("transform", ""))
    if shift and not len(text) and not {"x", "y"} & set(text.keys()):
        del text.attrib["transform"]
        for name, value in zip(("x", "y"), shift.groups(), strict=True):
            if float(value):
                text.set(name, value)


def _hoist(group: Drawing) -> None:
    """Say once what most elements of a group say, where each of them says something."""
    if len(group) < 2:
        return
    for name in INHERITED:
        values = [child.get(name) for child in group]
        if None in values:
            continue
        usual, times = Counter(values).most_common(1)[0]
        if times > 1 and name not in group.attrib:
            group.set(name, usual)
            for child in group:
                if child.get(name) == usual:
                    del child.attrib[name]


def _unwrap(group: Drawing) -> None:
    """Take away a group that says nothing."""
    parent = group.getparent()
    if parent is None or (len(group) and group.attrib):
        return
    place = parent.index(group)
    parent[place : place + 1] = list(group)


def simpler(shape: str) -> str:
    """Leave out points of closed outlines that lie between others as good as on a line."""
    found = []
    for outline in shape.split("Z"):
        points = [
            (float(right), float(down))
            for right, down in (pair.split(",") for pair in re.split("[ML]", outline) if pair)
        ]
        if len(points) > LEAST_POINTS:
            # the ends stay, so a ring is taken in two halves
            half = len(points) // 2
            points = _kept(points[: half + 1])[:-1] + _kept(points[half:])
        found.append("L".join(f"{right:g},{down:g}" for right, down in points))
    return "".join(f"M{outline}Z" for outline in found if outline)


def _kept(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Keep the points of a line that are needed (Douglas and Peucker)."""
    kept, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x, y), (end_x, end_y) = points[first], points[last]
        long = math.hypot(end_x - x, end_y - y)
        far, at = 0.0, first
        for number in range(first + 1, last):
            right, down = points[number][0] - x, points[number][1] - y
            away = (
                abs((end_x - x) * down - (end_y - y) * right) / long
                if long
                else math.hypot(right, down)
            )
            if away > far:
                far, at = away, number
        if far > TOLERANCE:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [points[number] for number in sorted(kept)]


def relative(shape: str, parts: int = TENTHS) -> str:
    """Write a shape of straight lines as steps, without adding up what is rounded.

    Args:
        shape: Its path.
        parts: The steps are in such parts of a point: tenths with a decimal, or whole quarters.
    """
    step_of = _tenths if parts == TENTHS else str
    written: list[str] = []
    here = start = (0, 0)
    for command, numbers in STRAIGHT.findall(shape):
        if command == "Z":
            written.append("z")
            here = start
            continue
        right, down = (round(float(number) * parts) for number in numbers.split(","))
        step = (right - here[0], down - here[1])
        here = (right, down)
        if command == "M":
            start = here
            written.append(f"m{step_of(step[0])},{step_of(step[1])}")
        elif step != (0, 0):
            first, second = step_of(step[0]), step_of(step[1])
            gap = "l" if written and written[-1] == "z" else "" if first.startswith("-") else " "
            written.append(f"{gap}{first}{'' if second.startswith('-') else ','}{second}")
    return "".join(written)


def _tenths(number: int) -> str:
    text = f"{number / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
