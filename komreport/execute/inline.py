"""Inline expressions in Markdown: finding `` `{python} expr` ``, and putting values in.

The scanner knows what is code and what is prose: fenced blocks, code spans of other lengths,
escaped backticks and comments are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: What is not plain prose begins with one of these.
_SPECIAL = re.compile(r"[\\`]|<!--")
_FENCE = re.compile(r"^[ \t>]*(`{3,}(?=[^`]*$)|~{3,})")
_EXPRESSION = re.compile(r"\{python\}\s+(.+)", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]")
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")
_SPAN = re.compile(r"\[([^\[\]]*)\]\{(?:[^{}\"]|\"(?:\\.|[^\"\\])*\")*\}")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Expression:
    """An inline expression: its code, where its text begins and ends, and its line from 1."""

    code: str
    start: int
    end: int
    line: int
    heading: bool


@dataclass(frozen=True)
class Malformed:
    """Something that looks like an inline expression and is not one."""

    text: str
    line: int


@dataclass(frozen=True)
class Scan:
    """What a Markdown text holds: expressions, malformed ones, and comments (start and end)."""

    expressions: list[Expression]
    malformed: list[Malformed]
    comments: list[tuple[int, int]]


def scan(text: str) -> Scan:
    """Find the inline expressions of a Markdown text."""
    result = Scan([], [], [])
    position = 0
    for start, end in _prose(text):
        position = max(position, start)
        while special := _SPECIAL.search(text, position, end):
            position = _step(text, special.start(), end, result)
    return result


def _step(text: str, position: int, end: int, result: Scan) -> int:
    """Look at one place in prose and give the next place to look at."""
    character = text[position]
    if character == "\\":
        return position + 2
    if character == "<":
        close = text.find("-->", position)
        stop = close + 3 if close >= 0 else len(text)
        result.comments.append((position, stop))
        return stop
    ticks = len(text[position:end]) - len(text[position:end].lstrip("`"))
    opened = position + ticks
    blank = _BLANK_LINE.search(text, opened, end)
    limit = blank.start() if blank else end
    closed = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(text, opened, limit)
    line = text.count("\n", 0, position) + 1
    if closed is None:
        if text.startswith("{python}", opened):
            result.malformed.append(Malformed(text[position:limit].partition("\n")[0], line))
        return opened
    content = text[opened : closed.start()]
    if ticks == 1 and content.startswith("{python}"):
        match = _EXPRESSION.fullmatch(content)
        if match and match[1].strip():
            begin = text.rfind("\n", 0, position) + 1
            code = " ".join(part.strip() for part in match[1].splitlines()).strip()
            heading = bool(_HEADING.match(text[begin:position] + " "))
            result.expressions.append(Expression(code, position, closed.end(), line, heading))
        else:
            result.malformed.append(Malformed(text[position : closed.end()], line))
    return closed.end()


def _prose(text: str) -> list[tuple[int, int]]:
    """Give start and end of the parts of a text that are not in fenced blocks."""
    parts: list[tuple[int, int]] = []
    start = position = 0
    fence = ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line.rstrip("\n"))
        if not fence and match:
            fence = match[1]
            parts.append((start, position))
        elif fence and match and match[1].startswith(fence) and not line[match.end() :].strip():
            fence = ""
            start = position + len(line)
        position += len(line)
    if not fence:
        parts.append((start, position))
    return parts


def replaced(text: str, found: Scan, values: Mapping[int, str]) -> str:
    """Put values in the place of expressions, and take out comments that hold text.

    Args:
        text: The Markdown.
        found: Its scan.
        values: The value of each expression by its place in ``found.expressions``. In headings the
            plain text is used.
    """
    changes = [
        (e.start, e.end, plain(values[i]) if e.heading else values[i])
        for i, e in enumerate(found.expressions)
    ]
    changes += [(a, b, "") for a, b in found.comments if text[a:b].strip("<!-> \n")]
    for start, end, value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def headings(text: str) -> list[tuple[int, str]]:
    """Give the headings of a Markdown text: the line from 1, and the words."""
    found = []
    for start, end in _prose(text):
        first = text.count("\n", 0, start) + 1
        for number, line in enumerate(text[start:end].split("\n"), first):
            if _HEADING.match(line):
                words = _ATTRIBUTES.sub("", line.lstrip(" #"))
                found.append((number, unescaped(plain(words)).strip()))
    return found


def plain(markdown: str) -> str:
    """Give the text of Markdown spans: ``[27]{.tall title="…"}`` becomes «27»."""
    previous = None
    while previous != markdown:
        previous, markdown = markdown, _SPAN.sub(r"\1", markdown)
    return markdown


def unescaped(markdown: str) -> str:
    """Give text without Markdown's backslashes, for places where Markdown is not read."""
    return _ESCAPED.sub(r"\1", markdown)
