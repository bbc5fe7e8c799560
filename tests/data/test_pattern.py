"""What disclosure control leaves of notes and registers: nothing that tells of a few persons."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.data import Observation, load
from komreport.data.pattern import UNTOLD, UNTOLD_ROUNDED, Pattern
from komreport.data.settings import FILE
from tests.conftest import HEADER, write_rows

ROWS = [
    "2023,personer,i_alt,i_alt,40,endelig,udi,kom_2023,3.1,{note}",
    "2023,personer,kvinne,i_alt,37,endelig,udi,kom_2023,3.1,Flest voksne",
    "2023,personer,mann,i_alt,3,endelig,udi,kom_2023,3.1,Personen reiste hjem",
    "2023,personer.grove,i_alt,i_alt,2500,under,udi,kom_2023,8.3,Litt færre",
]


def shown(root: Path, method: str, note: str = "") -> list[Observation]:
    (root / FILE).write_text(f"skjerming: {{metode: {method}}}\n", encoding="utf-8")
    write_rows(root, [row.format(note=f'"{note}"') for row in ROWS], header=HEADER)
    return sorted(load(root, 2023).observations, key=lambda obs: obs.row)


def test_a_withheld_number_has_no_note(project: Path) -> None:
    total, women, men, _ = shown(project, "undertrykking", "Alle tiltak")
    assert (women.note, men.note, total.note) == ("", "", "Alle tiltak")


def test_a_rounded_number_has_a_note_when_it_cannot_be_small(project: Path) -> None:
    total, women, men, _ = shown(project, "avrunding", "Alle tiltak")
    assert int(men.value or 0) in {3, 6}
    assert (men.note, women.note, total.note) == ("", "Flest voksne", "Alle tiltak")


@pytest.mark.parametrize(
    "note",
    [
        "Det tredje var en mann",
        "Av dem er 3 menn",
        "Omtrent 7,5 prosent er menn",
        "Andelen menn var 8 %",
    ],
)
def test_a_note_that_gives_a_withheld_number_away_is_left_out(project: Path, note: str) -> None:
    assert shown(project, "undertrykking", note)[0].note == ""


@pytest.mark.parametrize("note", ["Etter tredje ledd i § 3", "Talt 3. mars 2024", "Fra 9 land"])
def test_other_numbers_in_notes_stay(project: Path, note: str) -> None:
    assert shown(project, "undertrykking", note)[0].note == note


def test_a_bound_is_not_rounded(project: Path) -> None:
    *_, bound = shown(project, "avrunding")
    assert (bound.value, bound.status, bound.treatment) == (2500, "under", "")


@pytest.mark.parametrize(
    ("rounded", "said"), [({}, UNTOLD), ({("data/2023/personer.csv", 2): 39}, UNTOLD_ROUNDED)]
)
def test_registers_tell_no_share_of_what_is_not_shown(
    project: Path, rounded: dict[tuple[str, int], int], said: str
) -> None:
    write_rows(project, [row.format(note="") for row in ROWS], header=HEADER)
    hidden = frozenset({("data/2023/personer.csv", 4)})
    row = {"maal": "personer", "id": "a", "forklaring": "Delt på alle gir det 7,5 prosent."}
    found = Pattern("", hidden, rounded).discreet(
        {"avvik": {2023: [row]}}, load(project, 2023).observations
    )
    assert found["avvik"][2023] == [{**row, "forklaring": said}]
