"""Texts that may name a number which the report withholds: people typed them, people must look."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from komreport.check.finding import Finding, Severity
from komreport.check.project import Project
from komreport.check.rule import Check
from komreport.data import Observation
from komreport.data.disclosure import find_pattern
from komreport.data.pattern import NUMBER, count_of, fingerprint
from komreport.data.patternfile import known_pattern
from komreport.data.settings import read_disclosure
from komreport.errors import DataErrors, KomreportError

RULE = "skjerming/tekst"
REMEDY = "Skriv det uten tallet, eller vis at det gjelder noe annet"
INLINE = re.compile(r"`[^`]*`")
#: What never changes, by the editors' own word.
FIXED = re.compile(r"\[[^\]]*\]\{\.fast\}")
#: The measure that an expression shows.
EXPRESSION = re.compile(r"\br\.\w+\(\s*[\"']([\w.]+)[\"']")
#: Words that tell that there are two.
PAIR = re.compile(
    r"\b(?:den|det) (?:ene|første)\b.*?\b(?:den|det) andre\b", re.IGNORECASE | re.DOTALL
)
NEXT_WORD = re.compile(r"[ \u00a0]\w+")
#: Words that may stand between a number and what it counts.
BETWEEN = r"(?:[ \u00a0]\w+){0,2}?[ \u00a0]"


def findings(project: Project) -> Iterator[Finding]:
    """Look for withheld numbers in notes and in the text of notebooks."""
    try:
        hidden = _hidden(project)
    except (KomreportError, DataErrors) as error:
        yield Finding("skjerming/innstilling", Severity.ERROR, str(error))
        return
    if hidden:
        yield from _notes(project, hidden)
        yield from _prose(project, hidden)


def _hidden(project: Project) -> list[Observation]:
    """Give the numbers that the report withholds or changes, with their values."""
    reading = project.reading
    settings = read_disclosure(project.root)
    if reading is None or reading.errors or not settings.active:
        return []
    digest = fingerprint(reading, settings)
    pattern = known_pattern(project.root, digest) or find_pattern(reading, settings, digest)
    safe = pattern.applied(reading.observations)
    return [
        obs
        for obs, shown in zip(reading.observations, safe, strict=True)
        if obs.value is not None and obs.value != shown.value
    ]


def _notes(project: Project, hidden: list[Observation]) -> Iterator[Finding]:
    themes = {name: item.theme for name, item in project.dataset.measures.items()}
    values: dict[tuple[str, str], set[int]] = defaultdict(set)
    for obs in hidden:
        values[themes[obs.measure], obs.source].add(_value(obs))
    rows = {(obs.file, obs.row) for obs in hidden}
    for obs in project.dataset.observations:
        # What holds a number is left out where it stands with a withheld one, and so is a note
        # that names a withheld number of its theme; the editor should know of the latter.
        if (obs.file, obs.row) not in rows:
            found = _named(obs.note, values[themes[obs.measure], obs.source])
            yield from _finding(found, obs.file.as_posix(), row=obs.row)


def _prose(project: Project, hidden: list[Observation]) -> Iterator[Finding]:
    """Look for withheld numbers that people typed, beside their nouns or beside their expressions.

    «3 søkere» is found where 3 is a withheld number of søkere, and «én reiste hjem» where the same
    paragraph shows a number of the measure that withholds a 1.
    """
    of_measure: dict[str, set[int]] = defaultdict(set)
    nouns: dict[str, set[int]] = defaultdict(set)
    for obs in hidden:
        of_measure[obs.measure].add(_value(obs))
        measure = project.dataset.measures[obs.measure]
        for noun in (measure.singular, measure.plural):
            nouns[noun.lower()].add(_value(obs))
    counted = re.compile(
        rf"{NUMBER.pattern}{BETWEEN}({'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE
    )
    for path in sorted((project.root / "notebooks").glob("*.ipynb")):
        for number, line, text in _paragraphs(path):
            about = [of_measure[found] for found in EXPRESSION.findall(text) if found in of_measure]
            typed = FIXED.sub("…", INLINE.sub("…", text))
            found = {
                match[0]: match.start()
                for match in counted.finditer(typed)
                if count_of(match[1]) in nouns[match[2].lower()]
            }
            near = set().union(*about)
            for match in NUMBER.finditer(typed):
                if count_of(match[1]) in near and not any(match[1] in said for said in found):
                    following = NEXT_WORD.match(typed, match.end())
                    end = following.end() if following else match.end()
                    found[typed[match.start() : end]] = match.start()
            if 2 in near and (pair := PAIR.search(typed)):
                found[pair[0]] = pair.start()
            for said, at in found.items():
                yield Finding(
                    RULE,
                    Severity.WARNING,
                    f"«{said}» kan være et skjermet tall",
                    project.path(path),
                    row=line + typed.count("\n", 0, at),
                    cell=number,
                    remedy=REMEDY,
                )


def _paragraphs(path: Path) -> Iterator[tuple[int, int, str]]:
    """Give the paragraphs of the text cells of a notebook: cell, first line, text."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return  # the check of the notebooks says so
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") == "markdown":
            line = 1
            for text in re.split(r"(\n\s*\n)", "".join(cell["source"])):
                yield number, line, text
                line += text.count("\n")


def _named(text: str, values: Iterable[int]) -> list[str]:
    """Give the numbers in a text that are among some values."""
    known = set(values)
    return [match[1] for match in NUMBER.finditer(text) if count_of(match[1]) in known]


def _value(obs: Observation) -> int:
    return int(obs.value or 0)


def _finding(found: list[str], file: str, *, row: int) -> Iterator[Finding]:
    if found:
        message = f"merknaden vises ikke i rapporten, for den nevner {_said(found)}"
        remedy = "Skriv den uten tallet hvis leserne trenger den"
        yield Finding(RULE, Severity.NOTE, message, file, row=row, column="merknad", remedy=remedy)


def _said(found: list[str]) -> str:
    listed = list(dict.fromkeys(found))
    kind = "som er et skjermet tall" if len(listed) == 1 else "som er skjermede tall"
    return f"{' og '.join(listed)}, {kind}"


CHECK = Check(
    name="skjerming",
    title="Tekst som kan røpe skjermede tall",
    rules={
        RULE: "Merknader og tekst nevner ikke tall som er skjermet",
        "skjerming/innstilling": "Innstillingene for skjerming kan brukes",
    },
    run=findings,
    needs_data=True,
)
