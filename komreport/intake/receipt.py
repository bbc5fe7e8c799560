"""What `komreport collect` did: the changes, what was refused, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from komreport.data.loader import Reading
from komreport.intake.answers import Finding
from komreport.intake.questions import ACTORS
from komreport.intake.tables import MISSING


@dataclass(frozen=True)
class Change:
    """One row that was or would be written: what it was (empty when new) and what it is now."""

    actor: str
    file: str
    row: str
    old: str
    new: str


@dataclass(frozen=True)
class Missing:
    """How far one actor has come: rows in the report year, and those without an answer."""

    actor: str
    name: str
    asked: int
    missing: int


@dataclass
class Receipt:
    """Everything that a collection has to say.

    Attributes:
        year: The report year.
        new: Answers that were missing.
        changed: Answers that another answer stood for.
        unchanged: How many answers were there already.
        refused: What could not be used.
        notices: What was left out without harm, and comments.
        missing: How far each actor has come, after the changes.
    """

    year: int
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def still_missing(reading: Reading, year: int) -> list[Missing]:
    """Tell how far each actor has come with a report year; those with most to do last.

    A row is answered when it has a number or a status other than «ikke rapportert», or a note that
    says why there is none.
    """
    asked: dict[str, list[bool]] = {}
    for obs in reading.observations:
        if obs.vintage == year:
            answered = obs.value is not None or obs.status != MISSING or bool(obs.note)
            asked.setdefault(obs.source, []).append(answered)
    names = reading.codelists[ACTORS]
    return [
        Missing(actor, names.label(actor, short=True), len(asked[actor]), asked[actor].count(False))
        for actor in names.order()
        if actor in asked
    ]


def totals(missing: Iterable[Missing]) -> tuple[int, int]:
    """Give how many rows there are, and how many are without an answer."""
    counts = list(missing)
    return sum(each.asked for each in counts), sum(each.missing for each in counts)
