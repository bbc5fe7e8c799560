"""The real report of 2023, and of a year before it."""

from __future__ import annotations

import pytest

from komreport.report import Report, open_report
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def r() -> Report:
    """The report of 2023."""
    return open_report(2023, ROOT)


@pytest.fixture(scope="session")
def r2022() -> Report:
    """The report of 2022, from what later reports know of it."""
    return open_report(2022, ROOT)
