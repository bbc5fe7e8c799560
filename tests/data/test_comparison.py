"""Last year's number beside this year's: read past, described, and never stale in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from frictionless import Package

from komreport.data import load
from komreport.data.comparison import shifted
from komreport.data.package import describe, write_package
from komreport.data.release import write_release
from tests.conftest import write_rows

HEADER = "aar,maal,kjonn,region,verdi,i_fjor,status,kilde,publikasjon,punkt,merknad"
ROW = "2024,personer,i_alt,i_alt,,27,ikke_rapportert,udi,kom_2023,3.1,"


def test_the_report_does_not_see_it(project: Path, tmp_path: Path) -> None:
    write_rows(project, [ROW], year=2024, header=HEADER)
    ds = load(project, 2024)
    assert ds.findings == []
    obs = ds.get("personer", 2024)
    assert obs is not None
    assert obs.value is None
    write_release(ds, tmp_path / "ut")
    assert "i_fjor" not in (tmp_path / "ut" / "personer.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("cell", "now"), [("28", "27"), ("", "27"), ("27,5", "27")])
def test_a_stale_cell_is_named(project: Path, cell: str, now: str) -> None:
    row = ROW.replace(",27,", f',"{cell}",')
    write_rows(project, [row], year=2024, header=HEADER)
    (finding,) = load(project, 2024).findings
    assert finding == (
        f"data/2024/personer.csv, rad 2, kolonne «i_fjor»: «{cell}» er ikke lenger tallet for "
        f"2023, som er «{now}». Rett cellen"
    )


def test_the_package_describes_it_where_it_is(project: Path) -> None:
    write_rows(project, [ROW], year=2024, header=HEADER)
    fields = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in describe(project)["resources"]
    }
    assert "i_fjor" not in fields["personer-2023"]
    assert fields["personer-2024"] == HEADER.split(",")
    report = Package(str(write_package(project))).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []


@pytest.mark.parametrize(
    ("code", "later"),
    [
        ("2022", "2023"),
        ("fra_2022", "fra_2023"),
        ("kom_2023", "kom_2024"),
        ("fra_2009_2018", "fra_2009_2018"),
        ("paragraf_4_29", "paragraf_4_29"),
        ("i_alt", "i_alt"),
    ],
)
def test_only_a_year_at_the_end_moves(code: str, later: str) -> None:
    assert shifted(code, 1) == later
    assert shifted(later) == code
