"""The report of a notebook, opened from the project folder that it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from komreport.errors import KomreportError
from komreport.project import find_root

if TYPE_CHECKING:
    from komreport.report.book import Report


def open_report(aar: int, root: Path | None = None) -> Report:
    """Open the report of one year.

    Args:
        aar: The report year.
        root: The project folder; found by `find_root` when left out.

    Raises:
        KomreportError: When the year is not a year, or the project or its data cannot be read.
    """
    from komreport.data import load  # noqa: PLC0415  (pandas is slow to import)
    from komreport.report.book import Report  # noqa: PLC0415

    if isinstance(aar, bool) or not isinstance(aar, int):
        raise KomreportError(
            f"rapportåret må være et heltall, ikke {aar!r}",
            remedy="Skriv for eksempel rapport(2023)",
        )
    folder = root.resolve() if root else find_root()
    return Report(load(folder, aar), folder)
