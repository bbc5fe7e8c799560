"""A new year: everything it begins with, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Package

from komreport.data import load
from komreport.data.loader import Reading
from komreport.data.package import package_text
from komreport.errors import DataErrors, KomreportError, UsageError
from komreport.execute import find_drafts
from komreport.intake import newyear
from komreport.intake.newyear import new_year
from komreport.intake.tables import table_files
from komreport.intake.transaction import STAGE, Transaction
from tests.conftest import ROWS, write_rows
from tests.small import contents

HEADER = "aar,maal,kjonn,region,verdi,i_fjor,status,kilde,publikasjon,punkt,merknad"
EMPTY = "ikke_rapportert,udi,kom_2024"


def lines(root: Path, name: str = "personer") -> list[str]:
    """Give the lines of a table of 2024."""
    return (root / "data" / "2024" / f"{name}.csv").read_text(encoding="utf-8").splitlines()


def test_last_years_questions_without_answers(begun_once: Path) -> None:
    assert lines(begun_once) == [
        HEADER,
        f"2024,personer,i_alt,i_alt,,27,{EMPTY},3.1,",
        f"2024,personer,kvinne,i_alt,,20,{EMPTY},3.1,",
        f"2024,personer,mann,i_alt,,7,{EMPTY},3.1,",
        f"2024,personer,i_alt,asia,,5,{EMPTY},tabell 2,",
        "2024,personer.grove,i_alt,i_alt,,0,ikke_rapportert,kom,kom_2024,8.3,",
    ]
    assert lines(begun_once, "utfordringer") == ["id,aktor,type,tema,tekst,kapittel,punkt,anker"]


def test_the_data_are_whole(begun_once: Path) -> None:
    ds = load(begun_once, 2024)
    assert ds.findings == []
    last = ds.get("personer", 2022)
    assert last is not None
    assert (last.value, last.vintage) == (32, 2023)
    file = begun_once / "data" / "datapackage.json"
    assert file.read_text(encoding="utf-8") == package_text(begun_once)
    report = Package(str(file)).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []
    publications = (begun_once / "data" / "kodelister" / "publikasjoner.csv").read_text("utf-8")
    assert publications.splitlines()[1:] == [
        "kom_2023,KOM tilstandsrapport 2023,,0,",
        "kom_2024,KOM tilstandsrapport 2024,,0,",
    ]


def test_prose_and_parameters(begun_once: Path) -> None:
    drafts = find_drafts(begun_once, 2024)
    assert [str(draft) for draft in drafts] == ["01_personer.ipynb, celle 5"]
    assert find_drafts(begun_once, 2023) == []
    for path in (begun_once / "notebooks").glob("*.ipynb"):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        assert first["source"] == ["aar = 2024"]


def test_a_questionnaire_each(begun_once: Path) -> None:
    folder = begun_once / "sporreskjema" / "2024"
    assert sorted(path.name for path in folder.iterdir()) == ["kom.xlsx", "udi.xlsx"]


def test_questionnaires_elsewhere(before: Path, tmp_path: Path) -> None:
    made = new_year(before, 2024, tmp_path / "ut" / "her")
    assert {path.parent for path in made.questionnaires} == {tmp_path / "ut" / "her"}
    assert (made.year, made.drafts, len(made.notebooks)) == (2024, 1, 4)
    assert not (before / "sporreskjema").exists()


@pytest.mark.parametrize(
    ("year", "problem"),
    [
        (2023, "data/2023: 2023 finnes allerede, og ingenting er endret"),
        (2025, "den nyeste rapporten er 2023, så det neste året er 2024, ikke 2025"),
        (2019, "så det neste året er 2024, ikke 2019"),
    ],
)
def test_refuses_other_years(before: Path, year: int, problem: str) -> None:
    found = contents(before)
    with pytest.raises(UsageError, match=problem):
        new_year(before, year)
    assert contents(before) == found


def test_refuses_a_year_that_was_begun(begun: Path) -> None:
    found = contents(begun)
    with pytest.raises(UsageError, match="2024 finnes allerede"):
        new_year(begun, 2024)
    assert contents(begun) == found


def test_refuses_questionnaires_that_are_there(before: Path) -> None:
    old = before / "sporreskjema" / "2024" / "udi.xlsx"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"svar")
    with pytest.raises(UsageError, match="har spørreskjemaer fra før"):
        new_year(before, 2024)
    assert old.read_bytes() == b"svar"
    assert not (before / "data" / "2024").exists()


def test_wrong_data_stop_it(before: Path) -> None:
    write_rows(before, [ROWS[0].replace("27", "x")])
    found = contents(before)
    with pytest.raises(DataErrors, match="«x» er ikke et tall"):
        new_year(before, 2024)
    assert contents(before) == found


def test_a_broken_notebook_stops_it(before: Path) -> None:
    (before / "notebooks" / "02_saker.ipynb").write_text("{ikke json", encoding="utf-8")
    found = contents(before)
    with pytest.raises(KomreportError, match=r"02_saker\.ipynb: notatboka kan ikke leses"):
        new_year(before, 2024)
    assert contents(before) == found


@pytest.mark.parametrize("stage", ["workbook_bytes", "write_package", "next_year"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("feil i koden")])
def test_whatever_fails_nothing_is_changed(
    before: Path, monkeypatch: pytest.MonkeyPatch, stage: str, error: BaseException
) -> None:
    found = contents(before)

    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(newyear, stage, fail)
    with pytest.raises(type(error)):
        new_year(before, 2024)
    assert contents(before) == found
    assert not (before / "data" / "2024").exists()


def test_an_interruption_while_files_are_written(
    before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = contents(before)
    real = Transaction.commit

    def commit(self: Transaction) -> None:
        self.files[before / "data"] = b"en mappe kan ikke skrives over"
        real(self)

    monkeypatch.setattr(Transaction, "commit", commit)
    with pytest.raises(KomreportError, match="Ingenting er endret"):
        new_year(before, 2024)
    assert contents(before) == found
    assert not (before / STAGE).exists()


def test_rows_of_other_years(before: Path) -> None:
    """What each kind of row becomes in the next report."""
    write_rows(
        before,
        [
            "2023,personer,i_alt,i_alt,27,endelig,udi,kom_2023,3.1,",
            "2022,personer,i_alt,i_alt,32,endelig,udi,kom_2023,3.1,",
            "2024,personer,i_alt,i_alt,9,forelopig,udi,kom_2023,3.1,Første tertial",
            "2022,personer,i_alt,asia,4,endelig,udi,kom_2023,3.1,Bare året før",
            "2020,personer,i_alt,europa,1,endelig,udi,kom_2023,3.1,",
        ],
    )
    new_year(before, 2024)
    assert lines(before)[1:] == [
        f"2024,personer,i_alt,i_alt,,27,{EMPTY},3.1,",
        f"2025,personer,i_alt,i_alt,,9,{EMPTY},3.1,",
        f"2023,personer,i_alt,asia,,4,{EMPTY},3.1,",
    ]


def test_codes_that_follow_the_year(before: Path) -> None:
    path = before / "data" / "kodelister" / "region.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "fra_2022,Siden 2022,,4,\nutgaatt,Utgått,,5,\n", encoding="utf-8")
    row = "2023,personer,i_alt,fra_2022,3,endelig,udi,kom_2023,3.1,"
    write_rows(before, [*ROWS, row])
    new_year(before, 2024)
    assert lines(before)[-1] == f"2024,personer,i_alt,fra_2023,,3,{EMPTY},3.1,"
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[-3:] == [
        "fra_2023,Siden 2023,,4,",
        "fra_2022,Siden 2022,,4,",
        "utgaatt,Utgått,,5,",
    ]
    assert load(before, 2024).findings == []


def test_what_holds_from_year_to_year_keeps_its_numbers(project: Path) -> None:
    data = project / "data"
    (data / "skjema" / "personer.yml").rename(data / "skjema" / "rammer.yml")
    (data / "2023" / "personer.csv").rename(data / "2023" / "rammer.csv")
    files = {path.name: text.decode() for path, text in table_files(Reading(project), 2023)}
    first, *_, last = files["rammer.csv"].splitlines()[1:]
    assert first == "2024,personer,i_alt,i_alt,27,27,forelopig,udi,kom_2024,3.1,"
    assert last == "2024,personer.grove,i_alt,i_alt,0,0,forelopig,kom,kom_2024,8.3,"
