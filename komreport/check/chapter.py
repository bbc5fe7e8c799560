"""Notebooks as checks see them: cells with number, tags and text, and the prose in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from komreport.check.finding import Finding, Severity, locate
from komreport.execute.inline import scan
from komreport.execute.options import OptionsError, read_options

YEAR = re.compile(r"aar-(\d{4})")
#: Options of a code cell whose text readers see.
CAPTIONS = re.compile(r"#\|\s*(fig-cap|tbl-cap|fig-alt):\s*")
#: What is no prose: code, comments, links' addresses, attributes, footnote marks, references.
MASKED = (
    re.compile(r"^( {0,3})(`{3,}|~{3,}).*?^ {0,3}\2`*\s*?$", re.M | re.S),
    re.compile(r"<!--.*?-->", re.S),
    re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.S),
    re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()]*)*(?: [^()]*)?\)"),
    re.compile(r"(?<=\])\{[^{}]*\}|(?<=\s)\{[^{}]*\}|^:{3,}.*$", re.M),
    re.compile(r"\[\^[\w-]+\]:?"),
    re.compile(r"(?<![\w@])@[\w-]+"),
    re.compile(r"<?https?://[^\s>)]+>?"),
)


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        number: Its number, from 1.
        kind: ``markdown``, ``code`` or ``raw``.
        source: Its text.
        tags: Its tags.
        outputs: Its outputs, as nbformat has them.
    """

    number: int
    kind: str
    source: str
    tags: frozenset[str]
    outputs: tuple[dict[str, Any], ...]

    @property
    def years(self) -> set[int]:
        """Years that it is tagged for; none when it holds for every year."""
        return {int(match[1]) for tag in self.tags if (match := YEAR.fullmatch(tag))}

    def belongs(self, year: int) -> bool:
        """Whether it is in the report of a year."""
        return not self.years or year in self.years

    @cached_property
    def prose(self) -> str:
        """Its prose, with blanks for all that is none, so that places stay what they are."""
        if self.kind == "code":
            return self._captions()
        text = self.source if self.kind == "markdown" else ""
        for pattern in MASKED:
            text = pattern.sub(lambda match: _blank(match[0]), text)
        return text

    def _captions(self) -> str:
        lines = []
        for line in self.source.splitlines():
            match = CAPTIONS.match(line)
            shown = " " * len(line)
            if match:
                rest = re.sub(r"`[^`]*`", lambda found: _blank(found[0]), line[match.end() :])
                shown = " " * match.end() + rest
            lines.append(shown)
        return "\n".join(lines)

    def expressions(self) -> Iterator[tuple[str, int, int | None]]:
        """Give its inline expressions: code, line, and place in the line where it is known."""
        if self.kind == "markdown":
            for each in scan(self.source).expressions:
                yield each.code, each.line, locate(self.source, each.start)[1]
        elif self.kind == "code":
            try:
                for code, line in read_options(self.source).expressions:
                    yield code, line, None
            except OptionsError:
                return


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


@dataclass(frozen=True)
class Chapter:
    """A notebook of the project.

    Attributes:
        path: Its file.
        file: The file as findings name it.
        cells: Its cells.
    """

    path: Path
    file: str
    cells: tuple[Cell, ...]

    def of_year(self, year: int) -> list[Cell]:
        """Give the cells that are in the report of a year."""
        return [cell for cell in self.cells if cell.belongs(year)]

    def finding(
        self, rule: str, severity: Severity, cell: Cell, place: int, message: str, remedy: str
    ) -> Finding:
        """Make a finding at a place in the text of a cell, counted from 0."""
        row, position = locate(cell.source, place)
        return Finding(
            rule,
            severity,
            message,
            self.file,
            row=row,
            cell=cell.number,
            position=position,
            remedy=remedy,
        )


def read_chapter(path: Path, file: str) -> Chapter | None:
    """Read a notebook; None when it is not one, which the build says better."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = tuple(_cell(item, number) for number, item in enumerate(content["cells"], start=1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Chapter(path, file, cells)


def _cell(item: dict[str, Any], number: int) -> Cell:
    source = item.get("source", "")
    return Cell(
        number,
        str(item["cell_type"]),
        source if isinstance(source, str) else "".join(source),
        frozenset(item.get("metadata", {}).get("tags", ())),
        tuple(item.get("outputs", ())),
    )
