"""A correction without a note is asked about; one with a note, and a final number, are not."""

from __future__ import annotations

from pathlib import Path

from komreport.check import check_project
from tests.conftest import ROOT
from tests.revised import revised_project


def found(root: Path, year: int) -> list[tuple[str, int | None, str]]:
    return [
        (finding.file, finding.row, finding.message)
        for finding in check_project(root, year)
        if finding.rule == "revisjon/merknad"
    ]


def test_corrections_without_a_note(tmp_path: Path) -> None:
    root = revised_project(tmp_path / "prosjekt")
    file = "data/2024/personer.csv"
    assert found(root, 2024) == [
        (file, 8, "tallet var feil i 2023-rapporten og er rettet uten merknad"),
        (file, 9, "tallet var 12 i 2023-rapporten og er rettet uten merknad"),
        (file, 10, "tallet var minst\u00a030 i 2023-rapporten og er rettet uten merknad"),
    ]
    assert found(root, 2023) == []


def test_the_corrections_of_the_report_have_notes() -> None:
    assert found(ROOT, 2023) == []
