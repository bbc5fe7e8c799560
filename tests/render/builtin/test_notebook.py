from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.errors import KomreportError
from komreport.render.builtin.notebook import HEAD_GUARD, Notebook, read_notebook

from ..book import code, stream, text


def write(folder: Path, *cells: dict[str, object]) -> Notebook:
    path = folder / "03_opphold.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
    return read_notebook(path)


def test_reads_options_from_lines_and_metadata_and_lets_lines_win(tmp_path: Path) -> None:
    cell = code("fig-cap: «Fra linja»: ja", stream("a"), **{"fig-cap": "Nei", "label": "fig-a"})
    cell["source"][0] = '#| fig-cap: "«Fra linja»: ja"\n'
    (read,) = write(tmp_path, cell).cells
    assert read.options == {"fig-cap": "«Fra linja»: ja", "label": "fig-a"}
    assert read.label == "fig-a"


def test_other_metadata_is_no_option(tmp_path: Path) -> None:
    (read,) = write(tmp_path, code("", stream("a"), papermill={"a": 1}, trusted=True)).cells
    assert read.options == {}


def test_finds_places_by_cell_and_line(tmp_path: Path) -> None:
    first = text(f"{HEAD_GUARD}# Tittel\n\n@fig-a")
    notebook = write(tmp_path, first, text("a\n@fig-a og @fig-ab"))
    assert notebook.places(r"@fig-a(?![\w-])") == [
        "03_opphold.ipynb, celle 1, linje 3",
        "03_opphold.ipynb, celle 2, linje 2",
    ]
    assert notebook.places("finnes ikke") == ["03_opphold.ipynb"]


def test_hidden_cells_are_not_shown(tmp_path: Path) -> None:
    cells = write(
        tmp_path,
        code("", stream("a"), tags=("remove-cell",)),
        code("include: false", stream("a")),
        text("a"),
    ).cells
    assert [cell.shown for cell in cells] == [False, False, True]


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": [{}]}'])
def test_a_broken_notebook_is_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "01_kom.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KomreportError, match=r"^01_kom\.ipynb: notatboka kan ikke leses") as caught:
        read_notebook(path)
    assert "\n" not in str(caught.value)


def test_a_missing_notebook_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(KomreportError, match=r"01_kom\.ipynb: notatboka kan ikke leses"):
        read_notebook(tmp_path / "01_kom.ipynb")
