"""HTML tables apart from their page: each is read and written by itself, and kept by itself.

Tables, and above all the number basis, are most of a page, and stay what they were when a sentence
beside them changes. The page's Markdown has a mark in the place of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import panflute as pf

from komreport.inputs import digest
from komreport.render.builtin import tree
from komreport.render.builtin.fences import OPENING, fenced

RAW_HTML = re.compile(r"\s*\{=html\}\s*")
#: What a page must see to give it its form or number; such a table stays in its page.
OF_THE_PAGE = re.compile(
    r"<(caption|h[1-6]|figure|img|svg)\b|\bid\s*=\s*[\"']?(fig|tbl|sec)-|callout-", re.IGNORECASE
)
MARK = re.compile(r"<!--stykke ([0-9a-f]{64})-->")
#: Stands between pieces that are written in one go.
BETWEEN = "kom-mellom-stykker"


@dataclass(frozen=True)
class Piece:
    """A table that was read.

    Attributes:
        blocks: Its tree, as pandoc's JSON of some blocks.
        anchors: The ids in it.
        links: The addresses in it.
    """

    blocks: list[Any]
    anchors: list[str]
    links: list[str]


@dataclass(frozen=True)
class Names:
    """What a page must know of a table in it.

    Attributes:
        anchors: The ids in it.
        links: The addresses in it.
    """

    anchors: list[str]
    links: list[str]


@dataclass(frozen=True)
class Written:
    """A piece in one of the formats.

    Attributes:
        text: What it became.
        csv: Its first table as CSV; empty in print.
    """

    text: str
    csv: str = ""


@dataclass(frozen=True)
class Cut:
    """A page's Markdown without its tables.

    Attributes:
        markdown: The text, with a mark in the place of each.
        pieces: The HTML of each, by mark.
    """

    markdown: str
    pieces: dict[str, str]


def cut(markdown: str) -> Cut:
    """Take the HTML tables out of a page's Markdown."""
    pieces: dict[str, str] = {}
    lines: list[str] = []
    for block in fenced(markdown.split("\n")):
        opening = OPENING.match(block[0])
        content = "\n".join(block[1:-1])
        if opening and RAW_HTML.fullmatch(opening[2]) and _apart(content):
            mark = digest(content)
            pieces[mark] = content
            lines += [block[0], f"<!--stykke {mark}-->", block[-1]]
        else:
            lines += block
    return Cut("\n".join(lines), pieces)


def mark_of(element: Any) -> str:  # noqa: ANN401
    """Give the mark of the piece that an element stands for; an empty string for all others."""
    if isinstance(element, pf.RawBlock) and element.format == "html":
        match = MARK.fullmatch(element.text)
        return match[1] if match else ""
    return ""


def marks(blocks: list[Any]) -> list[str]:
    """Give the marks in some blocks of pandoc's JSON, each once."""
    return list(dict.fromkeys(MARK.findall(orjson.dumps(blocks).decode())))


def read(texts: list[str]) -> list[Piece]:
    """Read the HTML of some pieces."""
    return [
        Piece(
            blocks,
            list(tree.anchors(blocks)),
            [link["c"][2][0] for link in tree.elements(blocks, "Link")],
        )
        for blocks in tree.read_html(texts)
    ]


def joined(parts: Iterable[list[Any]], form: str) -> bytes:
    """Give some pieces, or other parts, as one tree, to be written in one go and then `parted`.

    Args:
        parts: Their blocks.
        form: The format, ``html`` or ``typst``.
    """
    between = {"t": "RawBlock", "c": [form, BETWEEN]}
    return tree.whole([block for blocks in parts for block in [*blocks, between]])


def parted(text: str) -> list[str]:
    """Take apart what `joined` pieces were written as."""
    return [part.strip("\n") for part in text.split(BETWEEN)[:-1]]


def _apart(content: str) -> bool:
    return "<table" in content and not OF_THE_PAGE.search(content)
