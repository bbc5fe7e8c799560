"""Last year's prose as drafts for a new report year, written into the notebooks beside it."""

from __future__ import annotations

import json
import re
from typing import Any

from komreport.data.comparison import shifted
from komreport.execute.drafts import DRAFT, ORIGIN
from komreport.execute.notebook import PARAMETERS, YEAR_TAG

_SENTENCE = re.compile(r"(?<=[.!?])(\s+)|(\n+)")
_EXPRESSION = re.compile(r"(`\{python\}[^`]*`)")
_LINK = re.compile(r"(\]\([^)]*\))")
_ARGUMENT = re.compile(r"\b((?:aar|fra|til) ?= ?)(\d{4})\b")
_CODE = re.compile(r"(?<=[\"'])([a-z][a-z0-9_]*_\d{4})(?=[\"'])")
_YEAR = re.compile(r"\b([Ii]|[Ff]or|[Ff]ra|[Mm]ot|[Ee]nn|[Pp]er) (\d{4})\b(?![–-])")
_ASSIGNED = re.compile(r"^(\s*aar\s*=\s*)\d{4}\b", re.MULTILINE)


def next_year(text: str, last: int) -> tuple[str, int]:
    """Give a notebook file with the drafts of the next year, and its year in ``parameters``.

    Everything else in the file stays as it was, the order of the keys included.

    Args:
        text: The notebook as JSON.
        last: The report year whose cells (``aar-YYYY``) are copied.

    Returns:
        The text of the file, and how many drafts it got.
    """
    notebook = json.loads(text)
    cells: list[dict[str, Any]] = []
    for index, cell in enumerate(notebook["cells"]):
        tags = _tags(cell)
        cells.append(cell)
        if PARAMETERS in tags:
            source = _ASSIGNED.sub(rf"\g<1>{last + 1}", "".join(cell["source"]))
            cell["source"] = source.splitlines(keepends=True)
        follower = notebook["cells"][index + 1 : index + 2]
        there = any(f"{YEAR_TAG}{last + 1}" in _tags(other) for other in (cell, *follower))
        if f"{YEAR_TAG}{last}" in tags and not there:
            cells.append(_draft(cell, last))
    drafts = len(cells) - len(notebook["cells"])
    notebook["cells"] = cells
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", drafts


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _draft(cell: dict[str, Any], last: int) -> dict[str, Any]:
    kept = [tag for tag in _tags(cell) if not tag.startswith(YEAR_TAG) and tag != DRAFT]
    metadata = {**cell["metadata"], "tags": [f"{YEAR_TAG}{last + 1}", *kept, DRAFT]}
    metadata.setdefault(ORIGIN, last)
    move = move_code if cell["cell_type"] == "code" else move_years
    source = move("".join(cell["source"]), last)
    draft = {**cell, "metadata": metadata, "source": source.splitlines(keepends=True)}
    if "id" in cell:
        draft["id"] = f"{cell['id'][:59]}-{last + 1}"
    if cell["cell_type"] == "code":
        draft |= {"execution_count": None, "outputs": []}
    return draft


def move_years(text: str, last: int) -> str:
    """Move the years in prose that speaks of a computed number.

    In a sentence with an inline expression the number follows the report year, so «i 2023» follows
    it too. Other sentences tell what happened in a year, and a date stays a date: such years are
    for the editor to judge.

    Args:
        text: Markdown with inline expressions.
        last: The report year that it was written for; it, the year before and the year after move.
    """
    parts = _SENTENCE.split(text)
    return "".join(_moved(part, last) for part in parts if part)


def move_code(source: str, last: int) -> str:
    """Move the years in a code cell: in arguments and codes, and in captions."""
    lines = source.splitlines(keepends=True)
    return "".join(
        _words(_arguments(line, last), last) if line.startswith("#|") else _arguments(line, last)
        for line in lines
    )


def _moved(sentence: str, last: int) -> str:
    if not _EXPRESSION.search(sentence):
        return sentence
    return "".join(
        _arguments(part, last) if _EXPRESSION.fullmatch(part) else _words(part, last)
        for part in _EXPRESSION.split(sentence)
    )


def _arguments(code: str, last: int) -> str:
    code = _ARGUMENT.sub(lambda found: found[1] + _later(found[2], last), code)
    return _CODE.sub(lambda found: shifted(found[1], 1), code)


def _words(text: str, last: int) -> str:
    return "".join(
        part
        if _LINK.fullmatch(part)
        else _YEAR.sub(lambda found: f"{found[1]} {_later(found[2], last)}", part)
        for part in _LINK.split(text)
    )


def _later(year: str, last: int) -> str:
    return str(int(year) + 1) if abs(int(year) - last) <= 1 else year
