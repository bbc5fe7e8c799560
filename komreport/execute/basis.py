"""The number basis at the end of a chapter: every number that it shows, and those it computes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode

from komreport.execute.inline import unescaped
from komreport.execute.use import Use, keys_of
from komreport.report import basis

if TYPE_CHECKING:
    from komreport.data import Dataset

CELL = "tallgrunnlag"
#: Numbers in text and in table cells, with the keys of what they were made of.
_TEXT = re.compile(r'\[([^\[\]]*)\]\{\.tall title="(?:\\.|[^"\\])*" data-tall="([^"]*)"\}')
_TABLE = re.compile(r'<span class="tall celle" data-tall="([^"]*)">([^<]*)</span>')


def link(use: Use) -> str:
    """Give the link under a table or figure to its rows in the number basis of the chapter."""
    if not use.keys or use.kind == "kort":
        return ""
    return f"[[Tallgrunnlag](#{basis.place(use.label, use.keys)})]{{.tallenke}}"


def add(notebook: NotebookNode, name: str, uses: Sequence[Use], dataset: Dataset) -> None:
    """Add the number basis to an executed chapter, in place.

    Args:
        notebook: The executed chapter.
        name: Stem of the notebook.
        uses: Where the chapter shows numbers.
        dataset: The data of the report year.
    """
    keys = keys_of(uses)
    if not keys:
        return
    computed: dict[tuple[str, ...], list[str]] = {}
    for text, found in _computed(notebook):
        computed.setdefault(found, []).append(text)
    figures = [use for use in uses if use.kind == "figur" and use.keys]
    named = [(basis.place(use.label, use.keys), use.shown, use.keys) for use in figures]
    v4: Any = nbformat.v4
    cell = v4.new_markdown_cell(basis.chapter(dataset, name, keys, computed, named))
    cell["id"] = CELL
    notebook.cells.append(cell)


def _computed(notebook: NotebookNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the numbers that were made of several: what is shown, and the keys."""
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            texts.append("".join(output.get("data", {}).get("text/markdown", "")))
        for text in texts:
            pairs = [(shown, keys) for shown, keys in _TEXT.findall(text)]
            pairs += [(shown, keys) for keys, shown in _TABLE.findall(text)]
            for shown, keys in pairs:
                if len(found := tuple(keys.split())) > 1:
                    yield html.unescape(unescaped(shown)), found
