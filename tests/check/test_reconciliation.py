"""What the rules of a project say, as findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.check import Severity, check_project
from tests.conftest import ROOT, ROWS, write_rows

PARTS = """- id: kjonn
  lesning: Kvinner og menn er til sammen lik alle
  type: deler
  maal: personer
  over: kjonn
"""


def told(root: Path) -> list[tuple[str, str, int | None]]:
    found = [each for each in check_project(root, 2023) if each.rule.startswith("avstemming/")]
    return [(each.rule, each.severity.value, each.row) for each in found]


def rule(root: Path, text: str) -> None:
    (root / "data" / "avstemming.yml").write_text(text, encoding="utf-8")


def test_a_sum_that_does_not_come_out(project: Path) -> None:
    rule(project, PARTS)
    assert told(project) == []
    write_rows(project, [row.replace(",20,", ",21,") for row in ROWS])
    assert told(project) == [("avstemming/avvik", "feil", 2)]


def test_a_known_deviation_is_a_note_while_it_is_as_large_as_declared(project: Path) -> None:
    rule(project, f"{PARTS}  kjent: Kilden sier det\n  forskjell: 1\n")
    write_rows(project, [row.replace(",20,", ",21,") for row in ROWS])
    assert told(project) == [("avstemming/kjent-avvik", "merknad", 2)]
    write_rows(project, [row.replace(",20,", ",22,") for row in ROWS])
    assert told(project) == [("avstemming/avvik", "feil", 2)]


def test_what_cannot_be_computed(project: Path) -> None:
    rule(project, PARTS)
    write_rows(project, [row.replace(",7,endelig", ",,ikke_rapportert") for row in ROWS])
    assert told(project) == [("avstemming/kan-ikke-regnes", "merknad", 2)]
    write_rows(project, ROWS[1:])
    assert told(project) == [("avstemming/kan-ikke-regnes", "advarsel", 3)]


def test_a_rule_that_is_wrong(project: Path) -> None:
    rule(project, PARTS.replace("over: kjonn", "over: kjønn"))
    assert [each[:2] for each in told(project)] == [("avstemming/regel", "feil")]


@pytest.mark.parametrize(("limit", "broken"), [("personer", 0), ("personer.grove", 5)])
def test_a_number_that_is_not_higher_than_another(project: Path, limit: str, broken: int) -> None:
    codes = "{kjonn: i_alt, region: i_alt}"
    text = f"venstre: {{maal: personer}}\n  hoyre: {{maal: {limit}, der: {codes}}}\n"
    rule(project, f"- id: a\n  lesning: Ikke flere\n  type: hoyst\n  {text}")
    assert len(told(project)) == (broken and 4)


def test_a_ratio(project: Path) -> None:
    text = """- id: a
  lesning: Andelen er regnet ut
  type: forhold
  teller: {maal: personer, der: {kjonn: kvinne}}
  nevner: {maal: personer}
  ganger: 27
  lik: {maal: personer, der: {kjonn: kvinne}}
"""
    rule(project, text)
    assert told(project) == []
    rule(project, text.replace("27", "30"))
    assert told(project) == [("avstemming/avvik", "feil", 3)]


def test_a_rule_from_a_year_on(project: Path) -> None:
    rule(project, f"{PARTS}  fra: 2022\n")
    assert [each for each in told(project) if each[0] == "avstemming/avvik"] == []
    write_rows(project, [*ROWS, "2022,personer,mann,i_alt,3,endelig,udi,kom_2023,3.1,"])
    assert told(project) == [("avstemming/avvik", "feil", 5)]


@pytest.mark.parametrize("field", ["forskjell: x", "fra: 2020\n  aar: 2020"])
def test_fields_that_do_not_hold_what_they_should(project: Path, field: str) -> None:
    rule(project, f"{PARTS}  {field}\n")
    assert [each[:2] for each in told(project)] == [("avstemming/regel", "feil")]


def test_the_report_of_2023_has_no_errors() -> None:
    errors = [each for each in check_project(ROOT, 2023) if each.severity is Severity.ERROR]
    assert list(map(str, errors)) == []
