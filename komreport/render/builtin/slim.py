"""Drawings made smaller: the same picture in fewer letters, because a phone fetches every one."""

from __future__ import annotations

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


def parsed(content: bytes) -> Drawing:
    """Read a drawing and leave out what does not show."""
    root = etree.fromstring(content)
    for element in list(root.iter()):
        _bare(element)
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
            etree.SubElement(defs, f"{SVG}path", {"id": names[shape], "d": shape})
            root.insert(0, defs)
        path.tag = f"{SVG}use"
        del path.attrib["d"]
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
        element.set("d", relative(shape))


def _hoist(group: Drawing) -> None:
    """Say once what all elements of a group say."""
    if len(group) < 2:
        return
    for name in INHERITED:
        first = group[0].get(name)
        if first is not None and all(child.get(name) == first for child in group):
            group.set(name, first)
            for child in group:
                del child.attrib[name]


def _unwrap(group: Drawing) -> None:
    """Take away a group that says nothing."""
    parent = group.getparent()
    if parent is None or (len(group) and group.attrib):
        return
    place = parent.index(group)
    parent[place : place + 1] = list(group)


def relative(shape: str) -> str:
    """Write a shape of straight lines as steps of tenths, without adding up what is rounded."""
    written: list[str] = []
    here = start = (0, 0)
    for command, numbers in STRAIGHT.findall(shape):
        if command == "Z":
            written.append("z")
            here = start
            continue
        right, down = (round(float(number) * 10) for number in numbers.split(","))
        step = (right - here[0], down - here[1])
        here = (right, down)
        if command == "M":
            start = here
            written.append(f"m{_tenths(step[0])},{_tenths(step[1])}")
        elif step != (0, 0):
            first, second = _tenths(step[0]), _tenths(step[1])
            gap = "l" if written and written[-1] == "z" else "" if first.startswith("-") else " "
            written.append(f"{gap}{first}{'' if second.startswith('-') else ','}{second}")
    return "".join(written)


def _tenths(number: int) -> str:
    text = f"{number / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
