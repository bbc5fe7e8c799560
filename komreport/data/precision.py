"""How exact a number is: exact, about, or a bound that the true number lies above or below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Precision:
    """What is known of the true number, given the one that is written.

    Attributes:
        side: 1 when the written number is a lower bound, -1 when it is an upper one, else 0.
        strict: The true number is not the bound itself: «over», not «minst».
        rough: The written number is an estimate.
    """

    side: int = 0
    strict: bool = False
    rough: bool = False

    @property
    def bound(self) -> bool:
        """Whether the written number is a bound and not a value."""
        return self.side != 0

    def turned(self) -> Precision:
        """The precision of the number's opposite, or of something divided by it."""
        return Precision(-self.side, self.strict, self.rough)

    def allows(self, true: Decimal, written: Decimal, tolerance: Decimal = Decimal(0)) -> bool:
        """Whether ``true`` can be the true number behind ``written``; estimates count as exact."""
        if not self.side:
            return abs(true - written) <= tolerance
        beyond = (true - written) * self.side + tolerance
        return beyond > 0 if self.strict else beyond >= 0


EXACT = Precision()
ROUGH = Precision(rough=True)
AT_LEAST = Precision(1)

#: What the statuses of the data say; all others are exact.
STATUSES = {
    "anslag": ROUGH,
    "over": Precision(1, strict=True),
    "minst": AT_LEAST,
    "under": Precision(-1, strict=True),
    "hoyst": Precision(-1),
}


def precision(status: str) -> Precision:
    """Give the precision that a status stands for."""
    return STATUSES.get(status, EXACT)


def combined(parts: Iterable[Precision]) -> Precision | None:
    """Give the precision of a sum.

    Returns:
        None when nothing honest can be said: bounds that pull in opposite directions, or a bound
        together with an estimate.
    """
    listed = list(parts)
    sides = {part.side for part in listed if part.side}
    rough = any(part.rough for part in listed)
    if len(sides) > 1 or (sides and rough):
        return None
    side = sides.pop() if sides else 0
    return Precision(side, bool(side) and any(part.strict for part in listed), rough)


def ratio(above: Decimal, numerator: Precision, denominator: Precision) -> Precision | None:
    """Give the precision of a number divided by another one, neither of them negative.

    Args:
        above: The number that is divided; nothing of anything is exactly nothing.
        numerator: Its precision.
        denominator: The precision of what it is divided by.
    """
    if above == 0 and numerator.side <= 0 and not numerator.rough:
        return EXACT
    found = combined([numerator, denominator.turned()])
    if above == 0 and found is not None:
        # the bound itself is reached when the true number is zero, whatever it is divided by
        return Precision(found.side, numerator.strict, found.rough)
    return found
