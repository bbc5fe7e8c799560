"""Chapter openings: who supplied what a chapter says, from the numbers that it shows."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.report import formats

if TYPE_CHECKING:
    from komreport.data import Dataset
    from komreport.execute.results import ReportRun

#: The actor that writes the report; it supplies to no one but itself.
PUBLISHER = "kom"
HEADING = re.compile(r"^# (?!.*\.unnumbered).*$", re.MULTILINE)


def openings(dataset: Dataset, run: ReportRun) -> dict[str, str]:
    """Give the line of each chapter that others have supplied, by the chapter's name."""
    chapters = {path.stem for path in run.book.chapters}
    lines = {
        result.chapter: ", ".join(contributors(dataset, result.used))
        for result in run.chapters
        if result.chapter in chapters
    }
    return {name: f"Innspill fra: {names}" for name, names in lines.items() if names}


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


def copy_notebook(source: Path, target: Path, line: str) -> None:
    """Copy an executed notebook, with a line below its title when there is one."""
    if not line:
        shutil.copyfile(source, target)
        return
    content: Any = json.loads(source.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and (found := HEADING.search(text)):
            text = f"{text[: found.end()]}\n\n::: {{.innspill}}\n{line}\n:::{text[found.end() :]}"
            cell["source"] = text.splitlines(keepends=True)
            break
    text = json.dumps(content, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
