"""Norwegian formats: thousands, decimals, minus, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.report import formats


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-15.625", 1, "\u221215,6"),
        ("-0.04", 1, "0,0"),
        ("36284", 0, "36\u00a0284"),
        ("1234567.25", 1, "1\u00a0234\u00a0567,3"),
    ],
)
def test_number(value: str, decimals: int, expected: str) -> None:
    assert formats.number(formats.rounded(Decimal(value), decimals), decimals) == expected


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=3), st.integers(0, 2))
def test_number_can_be_read_back(value: Decimal, decimals: int) -> None:
    text = formats.number(formats.rounded(value, decimals), decimals)
    assert not set(text) - set("0123456789,\u00a0\u2212")
    read = Decimal(text.replace("\u00a0", "").replace(",", ".").replace("\u2212", "-"))
    assert read == value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "gender", "expected"),
    [(1, "m", "én"), (1, "n", "ett"), (2, "f", "to"), (7, "m", "sju"), (10, "m", "ti")],
)
def test_words(value: int, gender: str, expected: str) -> None:
    assert formats.word(Decimal(value), gender) == expected


def test_only_small_whole_numbers_become_words() -> None:
    assert formats.word(Decimal(11), "m") is None
    assert formats.word(Decimal("1.5"), "m") is None


def test_listing() -> None:
    assert formats.listing(["a"]) == "a"
    assert formats.listing(["a", "b", "c"]) == "a, b og c"
