"""Chapter openings: who supplied the numbers that a chapter shows, and where the line stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.data import load
from komreport.render.openings import contributors, copy_notebook
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("measure", "names"),
    [
        ("anmeldelser", ["Politidirektoratet\u00a0(POD)"]),
        ("vedtak", ["Utlendingsdirektoratet\u00a0(UDI)"]),
    ],
)
def test_those_who_supplied_the_numbers_are_named(measure: str, names: list[str]) -> None:
    dataset = load(ROOT, 2023)
    keys = [obs.key for obs in dataset.observations if obs.measure == measure and obs.year == 2023]
    assert contributors(dataset, keys) == names


def test_other_publications_and_the_publisher_itself_are_no_input() -> None:
    dataset = load(ROOT, 2023)
    foreign = [o.key for o in dataset.observations if o.publication not in ("", "kom_2023")]
    own = [o.key for o in dataset.observations if o.source == "kom"]
    assert foreign
    assert own
    assert contributors(dataset, [*foreign, *own]) == []


def notebook(folder: Path, *sources: str) -> Path:
    cells = [{"cell_type": "code", "source": ["# Tittel"], "metadata": {}, "outputs": []}]
    cells += [
        {"cell_type": "markdown", "source": s.splitlines(True), "metadata": {}} for s in sources
    ]
    path = folder / "01_en.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def texts(path: Path) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def test_the_line_stands_below_the_title(tmp_path: Path) -> None:
    source = notebook(tmp_path, "# Tittel {#sec-en}\n\nTekst.", "# Ikke denne")
    copy_notebook(source, tmp_path / "ut.ipynb", "Innspill fra: UDI")
    assert texts(tmp_path / "ut.ipynb") == [
        "# Tittel",
        "# Tittel {#sec-en}\n\n::: {.innspill}\nInnspill fra: UDI\n:::\n\nTekst.",
        "# Ikke denne",
    ]


@pytest.mark.parametrize("line", ["", "Innspill fra: UDI"])
def test_unnumbered_pages_and_empty_lines_change_nothing(line: str, tmp_path: Path) -> None:
    title = "# Forord {.unnumbered}\n\nTekst." if line else "# Tittel\n\nTekst."
    source = notebook(tmp_path, title)
    copy_notebook(source, tmp_path / "ut.ipynb", line)
    assert texts(tmp_path / "ut.ipynb") == texts(source)
