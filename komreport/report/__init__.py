"""What a notebook can say: numbers, phrases, tables, figures and cards, in Norwegian, with sources.

Notebooks get at all of it through ``r = rapport(aar)``, a `Report`. The words that editors type are
Norwegian; ``docs/redaktor-api.md`` lists them.
"""

from __future__ import annotations

from komreport.project import find_root
from komreport.report.book import Report
from komreport.report.project import open_report

__all__ = ["Report", "find_root", "open_report"]
