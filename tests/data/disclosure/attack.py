"""Somebody who wants to know what is withheld, and has a solver: shares no code with the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

import highspy

Name = TypeVar("Name")
Interval = tuple[int, int]
#: As large as anybody thinks that a withheld count can be.
FAR = 500


class _Silent(highspy.Highs):
    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)


def attack(
    published: Mapping[Name, int | None],
    equalities: Iterable[tuple[Mapping[Name, int | Fraction], int | Fraction]],
    limits: Iterable[tuple[Mapping[Name, int | Fraction], int | Fraction]],
    reach: Mapping[Name, Interval],
    truth: Mapping[Name, int],
    enough: Mapping[Name, int],
) -> dict[Name, Interval]:
    """Find values that each count can have: as many as are enough, or the first and the last one.

    Every solution is one for all counts, so one search tells of many.

    Args:
        published: The counts, None for those that are withheld; what is not here is unknown.
        equalities: Sums with what they are known to be.
        limits: Sums with what they are known to be at most.
        reach: What is known of each withheld count by itself.
        truth: The counts themselves; the attacker must not know anything that is wrong of them.
        enough: How many values are enough for a count that is to be protected.
    """
    model = _Silent()
    unknown = {
        name: model.addIntegral(*reach[name])
        for name, value in published.items()
        if value is None or name in reach
    }

    def total(terms: Mapping[Name, int | Fraction]) -> tuple[object, Fraction] | None:
        known = Fraction(0)
        rest = []
        for name, weight in terms.items():
            if name in unknown:
                rest.append(float(weight) * unknown[name])
            elif (value := published.get(name)) is not None:
                known += weight * value
            else:
                return None
        return (sum(rest[1:], rest[0]), known) if rest else None

    def real(terms: Mapping[Name, int | Fraction]) -> Fraction:
        return sum((weight * Fraction(truth[name]) for name, weight in terms.items()), Fraction(0))

    for terms, value in equalities:
        if (found := total(terms)) is not None:
            assert real(terms) == value
            model.addConstr(found[0] == float(value - found[1]))
    for terms, value in limits:
        if (found := total(terms)) is not None:
            assert real(terms) <= value
            model.addConstr(found[0] <= float(value - found[1]))
    result = {name: (truth[name], truth[name]) for name in unknown}
    for name, count in enough.items():
        for search in (model.minimize, model.maximize):
            if result[name][1] - result[name][0] + 1 >= count:
                break
            search(unknown[name])
            values = model.getSolution().col_value
            for other, column in unknown.items():
                value = round(values[column.index])
                result[other] = (min(result[other][0], value), max(result[other][1], value))
    return result
