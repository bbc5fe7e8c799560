"""Disclosure control: small counts of persons and cases are withheld or rounded.

`find_pattern` works out what must be withheld so that nothing that is published gives it back: no
total, no other table, no earlier or later report. The data are made safe right after reading, so
that no text, table, figure or file ever sees what is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence

from komreport.data.dataset import Dataset
from komreport.data.disclosure.relations import find_relations
from komreport.data.disclosure.rounding import round_cells
from komreport.data.disclosure.shares import dependent
from komreport.data.disclosure.suppression import choose_cells
from komreport.data.loader import Reading
from komreport.data.pattern import Pattern
from komreport.data.settings import ROUNDING, Disclosure

__all__ = ["Pattern", "find_pattern"]


def find_pattern(reading: Reading, settings: Disclosure, digest: str) -> Pattern:
    """Work out which numbers of a project are withheld or rounded, in all its report years.

    Args:
        reading: Everything that was read.
        settings: How small counts are protected.
        digest: The fingerprint of the pattern.

    Raises:
        KomreportError: When the numbers cannot be protected.
        DataErrors: When a reconciliation rule is wrong.
    """
    observations = reading.observations
    first = min(*reading.years, *(obs.year for obs in observations))
    datasets = [Dataset(reading, year) for year in range(first, max(reading.years) + 1)]
    counts = _counts(reading)
    relations = find_relations(observations, datasets, reading.root)
    rounded: dict[int, int] = {}
    notices: Sequence[str] = ()
    if settings.method == ROUNDING:
        rounded = round_cells(observations, counts, relations, settings)
        withheld = {index for index, value in counts.items() if settings.small(value)}
        withheld = dependent(observations, datasets, withheld, rounded, settings)
    else:
        choice = choose_cells(observations, counts, relations, settings)
        withheld, notices = choice.withheld, choice.notices
        withheld |= dependent(observations, datasets, withheld, (), settings)
    places = [(obs.file.as_posix(), obs.row) for obs in observations]
    return Pattern(
        digest,
        frozenset(places[index] for index in withheld),
        {places[index]: value for index, value in rounded.items()},
        tuple(notices),
        settings.threshold + settings.base - 1 if rounded else 0,
    )


def _counts(reading: Reading) -> dict[int, int]:
    """Give the counts of persons and cases, by their place in the list of observations."""
    protected = {
        name
        for theme in reading.themes.values()
        for name, measure in theme.measures.items()
        if measure.protected
    }
    return {
        index: int(obs.value)
        for index, obs in enumerate(reading.observations)
        if obs.measure in protected and obs.value is not None
    }
