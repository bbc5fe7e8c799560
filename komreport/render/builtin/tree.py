"""pandoc's JSON as it is: for what is too much to be made into objects, such as long tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from komreport.render.builtin import pandoc

#: Where an element has its id, classes and attributes, among its parts.
ATTRIBUTES = {
    "Header": 1,
    **dict.fromkeys(("Code", "CodeBlock", "Div", "Figure", "Image", "Link", "Span", "Table"), 0),
}


def whole(blocks: list[Any]) -> bytes:
    """Give some blocks as a document."""
    content = {"pandoc-api-version": pandoc.api(), "meta": {}, "blocks": blocks}
    return orjson.dumps(content)


def read_html(texts: Sequence[str]) -> list[list[Any]]:
    """Read HTML with tables in it, all in one go: the blocks of each text."""
    joined = "\n".join(f'<div id="kom-html-{i}">{text}</div>' for i, text in enumerate(texts))
    read = orjson.loads(pandoc.run(joined, ["--from", "html", "--to", "json"]))["blocks"]
    found: list[list[Any]] = [div["c"][1] for div in read]
    for table in elements(found, "Table"):
        for row in table["c"][3][1]:
            for (_, _, attributes), *_ in row[1]:
                if all(name != "scope" for name, _ in attributes):
                    attributes.append(["scope", "col"])
    return found


def elements(content: Any, kind: str = "") -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Give the elements in something, those of one kind or all, each before what is in it."""
    waiting = [content]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "t" in part and kind in {"", part["t"]}:
                yield part
            # what is cited is no element of its own
            part = part.get("c") if "t" in part else list(part.values())
        if isinstance(part, list):
            waiting += [one for one in reversed(part) if isinstance(one, (dict, list))]


def anchors(content: Any) -> Iterator[str]:  # noqa: ANN401
    """Give the ids in something."""
    for element in elements(content):
        place = ATTRIBUTES.get(element["t"])
        if place is not None and element["c"][place][0]:
            yield element["c"][place][0]
        if element["t"] == "Table":
            _, _, _, head, bodies, foot = element["c"]
            rows = [*head[1], *foot[1], *(row for body in bodies for row in [*body[2], *body[3]])]
            parts = [head, foot, *bodies, *rows, *(cell for row in rows for cell in row[1])]
            yield from (part[0][0] for part in parts if part[0][0])


def framed(content: Any, before: dict[str, Any], after: dict[str, Any]) -> Any:  # noqa: ANN401
    """Give something with a block before and one after each table in it."""
    if isinstance(content, dict):
        if "c" not in content or content["t"] == "Table":
            return content
        return {**content, "c": framed(content["c"], before, after)}
    if not isinstance(content, list):
        return content
    parts: list[Any] = []
    for part in content:
        table = isinstance(part, dict) and part["t"] == "Table"
        parts += [before, part, after] if table else [framed(part, before, after)]
    return parts
