"""The project folder that a command or a notebook belongs to."""

from __future__ import annotations

import os
import re
from pathlib import Path

from komreport.errors import DataError, KomreportError

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


def known_years(root: Path) -> list[int]:
    """Give the report years that have a folder under ``data/``, in order.

    Raises:
        DataError: When there is none.
    """
    folder = root / "data"
    found = sorted(
        int(path.name)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_dir() and re.fullmatch(r"\d{4}", path.name)
    )
    if not found:
        raise DataError(
            "fant ingen mappe med et rapportår", where="data", remedy="Lag for eksempel data/2023/"
        )
    return found
