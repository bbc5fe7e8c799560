"""Drafts: cells that were copied from last year's report and that nobody has gone through yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat
from nbformat import NotebookNode

from komreport.errors import KomreportError
from komreport.execute.book import read_book
from komreport.execute.engine import position
from komreport.execute.failures import ChapterFailedError
from komreport.execute.notebook import read_notebook, tags

#: Tag of a cell that is a draft. The editor takes it off when the text is right.
DRAFT = "utkast"
_WORD = DRAFT.encode()
#: Key in the metadata of such a cell: the report year that its text comes from.
ORIGIN = "utkast_fra"
_v4: Any = nbformat.v4  # only in part typed
_HEADINGS = re.compile(r"\A(?:\s*#{1,6} [^\n]*(?:\n|\Z))+")


@dataclass(frozen=True)
class Draft:
    """One draft cell of a chapter; ``cell`` counts as the editor does, from 1."""

    notebook: str
    cell: int

    def __str__(self) -> str:
        return f"{self.notebook}, celle {self.cell}"


class DraftsLeftError(KomreportError):
    """A final report was asked for while there are drafts; ``drafts`` holds each of them."""

    def __init__(self, drafts: list[Draft]) -> None:
        self.drafts = drafts
        remedy = f"Gå gjennom teksten og ta bort etiketten «{DRAFT}», eller bygg med --draft"
        super().__init__("\n".join(f"{draft}: cellen er et utkast. {remedy}" for draft in drafts))


def find_drafts(root: Path, year: int) -> list[Draft]:
    """Find the draft cells of one report year, in the book's order.

    A notebook that cannot be read has none; the run of the chapters says what is wrong with it.

    Raises:
        KomreportError: When the book cannot be read.
    """
    found: list[Draft] = []
    for path in read_book(root).notebooks:
        try:
            # most notebooks have none, and need not be read cell by cell to know it
            cells = read_notebook(path, year).cells if _WORD in path.read_bytes() else []
        except (OSError, ChapterFailedError):
            continue
        found += [
            Draft(path.name, position(cell, index))
            for index, cell in enumerate(cells)
            if DRAFT in tags(cell)
        ]
    return found


def mark_drafts(notebook: NotebookNode) -> None:
    """Say in the text which cells are drafts, in place: below the heading, before the rest."""
    notebook.cells = list(_marked(notebook.cells))


def _marked(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    for cell in cells:
        if DRAFT in tags(cell):
            mark = _mark(cell)
            if cell.cell_type == "markdown":
                headings = _HEADINGS.match(cell.source)
                above, text = (headings[0], cell.source[headings.end() :]) if headings else ("", "")
                text = (text if headings else cell.source).strip("\n")
                # Text that goes on with a list item of the cell before keeps its mark inside it.
                margin = text[: len(text) - len(text.lstrip(" "))]
                parts = (above.strip(), indent(mark, margin), text)
                cell.source = "\n\n".join(part for part in parts if part)
            else:
                yield _v4.new_markdown_cell(mark)
        yield cell


def _mark(cell: NotebookNode) -> str:
    origin = cell.metadata.get(ORIGIN)
    text = f"Utkast – teksten er fra {origin}-rapporten" if origin else "Utkast"
    return f"::: {{.utkast}}\n{text}\n:::"
