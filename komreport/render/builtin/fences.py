"""Fenced code in Markdown, told from the lines around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPENING = re.compile(r"^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$")


def fenced(lines: list[str]) -> Iterator[list[str]]:
    """Give fenced blocks, each as one, and the lines between them."""
    number = 0
    while number < len(lines):
        opening = OPENING.match(lines[number])
        end = _closing(lines, number, opening[1]) if opening else number
        yield lines[number : end + 1]
        number = end + 1


def _closing(lines: list[str], opening: int, fence: str) -> int:
    """Give the number of the line that closes a fence; of its own when none does."""
    pattern = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*")
    rest = range(opening + 1, len(lines))
    return next((number for number in rest if pattern.fullmatch(lines[number])), opening)
