"""Errors of the data files become findings, all of them, each with its rule and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.check import Severity, check_project, rules
from tests.conftest import HEADER, ROWS, write_rows

FILE = "data/2023/personer.csv"


def test_a_sound_project_has_no_findings(project: Path) -> None:
    assert check_project(project, 2023) == []


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("2023,personer,kvinnne,asia,5,endelig,udi,kom_2023,3.1,", "data/ukjent-kode", "kjonn"),
        ("2023,persomer,kvinne,asia,5,endelig,udi,kom_2023,3.1,", "data/ukjent-maal", "maal"),
        ("2023,personer,,asia,5,endelig,udi,kom_2023,3.1,", "data/tom-celle", "kjonn"),
        ("2023,personer,kvinne,asia,5 stk,endelig,udi,kom_2023,3.1,", "data/form", "verdi"),
        ("2023,personer,kvinne,asia,-5,endelig,udi,kom_2023,3.1,", "data/umulig-verdi", "verdi"),
        ("2023,personer,kvinne,asia,,endelig,udi,kom_2023,3.1,", "data/status", "verdi"),
        ("2026,personer,kvinne,asia,5,endelig,udi,kom_2023,3.1,", "data/aar", "aar"),
    ],
)
def test_a_wrong_cell(project: Path, row: str, rule: str, column: str) -> None:
    write_rows(project, [*ROWS, row])
    found = [
        (finding.rule, finding.file, finding.row, finding.column)
        for finding in check_project(project, 2023)
        if finding.severity is Severity.ERROR
    ]
    assert found == [(rule, FILE, len(ROWS) + 2, column)]


def test_the_nearest_code_is_suggested(project: Path) -> None:
    row = "2023,personer,kvinnne,asia,5,endelig,udi,kom_2023,3.1,"
    write_rows(project, [*ROWS, row])
    (found,) = check_project(project, 2023)
    assert found.suggestion == "kvinne"


def test_wrong_and_doubled_rows_are_all_told(project: Path) -> None:
    write_rows(project, [*ROWS, ROWS[0], "2023,personer"])
    assert {finding.rule for finding in check_project(project, 2023)} == {"data/celler"}
    write_rows(project, [*ROWS, ROWS[0], ROWS[1]])
    assert [finding.rule for finding in check_project(project, 2023)] == ["data/dobbel-rad"] * 2


def test_a_misspelt_header(project: Path) -> None:
    write_rows(project, ROWS, header=HEADER.replace("region", "rejion"))
    assert {finding.rule for finding in check_project(project, 2023)} == {"data/kolonne"}


def test_unreadable_code_lists_are_told_and_stop_nothing_else(project: Path) -> None:
    path = project / "data" / "kodelister" / "kjonn.csv"
    path.write_text(path.read_text(encoding="utf-8") + "mann,Menn igjen,,9,\n", encoding="utf-8")
    assert {finding.rule for finding in check_project(project, 2023)} == {"data/kodeliste"}


def test_rule_ids_are_those_of_their_check() -> None:
    assert all("/" in rule and text[0].isupper() for rule, text in rules().items())
