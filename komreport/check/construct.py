"""Constructs that the built-in renderer refuses, found before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.errors import KomreportError
from komreport.execute.book import BOOK_FILE
from komreport.render.builtin.notebook import read_notebook
from komreport.render.builtin.support import unsupported, unsupported_settings

#: How the renderer tells where: a notebook with a cell, or a file with a line.
CELL = re.compile(r"(?P<file>[^,]+), celle (?P<cell>\d+)(, linje (?P<row>\d+))?: (?P<what>.*)")
LINE = re.compile(r"(?P<file>[^,]+), linje (?P<row>\d+): (?P<what>.*)")


def findings(project: Project) -> Iterator[Finding]:
    """Tell what the built-in renderer does not support."""
    settings = project.root / BOOK_FILE
    if settings.is_file():
        text = settings.read_text(encoding="utf-8", errors="replace")
        for problem in unsupported_settings(BOOK_FILE, text):
            if match := LINE.fullmatch(problem):
                yield _finding(match["what"], BOOK_FILE, row=int(match["row"]))
    for chapter in project.chapters:
        numbers = {cell.number for cell in chapter.of_year(project.year)}
        try:
            problems = list(unsupported(read_notebook(chapter.path), executed=False))
        except KomreportError as error:
            yield Finding.of_error(error, "konstruksjon/notatbok")
            continue
        for problem in problems:
            match = CELL.fullmatch(problem)
            if match and int(match["cell"]) in numbers:
                row = int(match["row"]) if match["row"] else None
                yield _finding(match["what"], chapter.file, row=row, cell=int(match["cell"]))


def _finding(what: str, file: str, *, row: int | None, cell: int | None = None) -> Finding:
    message, _, remedy = what.partition(". ")
    return Finding(
        "konstruksjon/ikke-stottet", Severity.ERROR, message, file, row, cell, remedy=remedy
    )


CHECK = Check(
    name="konstruksjon",
    title="Det den innebygde rendreren ikke støtter",
    rules={
        "konstruksjon/ikke-stottet": "Notatbøker og _quarto.yml bruker bare det som blir vist",
        "konstruksjon/notatbok": "Notatbøkene kan leses",
    },
    run=findings,
)
