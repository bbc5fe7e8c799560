"""An executed notebook, cell by cell, and the way back from a text to its cell and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import yaml

from komreport.errors import KomreportError

OPTION = re.compile(r"^#\|\s?(.*)$")
OPTION_NAME = re.compile(
    r"label|echo|include|output|eval|warning|error|(fig|tbl|out|code|lst)-[\w-]+"
)
#: Put before a heading by the engine, so that Quarto keeps its attributes; no editor has seen it.
HEAD_GUARD = "<!-- -->\n\n"
REMOVED = frozenset({"remove-cell", "hide-cell"})


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        number: Its number, from 1: what the end of its id says, else its place in the notebook.
        kind: ``markdown``, ``code`` or ``raw``.
        source: Its text.
        outputs: Its outputs, as nbformat has them.
        options: Quarto's options of a code cell, from ``#|`` lines and from its metadata.
        tags: Its tags.
    """

    number: int
    kind: str
    source: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()

    @property
    def shown(self) -> bool:
        """Whether anything of the cell reaches readers."""
        return not self.tags & REMOVED and self.options.get("include") is not False

    @property
    def label(self) -> str:
        """Its label: ``fig-…``, ``tbl-…``, or an empty string."""
        return str(self.options.get("label") or "")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give its lines, numbered as the editor's notebook shows them."""
        start = 1 - HEAD_GUARD.count("\n") if self.source.startswith(HEAD_GUARD) else 1
        yield from enumerate(self.source.splitlines(), start)


@dataclass(frozen=True)
class Notebook:
    """A notebook.

    Attributes:
        path: Its file.
        cells: Its cells.
    """

    path: Path
    cells: tuple[Cell, ...]

    def place(self, cell: Cell, line: int | None = None) -> str:
        """Say where something is: file, cell and line."""
        text = f"{self.path.name}, celle {cell.number}"
        return text if line is None else f"{text}, linje {line}"

    def places(self, pattern: str) -> list[str]:
        """Say where a regular expression matches; the notebook itself when it does nowhere."""
        found = [
            self.place(cell, number)
            for cell in self.cells
            if cell.shown
            for number, line in cell.lines()
            if re.search(pattern, line)
        ]
        return found or [self.path.name]


def read_notebook(path: Path) -> Notebook:
    """Read an executed notebook.

    Raises:
        KomreportError: When it is not there, or is not a notebook.
    """
    try:
        content = orjson.loads(path.read_bytes())
        cells = tuple(_cell(item, number) for number, item in enumerate(content["cells"], start=1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise KomreportError(
            f"notatboka kan ikke leses ({reason})", where=path.name, remedy="Bygg på nytt"
        ) from error
    return Notebook(path, cells)


def joined(text: str | list[str]) -> str:
    """Give a text of a notebook as one string; nbformat keeps it as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _cell(item: dict[str, Any], place: int) -> Cell:
    source = joined(item.get("source", ""))
    metadata = item.get("metadata", {})
    code = item["cell_type"] == "code"
    numbered = re.search(r"-(\d{3})(-[a-z]+)?$", str(item.get("id", "")))
    return Cell(
        number=int(numbered[1]) if numbered else place,
        kind=item["cell_type"],
        source=source,
        outputs=item.get("outputs", []),
        options=_metadata_options(metadata) | _options(source) if code else {},
        tags=frozenset(metadata.get("tags", [])),
    )


def _metadata_options(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in metadata.items() if OPTION_NAME.fullmatch(name)}


@lru_cache(maxsize=4096)
def _options(source: str) -> dict[str, Any]:
    lines = []
    for line in source.splitlines():
        match = OPTION.match(line)
        if not match:
            break
        lines.append(match[1])
    options = yaml.safe_load("\n".join(lines)) if lines else {}
    return options if isinstance(options, dict) else {}
