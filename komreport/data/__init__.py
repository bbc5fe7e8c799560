"""The numbers of the report: read, checked, and chosen for one report year.

`load` reads everything under ``data/`` and gives the `Dataset` of one report year. The files
are described in ``docs/architecture.md``.
"""

from __future__ import annotations

from komreport.data.codelists import TOTAL, CodeList
from komreport.data.dataset import Dataset, load
from komreport.data.observation import Observation
from komreport.data.revision import Kind, Revision
from komreport.data.schema import Break, Measure, Theme
from komreport.project import known_years

__all__ = [
    "TOTAL",
    "Break",
    "CodeList",
    "Dataset",
    "Kind",
    "Measure",
    "Observation",
    "Revision",
    "Theme",
    "known_years",
    "load",
]
