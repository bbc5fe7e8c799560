"""How exact numbers are: what may be said of sums, and which true numbers a bound allows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.data.precision import EXACT, ROUGH, STATUSES, Precision, combined, precision

OVER, AT_LEAST, UNDER, AT_MOST = (STATUSES[name] for name in ("over", "minst", "under", "hoyst"))
BOUNDED = st.sampled_from([EXACT, OVER, AT_LEAST, UNDER, AT_MOST])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], EXACT),
        ([EXACT, EXACT], EXACT),
        ([EXACT, ROUGH], ROUGH),
        ([EXACT, OVER], OVER),
        ([AT_LEAST, AT_LEAST], AT_LEAST),
        ([AT_LEAST, OVER], OVER),
        ([UNDER, AT_MOST], UNDER),
        ([OVER, UNDER], None),
        ([OVER, ROUGH], None),
    ],
)
def test_combined(parts: list[Precision], expected: Precision | None) -> None:
    assert combined(parts) == expected


def test_statuses_without_a_bound_are_exact() -> None:
    assert precision("endelig") == precision("forelopig") == EXACT


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), BOUNDED, st.booleans())))
def test_a_sum_never_claims_more_than_its_parts(
    rows: list[tuple[int, int, Precision, bool]],
) -> None:
    """Whatever the true numbers are, as long as each part allows its own, the sum allows theirs."""
    known = [
        (Decimal(true), Decimal(written), exact if plus else exact.turned(), 1 if plus else -1)
        for true, written, exact, plus in rows
        if exact.allows(Decimal(true), Decimal(written))
    ]
    result = combined(exact for _, _, exact, _ in known)
    if result is not None:
        true = sum((value * sign for value, _, _, sign in known), Decimal(0))
        written = sum((value * sign for _, value, _, sign in known), Decimal(0))
        assert result.allows(true, written)
