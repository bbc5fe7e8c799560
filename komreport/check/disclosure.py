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
from komreport.data import Measure, Observation
from komreport.data.disclosure import find_pattern
from komreport.data.pattern import NUMBER, count_of, fingerprint
from komreport.data.schema import read_yaml
from komreport.data.settings import read_disclosure
from komreport.errors import DataErrors, KomreportError

RULE = "skjerming/tekst"
REMEDY = "Skriv det uten tallet, eller vis at det gjelder noe annet"
RULES_FILE = "data/avstemming.yml"
#: Words that may stand between a number and what it counts.
BETWEEN = r"(?:[ \u00a0]\w+){0,2}?[ \u00a0]"


def findings(project: Project) -> Iterator[Finding]:
    """Look for withheld numbers in notes, registers, explanations and the text of notebooks."""
    try:
        hidden = _hidden(project)
    except (KomreportError, DataErrors) as error:
        yield Finding("skjerming/innstilling", Severity.ERROR, str(error))
        return
    if hidden:
        yield from _notes(project, hidden)
        yield from _registers(project, hidden)
        yield from _explanations(project, hidden)
        yield from _prose(project, hidden)


def _hidden(project: Project) -> list[Observation]:
    """Give the numbers that the report withholds or changes, with their values."""
    reading = project.reading
    settings = read_disclosure(project.root)
    if reading is None or reading.errors or not settings.active:
        return []
    pattern = find_pattern(reading, settings, fingerprint(reading, settings))
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
            yield from _finding(found, obs.file.as_posix(), row=obs.row, column="merknad")


def _registers(project: Project, hidden: list[Observation]) -> Iterator[Finding]:
    values: dict[str, set[int]] = defaultdict(set)
    for obs in hidden:
        for name in (obs.measure, obs.source):
            values[name].add(_value(obs))
    for name, table in project.tables.items():
        if not project.dataset.themes[name].is_register:
            continue
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            about = values[cells.get("maal", "")] | values[cells.get("kilde", "")]
            for column, text in cells.items():
                if " " in text:
                    file = table.file.as_posix()
                    yield from _finding(_named(text, about), file, row=row.number, column=column)


def _explanations(project: Project, hidden: list[Observation]) -> Iterator[Finding]:
    values: dict[str, set[int]] = defaultdict(set)
    for obs in hidden:
        values[obs.measure].add(_value(obs))
    path = project.root / RULES_FILE
    for rule in read_yaml(path, project.root) or [] if path.is_file() else []:
        known = rule.get("kjent") or {}
        text = " ".join(map(str, known.values())) if isinstance(known, dict) else str(known)
        about = {value for name, found in values.items() if name in str(rule) for value in found}
        if found := _named(text, about):
            message = f"forklaringen i «{rule['id']}» nevner {_said(found)}"
            yield Finding(RULE, Severity.WARNING, message, RULES_FILE, remedy=REMEDY)


def _prose(project: Project, hidden: list[Observation]) -> Iterator[Finding]:
    """Look for «3 søkere» and the like, where 3 is a withheld number of søkere."""
    values: dict[Measure, set[int]] = defaultdict(set)
    for obs in hidden:
        values[project.dataset.measures[obs.measure]].add(_value(obs))
    nouns: dict[str, set[int]] = defaultdict(set)
    for measure, found in values.items():
        for noun in (measure.singular, measure.plural):
            nouns[noun.lower()] |= found
    pattern = re.compile(
        rf"{NUMBER.pattern}{BETWEEN}({'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE
    )
    for path in sorted((project.root / "notebooks").glob("*.ipynb")):
        for number, text in _texts(path):
            for match in pattern.finditer(text):
                if count_of(match[1]) in nouns[match[2].lower()]:
                    line = text.count("\n", 0, match.start()) + 1
                    message = f"«{match[0]}» kan være et skjermet tall"
                    yield Finding(
                        RULE,
                        Severity.WARNING,
                        message,
                        project.path(path),
                        row=line,
                        cell=number,
                        remedy=REMEDY,
                    )


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Give the text cells of a notebook with their numbers, expressions left out."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return  # the check of the notebooks says so
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") == "markdown":
            yield number, re.sub(r"`[^`]*`", "…", "".join(cell["source"]))


def _named(text: str, values: Iterable[int]) -> list[str]:
    """Give the numbers in a text that are among some values."""
    known = set(values)
    return [match[1] for match in NUMBER.finditer(text) if count_of(match[1]) in known]


def _value(obs: Observation) -> int:
    return int(obs.value or 0)


def _finding(found: list[str], file: str, *, row: int, column: str) -> Iterator[Finding]:
    if found:
        message = f"teksten nevner {_said(found)}"
        yield Finding(RULE, Severity.WARNING, message, file, row=row, column=column, remedy=REMEDY)


def _said(found: list[str]) -> str:
    listed = list(dict.fromkeys(found))
    kind = "som er et skjermet tall" if len(listed) == 1 else "som er skjermede tall"
    return f"{' og '.join(listed)}, {kind}"


CHECK = Check(
    name="skjerming",
    title="Tekst som kan røpe skjermede tall",
    rules={
        RULE: "Merknader, registre, forklaringer og tekst nevner ikke tall som er skjermet",
        "skjerming/innstilling": "Innstillingene for skjerming kan brukes",
    },
    run=findings,
    needs_data=True,
)
