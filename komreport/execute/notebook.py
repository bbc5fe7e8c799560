"""Reading a chapter before it runs, and writing it after: one notebook file in, one out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import orjson
from nbformat import NotebookNode

from komreport.execute.engine import POSITION
from komreport.execute.failures import ChapterFailedError, ChapterFailure

_v4: Any = nbformat.v4  # only in part typed
PARAMETERS = "parameters"
YEAR_TAG = "aar-"


def read_notebook(path: Path, year: int) -> NotebookNode:
    """Read a chapter and make it ready for one year.

    Cells of other years (tagged ``aar-YYYY``) fall away; every cell remembers its number.

    Args:
        path: The notebook.
        year: The report year.

    Raises:
        ChapterFailedError: When the file is not a notebook, or has no cell tagged ``parameters``.
    """
    notebook = _parse(path)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"celle-{number}"
        cell.metadata[POSITION] = number
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise _failed(path, f"fila er ikke en gyldig notatbok: {error.message}") from error
    notebook.cells = [cell for cell in notebook.cells if _belongs(cell, year)]
    if not any(PARAMETERS in tags(cell) for cell in notebook.cells):
        raise _failed(
            path,
            f"notatboka har ingen celle merket «{PARAMETERS}»",
            f"La første kodecelle være «aar = {year}», og gi den merket «{PARAMETERS}»",
        )
    return notebook


def tags(cell: NotebookNode) -> list[str]:
    """Give the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def _belongs(cell: NotebookNode, year: int) -> bool:
    years = [tag for tag in tags(cell) if tag.startswith(YEAR_TAG)]
    return not years or f"{YEAR_TAG}{year}" in years


def _parse(path: Path) -> NotebookNode:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _failed(path, f"fila kan ikke leses: {error}") from error
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = (
            "Fila har spor av en fletting i git: velg én av versjonene"
            if "<<<<<<<" in text
            else "Hent tilbake en tidligere versjon, eller rett linja"
        )
        problem = f"fila er ikke en gyldig notatbok (JSON-feil i linje {error.lineno}: {error.msg})"
        raise _failed(path, problem, remedy) from error
    if not isinstance(raw, dict) or raw.get("nbformat") != 4:
        raise _failed(path, "fila er ikke en notatbok i format 4", "Åpne og lagre den i JupyterLab")
    try:
        result: NotebookNode = _v4.reads(text)
    except (AttributeError, KeyError, TypeError) as error:
        raise _failed(path, f"fila er ikke en gyldig notatbok: {error}") from error
    return result


def _failed(path: Path, problem: str, remedy: str = "") -> ChapterFailedError:
    return ChapterFailedError([ChapterFailure(path.name, problem, remedy=remedy)])


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook: sources as lists of lines, the same bytes for the same content.

    As nbformat does, but not indented, by a quicker encoder: a chapter has thousands of rows.

    Args:
        notebook: The notebook; it is not copied, and has its texts as lines afterwards.
        path: The file.
    """
    content = _v4.rwbase.strip_transient(_v4.rwbase.split_lines(notebook))
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
