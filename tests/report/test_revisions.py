"""Revisions as readers see them: in prose, tables, figures, cards and the appendix."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from komreport.report import Report, open_report
from tests.revised import revised_project


@pytest.fixture
def revised(tmp_path: Path) -> Report:
    """The report that restates numbers of the year before."""
    return open_report(2024, revised_project(tmp_path / "prosjekt"))


def test_prose(revised: Report, snapshot: SnapshotAssertion) -> None:
    r = revised
    said = {
        "tall": r.tall("personer", aar=2023),
        "tall med enhet": r.tall("personer", aar=2023, enhet=True),
        "uten": r.tall("personer", aar=2023, rettet=False),
        "foreløpig før": r.tall("personer", aar=2023, kjonn="kvinne"),
        "ukjent før": r.tall("personer", aar=2022, kjonn="kvinne"),
        "grense før": r.tall("personer", aar=2021, kjonn="kvinne"),
        "nytt": r.tall("personer", aar=2023, kjonn="mann"),
        "endring": r.endring("personer"),
        "endring uten": r.endring("personer", rettet=False),
        "sammenlikning": r.sammenlikning("personer"),
        "fordeling": r.fordeling("personer", "kjonn", aar=2022),
        "sum": r.sum("personer", kjonn=["kvinne", "mann"], aar=2023),
    }
    assert {name: str(phrase) for name, phrase in said.items()} == snapshot


def test_the_remark_stands_outside_the_link(revised: Report) -> None:
    text = revised.tall("personer", aar=2023)._repr_markdown_()
    assert text.startswith("[29]{.tall ")
    assert text.endswith("} (rettet fra 27)")


def test_tables_and_figures(revised: Report, snapshot: SnapshotAssertion) -> None:
    table = revised.tabell("personer", rader="aar", aar=[2022, 2023, 2024])
    marks = re.findall(r">([^<]*)</span>(?:<sup>(.*?)</sup>)?</td>", table.html())
    figure = revised.figur.utvikling("personer", fra=2021)
    cards = revised.nokkeltall(revised.kort("personer", aar=2023))
    assert {
        "celler": marks,
        "under": table.merknader,
        "alt": figure.alt,  # type: ignore[union-attr]
        "under figuren": figure.merknader,  # type: ignore[union-attr]
        "kort": [cards.kort[0].tall.tekst, cards.merknader],
    } == snapshot


def test_appendix(revised: Report, snapshot: SnapshotAssertion) -> None:
    rows = [
        (label, [cell.text for cell in cells]) for label, cells in revised.revisjoner().grid.rows
    ]
    assert rows == snapshot


def test_the_corrected_processing_time_of_2022(r: Report, r2022: Report) -> None:
    measure = "straffesaksbehandling.dager_oppklart"
    assert str(r.endring(measure)) == "en nedgang fra 548\u00a0dager i 2022 (rettet tall)"
    table = r.tabell_endring([measure], fra=2019)
    assert ">548</span><sup>r</sup>" in table.html()
    assert any("rettet siden 2022-rapporten" in note for note in table.merknader)
    assert str(r2022.tall(measure)) == "548"
    assert "rettet" not in r2022.tall(measure).tittel.split("Tallet for")[0]
