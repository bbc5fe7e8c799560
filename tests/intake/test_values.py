"""What people write in a cell for a number."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.data.schema import Measure
from komreport.intake.values import WrongCellError, limits, read_number, read_text


def measure(unit: str = "antall", decimals: int = 0, name: str = "personer") -> Measure:
    """Give a measure."""
    return Measure(name, "Personer", "person", "personer", "m", unit, decimals, "", "personer", ())


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (20, "20"),
        (20.0, "20"),
        (0, "0"),
        ("0", "0"),
        (" 20 ", "20"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        (1000000, "1000000"),
        (2.9999999999999996, "3"),
    ],
)
def test_counts(value: object, number: str) -> None:
    assert read_number(value, "General", measure()) == Decimal(number)


@pytest.mark.parametrize("value", [None, "", "  ", "\u00a0"])
def test_empty(value: object) -> None:
    assert read_number(value, "General", measure()) is None


@pytest.mark.parametrize(
    ("value", "problem", "remedy"),
    [
        ("ca. 20", "ord sammen med tallet", "«Anslag»"),
        ("om lag 2 500", "ord sammen med tallet", "«Anslag»"),
        ("over 20", "ord eller tegn", "«Over»"),
        (">20", "ord eller tegn", "«Over»"),
        ("-", "både null og at tallet mangler", "Skriv 0"),
        ("ingen", "både null og at tallet mangler", "Skriv 0"),
        ("20 personer", "ikke et tall", "merknaden"),
        ("1.234", "tusenskille og desimaltegn", "uten punktum"),
        ("12 34", "ikke et tall", "merknaden"),
        ("#REF!", "gir en feil", "i stedet for formelen"),
        (-1, "for lavt", "0 eller mer"),
        ("−1", "for lavt", "0 eller mer"),
        (2.5, "ikke helt", "helt tall"),
        ("2,5", "ikke helt", "helt tall"),
        (True, "sant eller usant", "Skriv tallet"),
        (datetime(2024, 3, 1), "dato", "Velg formatet"),
        (date(2024, 3, 1), "dato", "Velg formatet"),
        (time(3, 1), "dato eller et klokkeslett", "Velg formatet"),
    ],
)
def test_what_is_no_count(value: object, problem: str, remedy: str) -> None:
    with pytest.raises(WrongCellError) as caught:
        read_number(value, "General", measure())
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_per_cent() -> None:
    assert read_number(0.2, "0%", measure("prosent")) == 20
    assert read_number("12,5", "General", measure("prosent", 1)) == Decimal("12.5")
    for wrong in (-1, 100.5, "101"):
        with pytest.raises(WrongCellError, match="for lavt eller for høyt"):
            read_number(wrong, "General", measure("prosent"))
    with pytest.raises(WrongCellError, match="ikke om prosent"):
        read_number(0.2, "0%", measure())
    assert read_number(-140, "General", measure("prosent", 0, "besok_endring")) == -140


def test_limits_in_words() -> None:
    assert limits(measure()).words == "et helt tall, 0 eller mer"
    assert limits(measure("kroner", 2)).words == "et tall, 0 eller mer"
    assert limits(measure("prosentpoeng", 1)).lowest is None


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_grouped_digits_are_the_number(number: int, space: str) -> None:
    assert read_number(f"{number:,}".replace(",", space), "@", measure()) == number


@given(st.decimals(0, 10**6, places=2))
def test_decimals(number: Decimal) -> None:
    kroner = measure("kroner", 2)
    assert read_number(float(number), "General", kroner) == number
    assert read_number(str(number).replace(".", ","), "@", kroner) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" to  ord\n til ", "to ord til"),
        (2024.0, "2024"),
        (datetime(2024, 3, 1), "2024-03-01"),
        ("1.3.2024", "2024-03-01"),
        (3.5, "3.5"),
    ],
)
def test_texts(value: object, text: str) -> None:
    assert read_text(value) == text
