"""Chapter openings: who supplied the numbers that a chapter shows, and where the line stands."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from komreport.data import load
from komreport.execute import openings
from komreport.execute.openings import contributors
from tests.conftest import ROOT

v4: Any = nbformat.v4  # only in part typed


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


def opened(*sources: str, measure: str = "vedtak") -> list[str]:
    """Give the texts of a chapter that shows the numbers of a measure."""
    dataset = load(ROOT, 2023)
    keys = [obs.key for obs in dataset.observations if obs.measure == measure and obs.year == 2023]
    cells = [v4.new_code_cell("# Tittel"), *map(v4.new_markdown_cell, sources)]
    chapter = v4.new_notebook(cells=cells)
    openings.add(chapter, keys, dataset)
    return [cell.source for cell in chapter.cells]


def test_the_line_stands_below_the_title() -> None:
    assert opened("# Tittel {#sec-en}\n\nTekst.", "# Ikke denne") == [
        "# Tittel",
        "# Tittel {#sec-en}\n\n::: {.innspill}\n"
        "Innspill fra: Utlendingsdirektoratet\u00a0(UDI)\n:::\n\nTekst.",
        "# Ikke denne",
    ]


@pytest.mark.parametrize(
    ("title", "measure"), [("# Forord {.unnumbered}", "vedtak"), ("# Tittel", "ingen")]
)
def test_unnumbered_pages_and_those_without_numbers_change_nothing(
    title: str, measure: str
) -> None:
    assert opened(f"{title}\n\nTekst.", measure=measure) == ["# Tittel", f"{title}\n\nTekst."]
