"""Run the notebooks of a report: one kernel per chapter, inline numbers written into clean copies.

`run_report` runs all chapters of the book in parallel, `run_chapter` one of them. `KomreportEngine`
is the papermill engine behind both.
"""

from __future__ import annotations

from komreport.execute.book import Book, read_book
from komreport.execute.chapter import run_chapter
from komreport.execute.drafts import DraftsLeftError, find_drafts
from komreport.execute.failures import ChapterFailure, ReportFailed
from komreport.execute.report import run_report
from komreport.execute.results import ChapterEvent, ChapterResult, ReportRun

__all__ = [
    "Book",
    "ChapterEvent",
    "ChapterFailure",
    "ChapterResult",
    "DraftsLeftError",
    "ReportFailed",
    "ReportRun",
    "find_drafts",
    "read_book",
    "run_chapter",
    "run_report",
]
