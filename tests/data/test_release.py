"""The open data: what the report used, each number with its source, valid as a data package."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from frictionless import Package

from komreport.data import load
from komreport.data.release import write_release
from tests.conftest import ROOT, ROWS, write_rows


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def released(project: Path, year: int = 2023) -> Path:
    folder = project / "ut" / "data"
    write_release(load(project, year), folder)
    return folder


def test_each_number_stands_with_labels_and_source(project: Path) -> None:
    first = next(
        row
        for row in rows(released(project) / "personer.csv")
        if (row["aar"], row["maal"], row["kjonn"]) == ("2023", "personer", "kvinne")
    )
    assert first["maal_navn"] == "Personer"
    assert first["kjonn_navn"] == "Kvinner"
    assert first["region_navn"] == "I alt"
    assert (first["verdi"], first["status"], first["kilde"]) == ("20", "endelig", "udi")
    assert first["utgave"] == "2023"
    assert not {"fil", "rad"} & set(first)


def test_a_missing_number_is_empty_and_zero_is_zero(project: Path) -> None:
    values = {
        (row["aar"], row["maal"], row["region"]): row["verdi"]
        for row in rows(released(project) / "personer.csv")
        if row["kjonn"] == "i_alt"
    }
    assert values["2021", "personer", "i_alt"] == ""
    assert values["2023", "personer.grove", "i_alt"] == "0"


def test_the_vintage_rule_is_applied(project: Path) -> None:
    later = ["2023,personer,i_alt,i_alt,29,endelig,udi,kom_2023,3.1,Rettet"]
    write_rows(project, later, year=2024)
    total = {
        year: [
            (row["verdi"], row["utgave"])
            for row in rows(released(project, year) / "personer.csv")
            if (row["aar"], row["maal"]) == ("2023", "personer")
            and (row["kjonn"], row["region"]) == ("i_alt", "i_alt")
        ]
        for year in (2023, 2024)
    }
    assert total == {2023: [("27", "2023")], 2024: [("29", "2024")]}


def test_the_package_describes_every_file(project: Path) -> None:
    folder = released(project)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "kom-tilstandsrapport-2023"
    assert package["licenses"]
    paths = {resource["path"] for resource in package["resources"]}
    assert paths == {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    fields = {field["name"]: field["type"] for field in package["resources"][0]["schema"]["fields"]}
    assert (fields["aar"], fields["verdi"], fields["kjonn"]) == ("integer", "integer", "string")


def test_decimals_are_kept(project: Path) -> None:
    write_rows(project, [ROWS[0].replace(",27,", ",27.5,"), *ROWS[1:]])
    schema = project / "data" / "skjema" / "personer.yml"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("desimaler: 0", "desimaler: 1"), encoding="utf-8")
    values = {row["verdi"] for row in rows(released(project) / "personer.csv")}
    assert {"27.5", "20.0"} <= values


def test_years_and_numbers_are_whole_also_where_a_measure_has_no_rows(project: Path) -> None:
    folder = released(project, 2022)
    found = rows(folder / "personer.csv")
    assert {row["maal"] for row in found} == {"personer"}
    assert {row["verdi"] for row in found} == {"32", ""}
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field["type"] for field in package["resources"][0]["schema"]["fields"]}
    assert {fields[name] for name in ("aar", "verdi", "utgave")} == {"integer"}


def test_two_releases_are_identical(project: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        write_release(load(project, 2023), folder)
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in folders
    )
    assert first == second


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_real_release_validates_with_frictionless(tmp_path: Path, year: int) -> None:
    write_release(load(ROOT, year), tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    problems = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert problems == []
