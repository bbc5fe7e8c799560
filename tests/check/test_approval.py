"""A number that nothing else depends on cannot change silently once it is approved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from komreport.check import Finding, Project, check_project
from komreport.check.approval import approve
from komreport.data.loader import APPROVED
from komreport.errors import DataErrors
from tests.conftest import HEADER, ROOT, ROWS, write_rows


def told(root: Path) -> list[tuple[str, int | None, str | None]]:
    found = [each for each in check_project(root, 2023) if each.rule.startswith("godkjent/")]
    return [(each.rule, each.row, each.column) for each in found]


@pytest.fixture
def approved(project: Path) -> Path:
    approve(Project(project, 2023))
    return project


def test_what_nobody_approved_is_a_note(project: Path) -> None:
    (found,) = check_project(project, 2023)
    assert (found.rule, found.severity) == ("godkjent/mangler", "merknad")


def test_a_lone_number_changed(approved: Path) -> None:
    assert told(approved) == []
    write_rows(approved, [row.replace(",27,", ",72,") for row in ROWS])
    assert told(approved) == [("godkjent/endret", 2, "verdi")]
    (found,) = (each for each in check_project(approved, 2023) if each.rule == "godkjent/endret")
    assert "«72», men var «27»" in found.message


def test_a_number_of_an_older_report_changed(project: Path) -> None:
    old = [row for row in ROWS if row.startswith("2022")]
    write_rows(project, old, year=2022)
    for year in (2022, 2023):
        approve(Project(project, year))
    assert told(project) == []
    write_rows(project, [old[0].replace(",32,", ",23,")], year=2022)
    (found,) = (each for each in check_project(project, 2023) if each.rule == "godkjent/endret")
    assert (found.file, found.row, found.column) == ("data/2022/personer.csv", 2, "verdi")
    assert "check 2022 --godkjenn" in found.remedy


def test_an_older_report_that_nobody_approved_is_a_note(approved: Path) -> None:
    write_rows(approved, [row for row in ROWS if row.startswith("2022")], year=2022)
    (found,) = check_project(approved, 2023)
    assert (found.rule, found.file) == ("godkjent/mangler", "data/2022/godkjent.csv")


def test_what_an_older_report_names_is_approved_with_the_newest(project: Path) -> None:
    old = next(row for row in ROWS if row.startswith("2022"))
    write_rows(project, [old.replace("udi,kom_2023", "udi,kom_2022")], year=2022)
    path = project / "data" / "kodelister" / "publikasjoner.csv"
    path.write_text(path.read_text(encoding="utf-8") + "kom_2022,KOM 2022,,2,\n", encoding="utf-8")
    for year in (2022, 2023):
        approve(Project(project, year))
    replaced(path, ("KOM 2022", "KOM 2021"))
    (found,) = words(project)
    assert found.endswith("navn er «KOM 2021», men var «KOM 2022» da tallene ble godkjent")


@pytest.mark.parametrize("content", ["", "- {id: [", "- 3", "a: b"])
def test_rules_that_cannot_be_read_are_told_once(approved: Path, content: str) -> None:
    path = approved / "data" / "avstemming.yml"
    path.write_text(
        "- {id: a, lesning: Alt, type: deler, maal: personer, over: kjonn}\n", encoding="utf-8"
    )
    approve(Project(approved, 2023))
    path.write_text(content, encoding="utf-8")
    wrong = [each for each in check_project(approved, 2023) if each.severity == "feil"]
    assert [each.rule for each in wrong] == ["avstemming/regel"]


def test_source_status_and_text_changed(approved: Path) -> None:
    first = ROWS[0].replace("endelig,udi", "forelopig,kom") + "Ny merknad"
    write_rows(approved, [first, *ROWS[1:]])
    assert {column for _, _, column in told(approved)} == {None, "status", "kilde"}


def test_rows_gone_and_new(approved: Path) -> None:
    write_rows(approved, [ROWS[0].replace("2023,", "2020,", 1), *ROWS[1:]])
    assert told(approved) == [("godkjent/borte", None, None), ("godkjent/ny", 2, None)]


def test_the_same_numbers_saved_by_excel_are_the_same(approved: Path) -> None:
    rows = [row.replace(",", ";") for row in ROWS if '"' not in row]
    rows.append('2023;personer;i_alt;asia;5;anslag;udi;kom_2023;tabell 2;"Litt færre, trolig"')
    write_rows(approved, rows, header=HEADER.replace(",", ";"))
    assert told(approved) == []


def test_approving_again_says_what_was_approved(approved: Path) -> None:
    write_rows(approved, [row.replace(",27,", ",72,") for row in ROWS])
    changed = approve(Project(approved, 2023)).changed
    assert [each.row for each in changed] == [2]
    assert told(approved) == []


def test_what_is_approved_for_the_first_time_is_counted(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "2023" / APPROVED
    path.unlink()
    done = approve(Project(tmp_path, 2023), ["anmeldelser"])
    assert done.changed == []
    number = done.first
    every = approve(Project(tmp_path, 2023))
    assert every.changed == []
    assert number + every.first == sum(
        len(table.rows) for table in Project(tmp_path, 2023).tables.values()
    )
    assert approve(Project(tmp_path, 2023)).first == 0


def test_approving_one_theme_leaves_the_others(approved: Path) -> None:
    path = approved / "data" / "2023" / APPROVED
    before = path.read_text(encoding="utf-8")
    write_rows(approved, [row.replace(",27,", ",72,") for row in ROWS])
    approve(Project(approved, 2023), ["et_annet_tema"])
    assert path.read_text(encoding="utf-8") == before
    approve(Project(approved, 2023), ["personer"])
    assert told(approved) == []


def test_approving_one_theme_moves_no_rows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "2023" / APPROVED
    approve(Project(tmp_path, 2023))
    before = path.read_bytes()
    approve(Project(tmp_path, 2023), ["anmeldelser"])
    assert path.read_bytes() == before


def words(root: Path) -> list[str]:
    found = check_project(root, 2023)
    return [f"{each.place}: {each.message}" for each in found if each.rule == "godkjent/ord"]


def replaced(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def test_the_names_of_codes_changed(approved: Path) -> None:
    path = approved / "data" / "kodelister" / "region.csv"
    before = path.read_text(encoding="utf-8")
    replaced(path, ("Asia", "X"), ("Afrika", "Asia"), ("X", "Afrika"))
    assert words(approved) == [  # no row has the code afrika
        "rad 3, kolonne «navn»: asia: navn er «Afrika», men var «Asia» da tallene ble godkjent"
    ]
    path.write_text(before + "oseania,Oseania,,9,\n", encoding="utf-8")
    assert told(approved) == []


def test_what_a_measure_counts_changed(approved: Path) -> None:
    path = approved / "data" / "skjema" / "personer.yml"
    replaced(path, ("enhet: antall", "enhet: dager"))
    (found,) = words(approved)
    assert found.endswith("personer: enhet er «dager», men var «antall» da tallene ble godkjent")


def test_a_rule_was_widened_or_taken_away(approved: Path) -> None:
    path = approved / "data" / "avstemming.yml"
    rule = "- {id: a, lesning: Alt, type: deler, maal: personer, over: kjonn}\n"
    path.write_text(rule, encoding="utf-8")
    assert told(approved) == []
    approve(Project(approved, 2023))
    replaced(path, ("type:", "toleranse: 99, type:"))
    (found,) = words(approved)
    assert found.endswith("a: toleranse er «99», men var «» da tallene ble godkjent")
    path.unlink()
    assert told(approved) == [("godkjent/borte", None, None)]


def test_approving_a_theme_approves_its_words(approved: Path) -> None:
    path = approved / "data" / "kodelister" / "region.csv"
    replaced(path, ("Asia", "Asia og Oseania"))
    approve(Project(approved, 2023), ["et_annet_tema"])
    assert len(words(approved)) == 1
    changed = approve(Project(approved, 2023), ["personer"]).changed
    assert [each.rule for each in changed] == ["godkjent/ord"]
    assert words(approved) == []


def test_data_with_errors_are_not_approved(project: Path) -> None:
    write_rows(project, [*ROWS, "2023,personer,kvinnne,asia,5,endelig,udi,kom_2023,3.1,"])
    with pytest.raises(DataErrors):
        approve(Project(project, 2023))
    assert not (project / "data" / "2023" / APPROVED).exists()


@pytest.mark.parametrize("content", ["", "noe annet\n", "a,b\n1\n"])
def test_a_damaged_receipt_is_told(approved: Path, content: str) -> None:
    (approved / "data" / "2023" / APPROVED).write_text(content, encoding="utf-8")
    (found,) = check_project(approved, 2023)
    assert isinstance(found, Finding)
    assert found.rule == "godkjent/fil"
