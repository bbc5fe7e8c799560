"""Texts that would give a withheld number away: warned of when disclosure control is on."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.check import disclosure
from komreport.check.project import Project
from komreport.data.settings import FILE
from tests.conftest import HEADER, write_rows
from tests.small import write_notebook

ROWS = [
    "2023,personer,i_alt,i_alt,40,endelig,udi,kom_2023,3.1,",
    "2023,personer,kvinne,i_alt,37,endelig,udi,kom_2023,3.1,{note}",
    "2023,personer,mann,i_alt,3,endelig,udi,kom_2023,3.1,Tre menn",
]


def messages(root: Path, *, note: str = "", text: str = "", method: str = "undertrykking") -> str:
    (root / FILE).write_text(f"skjerming: {{metode: {method}}}\n", encoding="utf-8")
    write_rows(root, [row.format(note=note) for row in ROWS], header=HEADER)
    write_notebook(root, "01_personer", text)
    return "\n".join(map(str, disclosure.findings(Project(root, 2023))))


@pytest.mark.parametrize("text", ["Det var tre personer.", "3 personer", "De tre nye personene"])
def test_prose(project: Path, text: str) -> None:
    found = messages(project, text=text.replace("personene", "personer"))
    assert "notebooks/01_personer.ipynb, celle 3, linje 1" in found
    assert "kan være et skjermet tall" in found


@pytest.mark.parametrize(
    "text", ["Det var fem personer.", "`{python} r.tall('personer')` personer", "§ 3 personer"]
)
def test_prose_that_names_no_withheld_number(project: Path, text: str) -> None:
    assert messages(project, text=text) == ""


def test_notes_that_stay(project: Path) -> None:
    found = messages(project, note="Resten er 3 menn")
    # Both numbers are withheld, and their notes are left out because they hold numbers.
    assert found == ""
    write_rows(project, [ROWS[0] + "Av dem er 3 menn", *ROWS[1:]], header=HEADER)
    (finding,) = disclosure.findings(Project(project, 2023))
    assert (finding.file, finding.row, finding.column) == ("data/2023/personer.csv", 2, "merknad")
    assert finding.message.endswith("for den nevner 3, som er et skjermet tall")
    write_rows(project, [ROWS[0] + "Talt 3. mars 2024", *ROWS[1:]], header=HEADER)
    assert list(disclosure.findings(Project(project, 2023))) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("`{python} r.tall('personer')` kom, og tre reiste hjem.", "tre reiste"),
        ("Tre reiste hjem, av `{python} r.tall('personer')`.", "Tre reiste"),
    ],
)
def test_a_number_beside_an_expression_of_its_measure(project: Path, text: str, said: str) -> None:
    assert f"«{said}» kan være et skjermet tall" in messages(project, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Tre reiste hjem.\n\n`{python} r.tall('personer')` kom.",
        "`{python} r.tall('personer')` kom i løpet av [tre]{.fast} år.",
        "`{python} r.tall('personer')` kom, og fem reiste hjem.",
    ],
)
def test_a_number_that_is_another(project: Path, text: str) -> None:
    assert messages(project, text=text) == ""


def test_the_one_and_the_other(project: Path) -> None:
    write_rows(project, [ROWS[2].replace(",3,", ",2,")], header=HEADER)
    (project / FILE).write_text("skjerming: {metode: undertrykking}\n", encoding="utf-8")
    text = "`{python} r.tall('personer', kjonn='mann')`: Den ene er ung, den andre gammel."
    write_notebook(project, "01_personer", text)
    (finding,) = disclosure.findings(Project(project, 2023))
    assert finding.message == "«Den ene er ung, den andre» kan være et skjermet tall"


def test_nothing_when_it_is_off(project: Path) -> None:
    assert messages(project, text="3 personer", method="ingen") == ""


def test_a_wrong_setting(project: Path) -> None:
    assert "metode kan ikke være «av»" in messages(project, method="av")
