"""Chapter openings: who supplied what a chapter says, from the numbers that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from komreport.report import formats

if TYPE_CHECKING:
    from komreport.data import Dataset

#: The actor that writes the report; it supplies to no one but itself.
PUBLISHER = "kom"
HEADING = re.compile(r"^# (?!.*\.unnumbered).*$", re.MULTILINE)


def add(notebook: NotebookNode, keys: Iterable[str], dataset: Dataset) -> None:
    """Write below the title of an executed chapter who supplied its numbers, in place.

    Args:
        notebook: The executed chapter; a page without a number is left as it is.
        keys: Keys of the numbers that it shows.
        dataset: The data of the report year.
    """
    names = ", ".join(contributors(dataset, keys))
    for cell in notebook.cells if names else ():
        if cell.cell_type == "markdown" and (title := HEADING.search(cell.source)):
            line = f"\n\n::: {{.innspill}}\nInnspill fra: {names}\n:::"
            cell.source = cell.source[: title.end()] + line + cell.source[title.end() :]
            return


def contributors(dataset: Dataset, keys: Iterable[str]) -> list[str]:
    """Name those who supplied the numbers with these keys to this year's report.

    Numbers from earlier reports and from other publications are no input to this one.
    """
    rows = (dataset.by_key.get(key) for key in keys)
    here = ("", f"{PUBLISHER}_{dataset.year}")
    found = {
        obs.source
        for obs in rows
        if obs and obs.vintage == dataset.year and obs.publication in here
    } - {PUBLISHER, ""}
    codes = [code for code in dataset.order("aktorer") if code in found]
    return [_name(dataset, code) for code in codes]


def _name(dataset: Dataset, code: str) -> str:
    name = dataset.label("aktorer", code)
    short = dataset.label("aktorer", code, short=True)
    return name if short in name or short[:1].islower() else f"{name}{formats.NBSP}({short})"
