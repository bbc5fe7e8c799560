"""Errors of the data files become findings, all of them, each with its rule and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.check import Finding, Project, Severity, check_project, rules
from komreport.check.approval import approve
from tests.conftest import HEADER, ROWS, write_rows

FILE = "data/2023/personer.csv"


@pytest.fixture
def project(project: Path) -> Path:
    """The small project, with its rows approved."""
    approve(Project(project, 2023))
    return project


def found_in(root: Path) -> list[Finding]:
    """What is found, apart from what has changed since the rows were approved."""
    return [each for each in check_project(root, 2023) if not each.rule.startswith("godkjent/")]


def test_a_sound_project_has_no_findings(project: Path) -> None:
    assert check_project(project, 2023) == []


def test_text_that_was_read_in_a_wrong_encoding(project: Path) -> None:
    write_rows(project, [row.replace("færre", "fÃ¦rre") for row in ROWS])
    (found,) = found_in(project)
    assert (found.rule, found.row, found.column) == ("data/tegnsett", 6, "merknad")
    assert found.suggestion == "Litt færre, trolig"


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
        for finding in found_in(project)
        if finding.severity is Severity.ERROR
    ]
    assert found == [(rule, FILE, len(ROWS) + 2, column)]


def test_the_nearest_code_is_suggested(project: Path) -> None:
    row = "2023,personer,kvinnne,asia,5,endelig,udi,kom_2023,3.1,"
    write_rows(project, [*ROWS, row])
    (found,) = found_in(project)
    assert found.suggestion == "kvinne"


def test_wrong_and_doubled_rows_are_all_told(project: Path) -> None:
    write_rows(project, [*ROWS, ROWS[0], "2023,personer"])
    assert {finding.rule for finding in found_in(project)} == {"data/celler"}
    write_rows(project, [*ROWS, ROWS[0], ROWS[1]])
    assert [finding.rule for finding in found_in(project)] == ["data/dobbel-rad"] * 2


@pytest.mark.parametrize(
    "place", ["2023 kopi/personer.csv", "2023/gammelt/personer.xlsx", "personer.csv", "20233/a.csv"]
)
def test_data_that_nobody_reads_are_told(project: Path, place: str) -> None:
    path = project / "data" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    (found,) = found_in(project)
    assert (found.rule, found.severity) == ("data/fil", Severity.WARNING)
    assert found.message in {"mappa blir ikke lest", "filen blir ikke lest"}
    assert f"data/{place}".startswith(found.file)


def test_a_misspelt_header(project: Path) -> None:
    write_rows(project, ROWS, header=HEADER.replace("region", "rejion"))
    assert {finding.rule for finding in found_in(project)} == {"data/kolonne"}


def test_unreadable_code_lists_are_told_and_stop_nothing_else(project: Path) -> None:
    path = project / "data" / "kodelister" / "kjonn.csv"
    path.write_text(path.read_text(encoding="utf-8") + "mann,Menn igjen,,9,\n", encoding="utf-8")
    assert {finding.rule for finding in found_in(project)} == {"data/kodeliste"}


def test_rule_ids_are_those_of_their_check() -> None:
    assert all("/" in rule and text[0].isupper() for rule, text in rules().items())
