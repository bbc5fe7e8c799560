"""A chapter that runs: values in place, figures and tables finished, nothing that varies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.execute import ChapterEvent, run_chapter

NOTEBOOK = Path(__file__).parent / "notebooks" / "good.ipynb"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    return run_chapter(NOTEBOOK, 2023, tmp_path_factory.mktemp("kapittel"))


@pytest.fixture(scope="module")
def cells(chapter):
    return json.loads(chapter.notebook.read_text(encoding="utf-8"))["cells"]


def sources(cells: list[dict], kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def test_the_whole_copy(chapter, snapshot):
    assert chapter.failures == ()
    assert chapter.notebook.read_text(encoding="utf-8") == snapshot


def test_values_are_in_the_text_and_headings_are_plain(cells):
    text = sources(cells, "markdown")[0]
    assert text.startswith("<!-- -->\n\n# Saker i 2023: 27 {#sec-saker}")
    assert 'kom [27]{.tall title="Kilde: {A} «B»" data-tall="k-1"} av 12\u00a0345 saker' in text
    assert "\u221215,5 prosent" in text
    assert "`` `{python} r.tall()` ``" in text
    assert "```python\n`{python} nei`\n```" in text
    assert "notat" not in text
    assert text.endswith("Fra og med 2022.")


def test_expressions_are_kept_in_the_metadata(cells):
    kept = next(c for c in cells if c["cell_type"] == "markdown")["metadata"]["user_expressions"]
    assert kept[0] == {
        "expression": "aar",
        "result": {"status": "ok", "data": {"text/markdown": "2023"}, "metadata": {}},
    }


def test_cells_of_other_years_are_gone(cells):
    texts = sources(cells, "markdown")
    assert "Tekst for året." in texts
    assert not any("Gammel" in text for text in texts)


def test_figures_get_alternative_text_numbers_and_source(cells):
    figure, table = sources(cells, "code")[-2:]
    assert '#| fig-cap: "27 saker «nye» i b"' in figure
    assert '#| fig-alt: "Stolper: 27 og 3"' in figure
    assert '#| tbl-cap: "Tabell for 2023"' in table
    assert "fig-alt" not in table
    texts = sources(cells, "markdown")
    assert texts[-2] == (
        "::: {.figurdata}\n| a | b |\n|---|---|\n| 1 | 2 |\n:::\n\n"
        "::: {.kilde}\nKilde: POD [[Tallgrunnlag](#grunnlag-fig-saker)]{.tallenke}\n\n"
        "Foreløpig.\n:::"
    )
    assert texts[-1] == "::: {.kilde}\nKilde: UDI [[Tallgrunnlag](#tall-k-8)]{.tallenke}\n:::"


def test_used_numbers_and_warnings_are_reported(chapter):
    assert chapter.used == ("k-1", "k-8", "k-9")
    assert chapter.warnings == ("good.ipynb, celle 6: rot",)


def test_two_runs_are_the_same_bytes(chapter, tmp_path):
    events: list[ChapterEvent] = []
    from komreport.execute.engine import Session  # noqa: PLC0415

    session = Session(root=tmp_path, cwd=tmp_path, progress=events.append)
    again = run_chapter(NOTEBOOK, 2023, tmp_path, session=session)
    assert again.notebook.read_bytes() == chapter.notebook.read_bytes()
    assert [event.state for event in events] == ["started", *["cell"] * 7, "done"]
    assert (events[-2].cell, events[-2].cells) == (7, 7)
