"""What counts in a report: the vintage rule, look-ups, and errors that name the nearest names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.data import Observation, load
from komreport.data.dataset import choose
from komreport.errors import UnknownNameError
from tests.conftest import ROWS, write_rows


def observation(year: int, vintage: int) -> Observation:
    return Observation(
        measure="personer",
        year=year,
        dims={},
        value=Decimal(vintage),
        status="endelig",
        source="kom",
        publication="kom_2023",
        section="",
        note="",
        vintage=vintage,
        file=Path("x.csv"),
        row=2,
    )


def naive(vintages: set[int], statistics: int, report: int) -> int | None:
    """The vintage rule as the design says it, word for word."""
    if statistics > report:
        return report if report in vintages else None
    if report in vintages:
        return report
    before = [vintage for vintage in vintages if vintage < report]
    after = [vintage for vintage in vintages if vintage > report]
    return max(before) if before else min(after)


@given(
    vintages=st.sets(st.integers(2015, 2025), min_size=1),
    statistics=st.integers(2014, 2026),
    report=st.integers(2015, 2025),
)
def test_vintage_rule(vintages: set[int], statistics: int, report: int) -> None:
    rows = [observation(statistics, vintage) for vintage in sorted(vintages)]
    chosen = choose(rows, report)
    expected = naive(vintages, statistics, report)
    assert [obs.vintage for obs in chosen.values()] == ([] if expected is None else [expected])


def test_get(project: Path) -> None:
    ds = load(project, 2023)
    assert ds.get("personer", 2023).value == 27  # type: ignore[union-attr]
    assert ds.get("personer", 2023, kjonn="kvinne").value == 20  # type: ignore[union-attr]
    assert ds.get("personer", 2023, region="afrika") is None
    assert ds.get("personer", 2021).value is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("measure", "dims", "message"),
    [
        ("persner", {}, "målet «persner» finnes ikke. Mente du «personer»"),
        ("personer", {"kjønn": "mann"}, "ikke delt inn etter «kjønn». Mente du «kjonn»"),
        ("personer", {"region": "assia"}, "koden «assia» finnes ikke. Mente du «asia»"),
    ],
)
def test_unknown_names(project: Path, measure: str, dims: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        load(project, 2023).get(measure, 2023, **dims)


def test_year_between_folders_is_reported_from_what_is_known(project: Path) -> None:
    ds = load(project, 2022)
    found = ds.get("personer", 2022)
    assert found is not None
    assert (found.value, found.vintage) == (32, 2023)
    assert ds.get("personer", 2023) is None


def test_later_report_revises(project: Path) -> None:
    write_rows(project, [ROWS[0].replace(",27,", ",28,")], year=2024)
    assert load(project, 2024).get("personer", 2023).value == 28  # type: ignore[union-attr]
    ds = load(project, 2023)
    assert ds.get("personer", 2023).value == 27  # type: ignore[union-attr]
    assert [(pair.counts.value, pair.other.value) for pair in ds.revisions] == [(27, 28)]


def test_frame(project: Path) -> None:
    frame = load(project, 2023).frame("personer")
    assert list(frame.columns[:4]) == ["aar", "kjonn", "region", "verdi"]
    assert frame["verdi"].isna().sum() == 1
    assert set(frame["utgave"]) == {2023}


def test_keys_are_anchors_and_unique(project: Path) -> None:
    keys = [obs.key for obs in load(project, 2023).observations]
    assert len(set(keys)) == len(keys)
    assert keys[1] == "personer-2023-kjonn-kvinne"


def test_labels_and_order(project: Path) -> None:
    ds = load(project, 2023)
    assert ds.label("region", "asia") == "Asia"
    assert ds.order("kjonn") == ["i_alt", "kvinne", "mann"]
    with pytest.raises(
        UnknownNameError, match=r"kodelisten «regon» finnes ikke. Mente du «region»"
    ):
        ds.label("regon", "asia")
