"""Counts that hang together, and what a reader can find out about those that are withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from komreport.data.disclosure.relations import Relation
from komreport.data.disclosure.solver import TOLERANCE, Optimum, Program, Vector

#: How much larger than it is a reader may believe that a withheld count is.
FAR = 10_000.0


@dataclass(frozen=True)
class Table:
    """Counts that relations tie together, none of them tied to a count outside.

    Attributes:
        cells: Places of the counts in the list of all observations.
        values: The counts.
        relations: The relations between them, in terms of places in ``cells``.
        lowest: The smallest value that a withheld count can have.
    """

    cells: tuple[int, ...]
    values: tuple[int, ...]
    relations: tuple[Relation, ...]
    lowest: int

    @property
    def slacks(self) -> list[int]:
        """How far each inequality is from its bound, one per inequality."""
        return [item.slack for item in self.relations if item.slack is not None]


def tables(values: dict[int, int], relations: Sequence[Relation], lowest: int) -> list[Table]:
    """Part counts into tables.

    Args:
        values: The counts that can be withheld, by their place in the list of all observations.
        relations: All relations; counts that are not in ``values`` are known to every reader.
        lowest: The smallest value that a withheld count can have.
    """
    above = {index: index for index in values}

    def root(index: int) -> int:
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    reduced = []
    for relation in relations:
        terms = tuple(term for term in relation.terms if term[0] in values)
        if not terms:
            continue
        reduced.append(replace(relation, terms=terms))
        first = root(terms[0][0])
        for index, _ in terms[1:]:
            above[root(index)] = first
    groups: dict[int, list[int]] = {}
    for index in values:
        groups.setdefault(root(index), []).append(index)
    inside: dict[int, list[Relation]] = {}
    for relation in dict.fromkeys(reduced):
        inside.setdefault(root(relation.terms[0][0]), []).append(relation)
    found = []
    for name, cells in groups.items():
        place = {index: number for number, index in enumerate(cells)}
        local = tuple(
            replace(relation, terms=tuple((place[index], w) for index, w in relation.terms))
            for relation in inside.get(name, [])
        )
        found.append(Table(tuple(cells), tuple(values[c] for c in cells), local, lowest))
    return found


def places(chosen: Vector) -> list[int]:
    """Give the places of the counts that are chosen."""
    return [int(place) for place in np.flatnonzero(chosen)]


class Reader:
    """What somebody can find out who knows all that is published, and calculates.

    Everything is told as the distance from the true counts: 0 is the truth.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.size = len(table.cells)
        self.down = np.array([value - table.lowest for value in table.values], dtype=float)
        self._slack = np.array(table.slacks, dtype=float)
        self._lower = np.zeros(self.size)
        self._upper = np.zeros(self.size)
        self._seen = np.zeros((1, self.size))

    @cached_property
    def _linear(self) -> Program:
        return self._program(integral=False)

    @cached_property
    def _whole(self) -> Program:
        return self._program(integral=True)

    def _program(self, *, integral: bool) -> Program:
        lower, upper = self._bounds()
        program = Program(lower, upper, integral=integral)
        column = self.size
        for relation in self.table.relations:
            terms: list[tuple[int, float]] = list(relation.terms)
            if relation.slack is not None:
                terms.append((column, 1))
                column += 1
            program.row(terms, 0, 0)
        return program

    def _bounds(self) -> tuple[Vector, Vector]:
        open_ended = np.full(len(self._slack), np.inf)
        return (
            np.concatenate([self._lower, -self._slack]),
            np.concatenate([self._upper, open_ended]),
        )

    def withhold(self, withheld: Vector) -> None:
        """Say which counts are withheld; the others are known."""
        self.believe(np.where(withheld, -self.down, 0), np.where(withheld, FAR, 0))

    def believe(self, lower: Vector, upper: Vector) -> None:
        """Say how far from the truth each count can be, down and up, before any calculation."""
        self._lower, self._upper = lower, upper
        fits = (self._seen >= lower - TOLERANCE) & (self._seen <= upper + TOLERANCE)
        self._seen = self._seen[fits.all(axis=1)]
        for name in ("_linear", "_whole"):
            if name in self.__dict__:
                self.__dict__[name].bounds(*self._bounds())

    def span(self, cell: int, *, integral: bool) -> float:
        """How far apart the values are that solutions found so far give a count."""
        seen = self._seen[:, cell]
        if integral:
            whole = (np.abs(self._seen - np.round(self._seen)) < TOLERANCE).all(axis=1)
            seen = seen[whole]
        return float(seen.max() - seen.min())

    def extreme(self, cell: int, direction: int, *, integral: bool) -> Optimum:
        """Find how far up (1) or down (-1) a count can be from the truth."""
        program = self._whole if integral else self._linear
        costs = np.zeros(program.size)
        costs[cell] = -direction
        found = program.minimise(costs)
        self._seen = np.vstack([self._seen, found.values[: self.size]])
        return found

    def needed(self, cell: int, width: float) -> tuple[Vector, float] | None:
        """Say what must be withheld besides, so that a count can have values that far apart.

        Returns:
            A weight per count and a bound: the weights of the withheld counts, the count itself
            left out, must add up to the bound. None when the values are that far apart already.
        """
        weights = np.zeros(self.size)
        rest = width
        reached = 0.0
        for direction in (1, -1):
            found = self.extreme(cell, direction, integral=False)
            reached += abs(found.values[cell])
            reduced = np.where(np.abs(found.reduced) < TOLERANCE, 0, found.reduced)
            own, slack = reduced[: self.size], reduced[self.size :]
            gain = np.where(own < 0, np.inf, own * self.down)
            rest -= float((np.maximum(slack, 0) * self._slack).sum())
            rest -= float(min(gain[cell], FAR))
            gain[cell] = 0
            weights += gain
        if reached >= width - TOLERANCE:
            return None
        return np.minimum(weights, rest), rest
