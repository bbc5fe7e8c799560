"""An executed notebook as Markdown, and the way back from the Markdown to cell and line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from komreport.errors import KomreportError

OPTION = re.compile(r"^#\|\s?(.*)$")
FIGURES = "figurer"
HIDDEN_TAGS = frozenset({"remove-cell", "hide-cell"})


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        number: Its number in the notebook, from 1.
        kind: ``markdown``, ``code`` or ``raw``.
        source: Its text.
        outputs: Its outputs, as nbformat has them.
        options: ``#|`` options of a code cell.
        tags: Its tags.
    """

    number: int
    kind: str
    source: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Notebook:
    """A notebook, cell by cell.

    Attributes:
        path: Its file.
        cells: Its cells.
        images: SVG pictures by file name; the Markdown refers to them under ``figurer/``.
    """

    path: Path
    cells: tuple[Cell, ...]
    images: dict[str, str] = field(default_factory=dict)

    def markdown(self) -> str:
        """Give the whole notebook as Markdown, cells apart by empty lines as in Quarto."""
        return "\n\n".join(text for cell in self.cells for text in self._cell_markdown(cell)) + "\n"

    def find(self, text: str) -> str:
        """Say where a text stands: file, cell and line."""
        for cell in self.cells:
            for number, line in enumerate(cell.source.splitlines(), start=1):
                if text in line:
                    return f"{self.path.name}, celle {cell.number}, linje {number}"
        return self.path.name

    def _cell_markdown(self, cell: Cell) -> Iterator[str]:
        if cell.tags & HIDDEN_TAGS or cell.options.get("include") is False:
            return
        if cell.kind == "markdown":
            yield cell.source
        elif cell.kind == "code" and cell.options.get("output") is not False:
            shown = [text for text in (self._output(cell, item) for item in cell.outputs) if text]
            if shown:
                yield self._framed(cell, "\n\n".join(shown))

    def _framed(self, cell: Cell, content: str) -> str:
        label = str(cell.options.get("label", ""))
        kind = label.partition("-")[0]
        if kind not in {"fig", "tbl"}:
            return content
        caption = str(cell.options.get(f"{kind}-cap", "")).strip()
        return f"::::: {{#{label}}}\n{content}\n\n{caption}\n:::::"

    def _output(self, cell: Cell, output: dict[str, Any]) -> str:
        data = output.get("data", {})
        if "text/markdown" in data:
            return _joined(data["text/markdown"])
        if "text/html" in data:
            return f"```{{=html}}\n{_joined(data['text/html'])}\n```"
        if "image/svg+xml" in data:
            name = f"{cell.options.get('label') or f'{self.path.stem}-{cell.number}'}.svg"
            self.images[name] = _joined(data["image/svg+xml"])
            alt = str(cell.options.get("fig-alt", "")).replace("\\", "\\\\").replace('"', '\\"')
            return f'![]({FIGURES}/{name}){{fig-alt="{alt}"}}'
        return ""


def read_notebook(path: Path) -> Notebook:
    """Read an executed notebook.

    Raises:
        KomreportError: When it is not there, or is not a notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = tuple(_cell(item, number) for number, item in enumerate(content["cells"], start=1))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KomreportError(
            f"notatboken kan ikke leses ({error})", where=path.name, remedy="Bygg på nytt"
        ) from error
    return Notebook(path, cells)


def _cell(item: dict[str, Any], number: int) -> Cell:
    source = _joined(item.get("source", ""))
    metadata = item.get("metadata", {})
    return Cell(
        number=number,
        kind=item["cell_type"],
        source=source,
        outputs=item.get("outputs", []),
        options=_options(source) if item["cell_type"] == "code" else {},
        tags=frozenset(metadata.get("tags", [])),
    )


def _options(source: str) -> dict[str, Any]:
    lines = []
    for line in source.splitlines():
        match = OPTION.match(line)
        if not match:
            break
        lines.append(match[1])
    options = yaml.safe_load("\n".join(lines)) if lines else {}
    return options if isinstance(options, dict) else {}


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
