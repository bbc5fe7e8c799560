"""Draft cells: found, and marked where a reader sees it."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat
import pytest

from komreport.execute.drafts import DRAFT, ORIGIN, find_drafts, mark_drafts
from tests.small import small_project

MARK = "::: {.utkast}\nUtkast – teksten er fra 2023-rapporten\n:::"


def marked(source: str, *, kind: str = "markdown", **metadata: Any) -> list[str]:
    """Give the cells that a draft cell becomes."""
    new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    cell = new(source, metadata={"tags": [DRAFT], ORIGIN: 2023} | metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Før"), cell])
    mark_drafts(notebook)
    assert notebook.cells[0].source == "Før"
    return [cell.source for cell in notebook.cells[1:]]


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("Tekst.", f"{MARK}\n\nTekst."),
        ("# Tittel {#sec-a}\n\nTekst.", f"# Tittel {{#sec-a}}\n\n{MARK}\n\nTekst."),
        ("## A\n### B\nTekst.", f"## A\n### B\n\n{MARK}\n\nTekst."),
        ("- en\n- to", f"{MARK}\n\n- en\n- to"),
        ("  fortsatt punkt\n- to", f"{indent(MARK, '  ')}\n\n  fortsatt punkt\n- to"),
        ("## Bare overskrift", f"## Bare overskrift\n\n{MARK}"),
        ("#| ikke en overskrift", f"{MARK}\n\n#| ikke en overskrift"),
    ],
)
def test_the_mark_stands_below_the_heading(source: str, result: str) -> None:
    assert marked(source) == [result]


def test_a_figure_has_the_mark_before_it() -> None:
    assert marked("r.figur()", kind="code") == [MARK, "r.figur()"]


def test_a_draft_of_unknown_year() -> None:
    assert marked("A", **{ORIGIN: None}) == ["::: {.utkast}\nUtkast\n:::\n\nA"]


def test_finds_them_in_the_books_order(tmp_path: Path) -> None:
    root = small_project(tmp_path / "prosjekt")
    for name, number in (("02_saker", 2), ("01_personer", 1)):
        path = root / "notebooks" / f"{name}.ipynb"
        notebook = nbformat.read(path, 4)
        for year in (2023, 2024):
            cell = nbformat.v4.new_markdown_cell("A", metadata={"tags": [DRAFT, f"aar-{year}"]})
            notebook.cells.insert(number, cell)
        nbformat.write(notebook, path)
    (root / "notebooks" / "index.ipynb").write_text("{", encoding="utf-8")
    assert [str(draft) for draft in find_drafts(root, 2023)] == [
        "01_personer.ipynb, celle 3",
        "02_saker.ipynb, celle 4",
    ]
