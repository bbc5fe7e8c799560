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
) -> dict[Name, Interval]:
    """Find the smallest and the largest value that each count can have.

    Args:
        published: The counts, None for those that are withheld; what is not here is unknown.
        equalities: Sums with what they are known to be.
        limits: Sums with what they are known to be at most.
        reach: What is known of each withheld count by itself.
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

    for terms, value in equalities:
        if (found := total(terms)) is not None:
            model.addConstr(found[0] == float(value - found[1]))
    for terms, value in limits:
        if (found := total(terms)) is not None:
            model.addConstr(found[0] <= float(value - found[1]))
    result = {}
    for name, column in unknown.items():
        model.minimize(column)
        low = round(model.val(column))
        model.maximize(column)
        result[name] = (low, round(model.val(column)))
    return result
