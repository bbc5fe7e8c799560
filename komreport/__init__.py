"""Reproducible status reports for Norway's coordinating unit against human trafficking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from komreport.report import Report

__all__ = ["__version__", "rapport"]

__version__ = "0.1.0"


def rapport(aar: int) -> Report:
    """Open the report of one year: the numbers, phrases, tables and figures of a notebook.

    Args:
        aar: The report year, for example 2023.

    Returns:
        The report; every notebook of the project calls it ``r``.

    Raises:
        KomreportError: When the project or its data cannot be read.
    """
    from komreport.report import open_report  # noqa: PLC0415  (keeps `import komreport` cheap)

    return open_report(aar)
