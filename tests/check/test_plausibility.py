"""Numbers that cannot be, or that look wrong beside last year's."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from komreport.check import check_project
from tests.conftest import ROWS, schema, write_rows


def told(root: Path, year: int = 2023) -> list[tuple[str, int | None]]:
    return [
        (each.rule, each.row)
        for each in check_project(root, year)
        if each.rule.startswith(("tall/", "dekning/"))
    ]


def test_a_part_is_not_larger_than_its_total(project: Path) -> None:
    write_rows(project, [row.replace(",20,", ",28,") for row in ROWS])
    assert told(project) == [("tall/del-over-helhet", 3)]


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("100", []),
        ("101", ["tall/andel"]),
        ("-1", ["tall/andel"]),
        ("12.5", ["tall/desimaler"]),
    ],
)
def test_shares(project: Path, value: str, rules: list[str]) -> None:
    content = schema()
    content["komreport"]["maal"][1]["enhet"] = "prosent"  # type: ignore[index]
    path = project / "data" / "skjema" / "personer.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    write_rows(project, [*ROWS[:-1], ROWS[-1].replace(",0,", f",{value},")])
    assert [rule for rule, _ in told(project)] == rules


def test_a_jump_from_last_year(project: Path) -> None:
    write_rows(project, [row.replace(",27,", ",2700,") for row in ROWS])
    assert told(project) == [("tall/sprang", 2)]


def test_a_jump_from_another_edition(project: Path) -> None:
    write_rows(project, ["2022,personer,i_alt,i_alt,320,endelig,udi,kom_2023,3.1,"], year=2022)
    assert told(project) == [("tall/sprang", 5)]


def test_another_source_than_last_year(project: Path) -> None:
    write_rows(project, [ROWS[0].replace(",udi,", ",kom,"), *ROWS[1:]])
    assert told(project) == [("tall/kilde", 2)]
    write_rows(project, [ROWS[0].replace(",udi,", ",kom,") + "Fra KOM i år", *ROWS[1:]])
    assert told(project) == []


def test_a_column_copied_from_last_year(project: Path) -> None:
    regions = {"i_alt": 27, "asia": 5, "afrika": 6, "europa": 7}
    rows = [
        f"{year},personer,i_alt,{region},{value},endelig,udi,kom_2023,3.1,"
        for year in (2022, 2023)
        for region, value in regions.items()
    ]
    write_rows(project, rows)
    assert told(project) == [("tall/kopi", 6)]


def test_what_was_there_last_year_and_is_not_now(project: Path) -> None:
    gone = "2022,personer,mann,i_alt,9,endelig,kom,kom_2023,3.1,"
    write_rows(project, [row for row in [*ROWS, gone] if ",mann,i_alt,7" not in row])
    assert told(project) == [("dekning/mangler", 8)]


def test_a_code_that_has_moved_on_with_the_year(project: Path) -> None:
    regions = project / "data" / "kodelister" / "region.csv"
    text = regions.read_text(encoding="utf-8")
    regions.write_text(f"{text}fra_2021,2021,,8,\nfra_2022,2022,,9,\n", encoding="utf-8")
    rows = [
        f"{year},personer,i_alt,fra_{year - 1},4,endelig,udi,kom_2023,3.1," for year in (2022, 2023)
    ]
    write_rows(project, [*ROWS, *rows])
    assert told(project) == []


def test_what_an_actor_says_that_it_does_not_have_is_a_note(project: Path) -> None:
    write_rows(project, [ROWS[0].replace(",27,endelig", ",,ikke_rapportert"), *ROWS[1:]])
    assert told(project) == [("dekning/ikke-oppgitt", 2)]


def test_an_actor_that_says_nothing(project: Path) -> None:
    gone = "2022,personer,mann,i_alt,9,endelig,kom,kom_2023,3.1,"
    write_rows(project, [gone, *ROWS[:-1]])
    assert ("dekning/aktor", 2) in told(project)
