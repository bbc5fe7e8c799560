"""What an actor wrote in one cell, as a number, a date or a text; or why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from komreport.data.schema import Measure
from komreport.data.source import NO_BREAK_SPACES

_SPACES = re.compile(rf"[ {NO_BREAK_SPACES}]")
_GROUPED = re.compile(rf"-?\d{{1,3}}([ {NO_BREAK_SPACES}]\d{{3}})+(,\d+)?|-?\d+(,\d+)?")
_DOTTED = re.compile(r"-?\d+\.\d+")
_ABOUT = re.compile(r"(ca\.?|cirka|om lag|omtrent|rundt|~)\s*(\d[\d ]*)\s*", re.IGNORECASE)
_BOUND = re.compile(
    r"(over|under|minst|mer enn|mindre enn|[<>≥≤]=?)\s*(\d[\d ]*)\s*", re.IGNORECASE
)
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
#: Digits that a float holds; what follows is the rounding of a formula.
DIGITS = 15


class WrongCellError(Exception):
    """What is wrong with a cell, and what to do about it. The value itself is in neither."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem)


@dataclass(frozen=True)
class Limits:
    """What a number of one measure may be; None means without limit."""

    whole: bool
    lowest: int | None
    highest: int | None
    words: str


def limits(measure: Measure) -> Limits:
    """Give what a number of one measure may be.

    Counts are whole and not negative, shares lie from 0 to 100; a change in per cent may be
    anything.
    """
    whole = measure.decimals == 0 and measure.unit != "prosent"
    if measure.unit == "prosentpoeng" or "endring" in measure.id:
        return Limits(False, None, None, "et tall")
    if measure.unit == "prosent":
        return Limits(False, 0, 100, "et tall fra 0 til 100")
    return Limits(whole, 0, None, "et helt tall, 0 eller mer" if whole else "et tall, 0 eller mer")


def read_number(value: object, number_format: str, measure: Measure) -> Decimal | None:
    """Read the number in a cell; None when it is empty.

    Args:
        value: What the cell holds.
        number_format: How Excel shows it; a per cent format makes 20 % of 0.2.
        measure: The measure, whose limits count.

    Raises:
        WrongCellError: When it is no number, or one that the measure cannot have.
    """
    number = _number(value)
    if number is None:
        return None
    percent = "%" in number_format and not isinstance(value, str)
    limit = limits(measure)
    if percent:
        if measure.unit != "prosent":
            raise WrongCellError(
                "cellen er formatert som prosent, men det spørres ikke om prosent",
                "Skriv antallet, og velg formatet «Tall» eller «Standard»",
            )
        number *= 100
    if limit.whole and number != number.to_integral_value():
        raise WrongCellError("tallet er ikke helt", f"Skriv {limit.words}")
    if (limit.lowest is not None and number < limit.lowest) or (
        limit.highest is not None and number > limit.highest
    ):
        raise WrongCellError("tallet er for lavt eller for høyt", f"Skriv {limit.words}")
    return (
        number.to_integral_value() if number == number.to_integral_value() else number.normalize()
    )


def _number(value: object) -> Decimal | None:
    if value is None or (isinstance(value, str) and not clean(value)):
        return None
    if isinstance(value, bool):
        raise WrongCellError("det står sant eller usant, ikke et tall", "Skriv tallet")
    if isinstance(value, (int, float)):
        return Decimal(f"{value:.{DIGITS}g}")
    if isinstance(value, (datetime, date)) or not isinstance(value, str):
        raise WrongCellError(
            "Excel har gjort tallet om til en dato eller et klokkeslett",
            "Velg formatet «Tall», og skriv tallet på nytt",
        )
    return _from_text(clean(value))


def _from_text(text: str) -> Decimal:
    text = text.replace("\u2212", "-")
    if text.startswith("#"):
        raise WrongCellError("formelen i cellen gir en feil", "Skriv tallet i stedet for formelen")
    if _GROUPED.fullmatch(text):
        return Decimal(_SPACES.sub("", text).replace(",", "."))
    if _DOTTED.fullmatch(text):
        raise WrongCellError(
            "punktumet kan være både tusenskille og desimaltegn",
            "Skriv tallet uten punktum; desimaler skrives med komma",
        )
    if _ABOUT.fullmatch(text):
        raise WrongCellError(
            "det står ord sammen med tallet", "Skriv bare tallet, og velg status «Anslag»"
        )
    if _BOUND.fullmatch(text):
        raise WrongCellError(
            "det står ord eller tegn sammen med tallet",
            "Skriv bare tallet, og velg status «Over», «Minst», «Under» eller «Høyst»",
        )
    if text in {"-", "–", "—", "ingen", "Ingen"}:
        raise WrongCellError(
            "tegnet kan bety både null og at tallet mangler",
            "Skriv 0 når tallet er null, eller velg status «Finnes ikke»",
        )
    raise WrongCellError(
        "det er ikke et tall", "Skriv bare tallet; forklaringen hører til i merknaden"
    )


def read_text(value: object) -> str:
    """Read the text of a cell: one paragraph, dates as ÅÅÅÅ-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(clean(str(value)).split())
    found = _DATE.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def clean(text: str) -> str:
    """Give a text without the spaces around it."""
    return text.strip().strip(NO_BREAK_SPACES).strip()
