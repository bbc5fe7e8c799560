"""The project folder that a notebook belongs to, and the report opened from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from komreport.errors import KomreportError

if TYPE_CHECKING:
    from komreport.report.book import Report

ROOT_VARIABLE = "KOMREPORT_ROOT"


def is_root(folder: Path) -> bool:
    """Whether a folder is a report project: it has ``data/`` and ``_quarto.yml``."""
    return (folder / "data").is_dir() and (folder / "_quarto.yml").is_file()


def find_root(start: Path | None = None) -> Path:
    """Find the project folder: the environment variable KOMREPORT_ROOT, else upwards from a folder.

    Args:
        start: Where to begin; the working directory when left out.

    Raises:
        KomreportError: When there is no project there.
    """
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        root = Path(named)
        if not (root / "data").is_dir():
            raise KomreportError(
                f"{ROOT_VARIABLE} peker på en mappe uten data/",
                where=named,
                remedy="La variabelen peke på prosjektmappa, eller fjern den",
            )
        return root.resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if is_root(folder):
            return folder
    raise KomreportError(
        "fant ingen prosjektmappe med data/ og _quarto.yml her eller i mappene over",
        where=str(here),
        remedy=f"Start JupyterLab i prosjektmappa, eller sett {ROOT_VARIABLE}",
    )


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
