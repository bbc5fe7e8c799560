"""Revisions: one number that two report years print differently, and which of them restates it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from komreport.data.observation import WITHDRAWN, Observation


class Kind(StrEnum):
    """What a difference between two editions is, seen from one report."""

    HERE = "rettet i denne rapporten"
    EARLIER = "rettet i en tidligere rapport"
    LATER = "oppgitt annerledes i en senere rapport"


@dataclass(frozen=True)
class Revision:
    """One number in two editions.

    Attributes:
        counts: The row that counts in the report.
        other: The row of the other edition.
        kind: Whether this report restates it, an earlier one did, or a later one does.
    """

    counts: Observation
    other: Observation
    kind: Kind


Editions = Mapping[tuple[str, ...], Sequence[Observation]]


def differs(obs: Observation, other: Observation) -> bool:
    """Whether two editions print a number differently, its status included."""
    return (obs.value, obs.status) != (other.value, other.status)


def revisions(counting: Iterable[Observation], editions: Editions, year: int) -> list[Revision]:
    """Give the differences between what counts in a report and the other editions.

    An edition that says the same as the one after it is left out.

    Args:
        counting: The rows that count.
        editions: All rows by identity, oldest report first.
        year: The report year.
    """
    found = []
    for obs in counting:
        for other in editions.get(obs.identity, ()):
            if differs(obs, other):
                found.append(Revision(obs, other, _kind(obs, other, year)))
    return found


def corrected(obs: Observation, editions: Editions, year: int) -> Observation | None:
    """Give the row that a report corrects: the newest earlier one, when it says something else.

    A number that nobody had before is new and no correction; a final number that equals the
    provisional one corrects nothing.

    Args:
        obs: The row that counts.
        editions: All rows by identity, oldest report first.
        year: The report year; only a report's own rows correct anything in it.
    """
    if obs.vintage != year or obs.value is None:
        return None
    earlier = [other for other in editions.get(obs.identity, ()) if other.vintage < year]
    if not earlier:
        return None
    last = earlier[-1]
    if last.value is None:
        return last if last.status == WITHDRAWN else None
    same = (last.value, last.precision.side, last.precision.strict) == (
        obs.value,
        obs.precision.side,
        obs.precision.strict,
    )
    return None if same else last


def _kind(obs: Observation, other: Observation, year: int) -> Kind:
    if max(obs.vintage, other.vintage) > year:
        return Kind.LATER
    return Kind.HERE if obs.vintage == year else Kind.EARLIER
