"""Counts rounded to multiples of a base so that the rounded parts still add up.

Each count is rounded to the multiple below or above it (one that is a multiple stays). An integer
program chooses which, as near as it can, so that what adds up in the data adds up after rounding
too; where no choice does, the sum that is off costs most. A reader who knows the base, and that the
true counts add up, may still not find out a small count: whole-number programs audit it, and a
choice that gives one away is ruled out.

A bound («under 2 500») is no count. It stays as it is, unless it is small itself, and what it adds
up to says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from komreport.data.disclosure.relations import Relation
from komreport.data.disclosure.solver import TOLERANCE, Program, Vector
from komreport.data.disclosure.suppression import jitter
from komreport.data.disclosure.table import Reader, Table, places, tables
from komreport.data.observation import Observation
from komreport.data.settings import Disclosure
from komreport.errors import KomreportError

#: What one step of a sum that does not add up costs, in steps of a count.
BROKEN = 100.0
ATTEMPTS = 100


def round_cells(
    observations: Sequence[Observation],
    counts: dict[int, int],
    relations: Sequence[Relation],
    settings: Disclosure,
) -> dict[int, int]:
    """Round all counts, one report year after the other, as `choose_cells` withholds them.

    Args:
        observations: All observations.
        counts: The counts of persons and cases, by their place in that list.
        relations: How they hang together.
        settings: Base and threshold.

    Returns:
        The rounded counts by place.
    """
    bounds = {i for i, value in counts.items() if _is_bound(observations[i], value, settings)}
    rounded: dict[int, int] = {}
    for vintage in sorted({observations[index].vintage for index in counts}):
        known = {i: value for i, value in counts.items() if observations[i].vintage <= vintage}
        usable = [relation for relation in relations if relation.vintage <= vintage]
        for table in tables(known, usable, 0):
            if any(index not in rounded for index in table.cells):
                rounded.update(_table(observations, table, rounded, bounds, settings))
    return {index: value for index, value in rounded.items() if index not in bounds}


def _is_bound(obs: Observation, value: int, settings: Disclosure) -> bool:
    return obs.precision.bound and not settings.small(value)


def _table(
    observations: Sequence[Observation],
    table: Table,
    rounded: dict[int, int],
    bounds: set[int],
    settings: Disclosure,
) -> dict[int, int]:
    base = settings.base
    values = np.array(table.values)
    kept = np.array([index in bounds for index in table.cells])
    below = np.where(kept, values, values // base * base)
    exact = values == below
    fixed = np.array([rounded.get(index, -1) for index in table.cells])
    lower = np.where((fixed >= 0) & (fixed > below), 1, 0)
    upper = np.where(exact | ((fixed >= 0) & (fixed == below)), 0, 1)
    size, sums = len(values), len(table.relations)
    # For each sum two more columns: by how many steps it comes out too large or too small.
    program = Program([*lower, *([0] * 2 * sums)], [*upper, *([np.inf] * 2 * sums)], integral=True)
    for number, relation in enumerate(table.relations):
        if relation.slack is None and sum(w * values[cell] for cell, w in relation.terms):
            continue  # what does not add up in the data need not do so after rounding
        if any(kept[cell] for cell, _ in relation.terms):
            continue
        start = sum(weight * below[cell] for cell, weight in relation.terms) / base
        terms = [(cell, float(weight)) for cell, weight in relation.terms]
        terms += [(size + 2 * number, -1.0), (size + 2 * number + 1, 1.0)]
        program.row(terms, -start if relation.slack is None else -np.inf, -start)
    steps = (below + base - values) - (values - below)
    costs = [
        1000.0 * float(step) + jitter(observations[index])
        for index, step in zip(table.cells, steps, strict=True)
    ]
    costs += [1000.0 * BROKEN * base] * (2 * sums)
    for _ in range(ATTEMPTS):
        up = program.minimise(costs).values[:size] > 0.5
        found = np.where(up, below + base, below)
        given_away = _given_away(table, found, kept, settings)
        if given_away is None:
            return dict(zip(table.cells, (int(value) for value in found), strict=True))
        near = [cell for cell in _near(table, given_away) if not exact[cell] and fixed[cell] < 0]
        terms = [(cell, -1.0 if up[cell] else 1.0) for cell in near]
        program.row(terms, 1 - sum(map(bool, up[near])), np.inf)
    raise KomreportError(
        f"avrunding til {base} skjuler ikke alle små tall",
        where="data/innstillinger.yml",
        remedy="Velg en større base, eller metode: undertrykking",
    )


def _given_away(table: Table, rounded: Vector, kept: Vector, settings: Disclosure) -> int | None:
    """Find a small count that can have only one value, for a reader who knows the base."""
    values = np.array(table.values)
    reach = np.where(kept, 0, settings.base - 1)
    reader = Reader(table)
    reader.believe(np.maximum(rounded - reach, 0) - values, rounded + reach - values)
    for cell in places(np.array([settings.small(int(value)) for value in values])):
        for direction in (1, -1):
            if reader.span(cell, integral=True) < 1 - TOLERANCE:
                reader.extreme(cell, direction, integral=True)
        if reader.span(cell, integral=True) < 1 - TOLERANCE:
            return cell
    return None


def _near(table: Table, cell: int) -> list[int]:
    """Give the counts that share a relation with a count, and those that share one with them."""
    near = {cell}
    for _ in range(2):
        near |= {
            other
            for relation in table.relations
            if near & {place for place, _ in relation.terms}
            for other, _ in relation.terms
        }
    return sorted(near)
