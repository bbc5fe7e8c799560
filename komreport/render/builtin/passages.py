"""Passages of a page, each from a heading to the next: read and kept by themselves.

Most of a page is what it was when a sentence is written. What a passage becomes is kept under its
own text, so it must not depend on other passages. A page where Markdown could let it is one
passage as a whole: `parted` sees that in its text, `together` in its tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import orjson
import panflute as pf

from komreport.render.builtin import floats, pandoc, tree
from komreport.render.builtin.fences import OPENING, fenced
from komreport.render.builtin.outline import Outline, outline

HEADING = re.compile(r"#{1,6} ")
BLOCK = re.compile(r" {0,3}:{3,}(?P<attributes>.*)")
#: Blocks in blocks take pandoc long to read, so cards are a passage of their own.
CARDS = re.compile(r"\.nokkeltall\b")
#: What may reach beyond its passage: HTML, TeX and its macros, tables and settings between rows of
#: dashes, addresses of links, numbered examples.
CROSSING = re.compile(
    r"<(?!https?://|!--[^<>]*-->)[A-Za-z/!?]"
    r"|\\[A-Za-z]"
    r"|^[ ]*-[ ]*-[- ]*$"
    r"|(?<!\\)\](?=:)"
    r"|^[\s>*+-]*\(?@[\w-]*[.)](?:\s|$)"
)
NOTE = re.compile(r"\[\^([^\]\s]+)\]")
NOTED = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
#: Words of a tree that would say something else beside another passage.
UNREAD = re.compile(r"[\[\]]|:::|```|~~~")
#: An id that pandoc may have told from another by a number.
COUNTED = re.compile(r"(.+)-\d+")
#: Stands between passages that are read in one go.
MARK = "<!--kom-mellom-avsnitt-->"
#: A heading is no address in a passage: it could be one of another passage.
MARKDOWN = f"{pandoc.MARKDOWN}-implicit_header_references"


@dataclass(frozen=True)
class Passage:
    """A passage that was read.

    Attributes:
        text: Its Markdown.
        tree: Its tree, as pandoc's JSON of a list of blocks; figures and tables have one form.
        title: Words and id of the page's title, and whether it has no number; empty when the title
            stands elsewhere.
        outline: What stands in it.
        headings: The ids of its headings; they tell whether passages can stand on one page.
        alone: Whether it says the same whatever stands before and after it.
    """

    text: str
    tree: str
    title: list[Any]
    outline: Outline
    headings: list[str]
    alone: bool

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Give a passage that `read` gave."""
        return cls(**{**kept, "outline": Outline.read(kept["outline"])})


def parted(markdown: str) -> list[str]:
    """Give the passages of a page, or the whole page when one may depend on another.

    Args:
        markdown: The page; joined by line breaks, the passages are it again.
    """
    found: list[list[str]] = [[]]
    notes: list[str] = []
    depth, before, ended = 0, "", False
    for block in fenced(markdown.split("\n")):
        line = block[0]
        match = BLOCK.fullmatch(line)
        cards = bool(match and CARDS.search(match["attributes"]))
        begins = not depth and not before.strip() and (cards or ended or HEADING.match(line))
        if begins and line.strip() and found[-1]:
            found.append([])
            ended = False
        if OPENING.match(line):
            if len(block) == 1 or before.strip():
                return [markdown]
        elif match:
            depth += 1 if match["attributes"].strip(" :") else -1
            ended = ended or cards
        elif CROSSING.search(NOTED.sub("", line)):
            return [markdown]
        if depth < 0:
            return [markdown]
        found[-1] += block
        before = block[-1]
    for lines in found:
        noted = [match[1] for line in lines if (match := NOTED.match(line))]
        if not {name for line in lines for name in NOTE.findall(line)} <= set(noted):
            return [markdown]
        notes += noted
    if depth or markdown.startswith("%") or len(notes) > len(set(notes)):
        return [markdown]
    return ["\n".join(lines) for lines in found]


def read_whole(markdown: str, words: dict[str, str]) -> dict[str, Any]:
    """Read a page as one passage; the arguments and result are as those of `read`."""
    return _passage(markdown, _blocks(markdown, pandoc.MARKDOWN), words, alone=True)


def read(texts: list[str], words: dict[str, str]) -> list[dict[str, Any]]:
    """Read some passages of a page, in one go where they leave one another alone.

    Args:
        texts: The passages.
        words: The project's language.

    Returns:
        What `Passage.of` makes them of.
    """
    found = _read(texts, words)
    if len(texts) > 1:
        pairs = zip(texts, found, strict=True)
        found = [one if one["alone"] else _read([text], words)[0] for text, one in pairs]
    return found


def _read(texts: list[str], words: dict[str, str]) -> list[dict[str, Any]]:
    blocks = _blocks(f"\n\n{MARK}\n\n".join([*texts, ""]), MARKDOWN)
    known = set(_headings(blocks))
    found = list(_between(blocks))
    if len(found) != len(texts):  # a mark has become part of something
        return [asdict(Passage(text, "[]", [], Outline(), [], alone=False)) for text in texts]
    return [
        _passage(text, content, words, alone=_alone(text, content, known))
        for text, content in zip(texts, found, strict=True)
    ]


def together(passages: Sequence[Passage]) -> bool:
    """Whether passages can stand on one page without changing one another."""
    headings = [anchor for passage in passages for anchor in passage.headings]
    return all(one.alone for one in passages) and len(headings) == len(set(headings))


def _blocks(text: str, source: str) -> list[Any]:
    read_: dict[str, Any] = orjson.loads(pandoc.run(text, ["--from", source, "--to", "json"]))
    return list(read_["blocks"])


def _between(blocks: list[Any]) -> Iterator[list[Any]]:
    passage: list[Any] = []
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"] == ["html", MARK]:
            yield passage
            passage = []
        else:
            passage.append(block)


def _passage(text: str, blocks: list[Any], words: dict[str, str], *, alone: bool) -> dict[str, Any]:
    headings = _headings(blocks)
    doc = pandoc.loaded(tree.whole(blocks))
    floats.normalise(doc, words)
    title: list[Any] = []
    for head in doc.content:
        if isinstance(head, pf.Header) and head.level == 1:
            title = [pf.stringify(head), head.identifier, "unnumbered" in head.classes]
            break
    made = orjson.dumps([block.to_json() for block in doc.content]).decode()
    return asdict(Passage(text, made, title, outline(doc), headings, alone))


def _alone(text: str, blocks: list[Any], known: set[str]) -> bool:
    """Whether what was read from a passage is of its text alone.

    Args:
        text: The passage.
        blocks: Its tree.
        known: The ids of all headings that were read with it.
    """
    cited = {id(word) for cite in tree.elements(blocks, "Cite") for word in _strings(cite["c"][1])}
    words = (word["c"] for word in _strings(blocks) if id(word) not in cited)
    if any(UNREAD.search(word) for word in words):
        return False
    for anchor in _headings(blocks):
        counted = COUNTED.fullmatch(anchor)
        if counted and counted[1] in known:
            given = re.search(rf"\{{[^}}]*#{re.escape(anchor)}[\s}}]", text)
            if not given:
                return False
    return True


def _headings(blocks: list[Any]) -> list[str]:
    return [head["c"][1][0] for head in tree.elements(blocks, "Header")]


def _strings(content: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    return tree.elements(content, "Str")
