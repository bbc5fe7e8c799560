"""Revisions: which edition counts, what a report corrects, and what only another one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.data import Kind, load
from tests.conftest import write_rows
from tests.revised import line, revised_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return revised_project(tmp_path / "prosjekt")


@pytest.mark.parametrize(
    ("year", "code", "before"),
    [
        (2023, "i_alt", 27),
        (2023, "kvinne", 20),
        (2022, "mann", 12),
        (2021, "kvinne", 30),
    ],
)
def test_what_a_report_corrects(root: Path, year: int, code: str, before: int) -> None:
    dataset = load(root, 2024)
    obs = dataset.get("personer", year, kjonn=code)
    assert obs is not None
    corrected = dataset.corrected(obs)
    assert corrected is not None
    assert (corrected.value, corrected.vintage) == (before, 2023)


@pytest.mark.parametrize(
    ("year", "code"), [(2024, "i_alt"), (2023, "mann"), (2022, "i_alt"), (2021, "i_alt")]
)
def test_new_and_unchanged_numbers_correct_nothing(root: Path, year: int, code: str) -> None:
    dataset = load(root, 2024)
    obs = dataset.get("personer", year, kjonn=code)
    assert obs is not None
    assert dataset.corrected(obs) is None


def test_a_withdrawn_number_gives_way(root: Path) -> None:
    here, earlier = (
        load(root, year).get("personer", 2022, kjonn="kvinne") for year in (2024, 2023)
    )
    assert here == earlier
    assert here is not None
    assert (here.value, here.vintage) == (19, 2024)
    corrected = load(root, 2024).corrected(here)
    assert corrected is not None
    assert corrected.status == "trukket"
    assert load(root, 2023).corrected(here) is None


def test_kinds(root: Path) -> None:
    assert {item.kind for item in load(root, 2024).revisions} == {Kind.HERE}
    assert {item.kind for item in load(root, 2023).revisions} == {Kind.LATER}
    write_rows(root, [line(2025, "i_alt", "22")], year=2025)
    assert {item.kind for item in load(root, 2025).revisions} == {Kind.EARLIER}
    assert [item.counts.value for item in load(root, 2025).revisions][:2] == [29, 21]


def test_a_later_report_is_not_corrected_by_this_one(root: Path) -> None:
    dataset = load(root, 2023)
    assert not [obs for obs in dataset.observations if dataset.corrected(obs)]
