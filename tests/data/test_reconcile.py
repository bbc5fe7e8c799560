"""Reconciliation: what adds up, what does not, what is explained, what cannot be computed."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komreport.data import load
from komreport.data.reconcile import Outcome, reconcile
from tests.conftest import ROWS, write_project, write_rows

PARTS = "- {id: a, lesning: Det stemmer, type: deler, maal: personer, over: kjonn"
EQUAL = "- {id: a, lesning: Det stemmer, type: lik, venstre: {maal: personer"


def tried(project: Path, rules: str, year: int = 2023) -> list[Outcome]:
    (project / "data" / "avstemming.yml").write_text(rules, encoding="utf-8")
    return reconcile(load(project, year), project)


def row(code: str, value: str, region: str = "i_alt", year: int = 2023) -> str:
    status = "endelig" if value else "ikke_rapportert"
    return f"{year},personer,{code},{region},{value},{status},udi,kom_2023,3.1,"


def test_parts_that_add_up(project: Path) -> None:
    (outcome,) = tried(project, PARTS + "}")
    assert (outcome.status, outcome.left, outcome.right) == ("ok", 27, 27)
    assert outcome.difference == 0
    assert len(outcome.observations) == 3


def test_parts_that_do_not(project: Path) -> None:
    write_rows(project, [row("i_alt", "27"), row("kvinne", "20"), row("mann", "6")])
    (outcome,) = tried(project, PARTS + "}")
    assert (outcome.status, outcome.difference) == ("avvik", -1)
    assert outcome.explanation == "26 er ikke lik 27"


def test_tolerance(project: Path) -> None:
    write_rows(project, [row("i_alt", "27"), row("kvinne", "20"), row("mann", "6")])
    assert tried(project, PARTS + ", toleranse: 1}")[0].status == "ok"


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("Kilden mangler en", "kjent avvik"),
        ("{2023: Fordi}", "kjent avvik"),
        ("{2022: X}", "avvik"),
    ],
)
def test_known_discrepancy(project: Path, known: str, status: str) -> None:
    write_rows(project, [row("i_alt", "27"), row("kvinne", "20"), row("mann", "6")])
    (outcome,) = tried(project, f"{PARTS}, kjent: {known}}}")
    assert outcome.status == status


def test_a_missing_part_cannot_be_computed(project: Path) -> None:
    write_rows(project, [row("i_alt", "27"), row("kvinne", "20"), row("mann", "")])
    (outcome,) = tried(project, PARTS + ", kjent: Noe annet}")
    assert (outcome.status, outcome.left, outcome.right) == ("kan ikke regnes", None, 27)
    assert outcome.explanation == "Mangler personer 2023 (mann)"
    assert outcome.difference is None


def test_no_parts_at_all(project: Path) -> None:
    (outcome,) = tried(project, PARTS + "}", 2022)
    assert outcome.status == "kan ikke regnes"
    assert outcome.explanation == "Mangler delene av personer 2022"


def test_each_year_that_is_broken_down(project: Path) -> None:
    assert [o.year for o in tried(project, PARTS + ", aar: alle}")] == [2023]
    assert tried(project, PARTS + ", aar: [2023]}", 2022) == []


def test_each_code_of_another_dimension(project: Path) -> None:
    rows = [row("i_alt", "5", "asia"), row("kvinne", "5", "asia"), row("mann", "1", "afrika")]
    write_rows(project, [*ROWS[:3], *rows])
    found = {o.dims["region"]: o.status for o in tried(project, PARTS + ", der: {region: alle}}")}
    assert found == {"i_alt": "ok", "asia": "ok", "afrika": "kan ikke regnes"}


def test_parts_of_parts_are_not_counted_twice(project: Path) -> None:
    path = project / "data" / "kodelister" / "region.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Asia,,1,", "Asia,,1,europa"), encoding="utf-8")
    rows = [row("i_alt", "9"), row("i_alt", "4", "asia"), row("i_alt", "9", "europa")]
    write_rows(project, rows)
    rule = PARTS.replace("kjonn", "region")
    assert tried(project, rule + "}")[0].status == "ok"
    assert tried(project, rule + ", koder: [asia]}")[0].left == 4


def test_rounded_counts_add_up_within_the_rounding(project: Path) -> None:
    rounding = "skjerming: {metode: avrunding, base: 5}\n"
    (project / "data" / "innstillinger.yml").write_text(rounding, encoding="utf-8")
    write_rows(project, [row("i_alt", "31"), row("kvinne", "20"), row("mann", "7")])
    (outcome,) = tried(project, PARTS + "}")
    assert outcome.difference
    assert (outcome.status, outcome.explanation) == ("ok", "Går opp innenfor avrundingen")
    write_rows(project, [row("i_alt", "91"), row("kvinne", "20"), row("mann", "7")])
    (outcome,) = tried(project, PARTS + ", kjent: Noen mangler, forskjell: -64}")
    assert outcome.difference != -64
    assert (outcome.status, outcome.explanation) == ("kjent avvik", "Noen mangler")
    assert tried(project, PARTS + "}")[0].status == "avvik"


def test_equal_to_another_year_and_measure(project: Path) -> None:
    (outcome,) = tried(project, EQUAL + "}, hoyre: {maal: personer, aar: -1}}")
    assert (outcome.status, outcome.left, outcome.right) == ("avvik", 27, 32)
    (outcome,) = tried(project, EQUAL + ", aar: 2022}, hoyre: {maal: personer.grove}}")
    assert (outcome.left, outcome.right) == (32, 0)


def test_equal_in_two_editions(project: Path) -> None:
    write_rows(project, [row("i_alt", "31", year=2022)], year=2022)
    previous = EQUAL + ", aar: -1}, hoyre: {maal: personer, aar: -1, utgave: forrige}}"
    (outcome,) = tried(project, previous)
    assert (outcome.status, outcome.left, outcome.right) == ("avvik", 32, 31)
    named = EQUAL + ", aar: -1, utgave: 2023}, hoyre: {maal: personer, aar: -1, utgave: 2021}}"
    (outcome,) = tried(project, named)
    assert outcome.explanation == "Mangler personer 2022, utgave 2021"


def test_sum_of_several_measures(project: Path) -> None:
    rule = (
        "- {id: a, lesning: b, type: sum_lik, ledd: [{maal: personer, der: {kjonn: kvinne}},"
        " {maal: personer, der: {kjonn: mann}}, {maal: personer.grove}], lik: {maal: personer}}"
    )
    (outcome,) = tried(project, rule)
    assert (outcome.status, outcome.left) == ("ok", 27)


@settings(max_examples=40, deadline=None)
@given(
    parts=st.tuples(st.integers(0, 500), st.integers(0, 500)),
    off=st.integers(-3, 3),
    tolerance=st.integers(0, 3),
)
def test_any_parts_and_total(parts: tuple[int, int], off: int, tolerance: int) -> None:
    total = max(sum(parts) + off, 0)
    with tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder) / "p")
        rows = [row("i_alt", str(total))]
        rows += [row(code, str(n)) for code, n in zip(("kvinne", "mann"), parts, strict=True)]
        write_rows(project, rows)
        (outcome,) = tried(project, f"{PARTS}, toleranse: {tolerance}}}")
    assert outcome.difference == Decimal(sum(parts) - total)
    assert (outcome.status == "ok") == (abs(sum(parts) - total) <= tolerance)


@pytest.mark.parametrize(
    ("total", "woman", "man", "status"),
    [
        (("25", "minst"), ("20", "endelig"), ("7", "endelig"), "ok"),
        (("28", "minst"), ("20", "endelig"), ("7", "endelig"), "avvik"),
        (("27", "over"), ("20", "endelig"), ("7", "endelig"), "avvik"),
        (("27", "endelig"), ("20", "endelig"), ("5", "over"), "ok"),
        (("27", "endelig"), ("20", "endelig"), ("8", "minst"), "avvik"),
        (("27", "endelig"), ("20", "endelig"), ("8", "hoyst"), "ok"),
        (("27", "endelig"), ("20", "endelig"), ("7", "under"), "avvik"),
        (("27", "minst"), ("20", "over"), ("9", "endelig"), "kan ikke regnes"),
    ],
)
def test_bounds_are_bounds(
    project: Path, total: tuple[str, str], woman: tuple[str, str], man: tuple[str, str], status: str
) -> None:
    named = {"i_alt": total, "kvinne": woman, "mann": man}
    lines = [
        f"2023,personer,{code},i_alt,{value},{kind},udi,kom_2023,3.1,"
        for code, (value, kind) in named.items()
    ]
    write_rows(project, lines)
    (outcome,) = tried(project, PARTS + "}")
    assert outcome.status == status
    assert bool(outcome.explanation)
