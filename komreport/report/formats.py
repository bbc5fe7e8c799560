"""Numbers and lists as Norwegian (bokmål) text: CLDR `nb_NO` formats, rounded half up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal
from num2words import num2words

from komreport.data.precision import EXACT, Precision

NBSP = "\u00a0"
MINUS = "\u2212"
LOCALE = "nb_NO"
LARGEST_WORD = 10

UNIT_WORDS: dict[str, tuple[str, str]] = {
    "prosent": ("prosent", "prosent"),
    "prosentpoeng": ("prosentpoeng", "prosentpoeng"),
    "dager": ("dag", "dager"),
    "uker": ("uke", "uker"),
    "maaneder": ("måned", "måneder"),
    "aar": ("år", "år"),
    "timer": ("time", "timer"),
    "kroner": ("krone", "kroner"),
    "mill_kroner": ("million kroner", "millioner kroner"),
}
"""Unit code → singular and plural. The unit ``antall`` takes its nouns from the measure."""

UNIT_SIGNS = {"prosent": "%", "prosentpoeng": "pp.", "dager": "dager", "kroner": "kr"}
"""Unit code → what follows the number in a table cell with mixed units."""

_ONE = {"m": "én", "f": "én", "n": "ett"}


_ROUNDING = {0: ROUND_HALF_UP, 1: ROUND_FLOOR, -1: ROUND_CEILING}


def rounded(value: Decimal, decimals: int, exactness: Precision = EXACT) -> Decimal:
    """Round half up (away from zero), as Statistics Norway does; never minus zero.

    A lower bound is rounded down and an upper one up, so that it stays a bound.
    """
    unit = Decimal(1).scaleb(-decimals)
    result = value.quantize(unit, rounding=_ROUNDING[exactness.side])
    return abs(result) if result == 0 else result


def qualifier(exactness: Precision) -> str:
    """Give the word that stands before a number: «over», «minst», «under», «høyst», «om lag»."""
    if exactness.side:
        lower = exactness.side > 0
        return ("over" if lower else "under") if exactness.strict else "minst" if lower else "høyst"
    return "om lag" if exactness.rough else ""


def number(value: Decimal, decimals: int = 0) -> str:
    """Write a number: no-break space for thousands, decimal comma, real minus.

    Args:
        value: The number.
        decimals: How many decimals are shown, always all of them.
    """
    return _written(rounded(value, decimals), decimals)


@lru_cache(maxsize=4096)
def _written(value: Decimal, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=LOCALE)).replace("-", MINUS)


def word(value: Decimal, gender: str = "m") -> str | None:
    """Write a whole number from zero to ten as a word; None when it has none.

    Feminine nouns take «én», as moderate bokmål does («en økning»), neuter nouns take «ett».

    Args:
        value: The number.
        gender: Grammatical gender of the noun that follows: m, f or n.
    """
    if value != value.to_integral_value() or not 0 <= value <= LARGEST_WORD:
        return None
    if value == 0:
        return "ingen"
    if value == 1:
        return _ONE.get(gender, "én")
    # num2words writes the older form
    return str(num2words(int(value), lang="no")).replace("syv", "sju")


def listing(parts: Sequence[str]) -> str:
    """Join as prose does: «a», «a og b», «a, b og c»."""
    return "".join(interleaved(parts))


def interleaved(parts: Sequence[str]) -> list[str]:
    """Give the parts with «, » and « og » between them as separate strings."""
    result: list[str] = []
    for index, part in enumerate(parts):
        if index:
            result.append(separator(index, len(parts)))
        result.append(part)
    return result


def separator(index: int, count: int) -> str:
    """What stands before part ``index`` (from 1) in a list of ``count`` parts."""
    return " og " if index == count - 1 else ", "


def capitalised(text: str) -> str:
    """Give the text a capital first letter and leave the rest."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Give the text a small first letter, unless it begins with an abbreviation such as UDI."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def years(values: Sequence[int]) -> str:
    """Write years shortly: «2019–2023» for a run, else «2019, 2021 og 2023»."""
    ordered = sorted(set(values))
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{ordered[0]}–{ordered[-1]}"
    return listing([str(year) for year in ordered])
