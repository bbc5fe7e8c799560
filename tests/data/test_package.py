"""The real data: they load, they validate with frictionless, and their description is current."""

from __future__ import annotations

import pytest
from frictionless import Package

from komreport.data import known_years, load
from komreport.data.loader import PACKAGE
from komreport.data.package import package_text
from komreport.data.reconcile import reconcile
from tests.conftest import ROOT


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023])
def test_real_data_load(year: int) -> None:
    ds = load(ROOT, year)
    assert ds.observations
    assert ds.findings == []
    keys = [obs.key for obs in ds.observations]
    assert len(set(keys)) == len(keys)


def test_package_is_current() -> None:
    committed = (ROOT / "data" / PACKAGE).read_text(encoding="utf-8")
    assert committed == package_text(ROOT), "kjør make data"


def test_frictionless_agrees() -> None:
    report = Package(str(ROOT / "data" / PACKAGE)).validate()
    problems = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert problems == []
    assert len(report.tasks) > len(known_years(ROOT))


def test_everything_adds_up_or_is_explained() -> None:
    outcomes = reconcile(load(ROOT, 2023), ROOT)
    open_ones = [(o.rule, o.left, o.right) for o in outcomes if o.status == "avvik"]
    assert open_ones == []
    assert all(o.explanation for o in outcomes if o.status == "kjent avvik")
