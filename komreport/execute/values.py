"""The value of an inline expression as text: what the kernel answered, made fit for a reader."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from typing import Any

from komreport.execute.failures import error_texts

_REPR = re.compile(r"<.* at 0x[0-9a-fA-F]+>", re.DOTALL)
_NUMPY = re.compile(r"np\.\w+\((.*)\)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_YEAR = re.compile(r"(19|20)\d\d")
_EMPTY = frozenset({"", "None", "nan", "NaN", "NaT", "<NA>", "inf", "-inf", "[]", "{}", "()"})
_KEYS = re.compile(r'data-tall="([^"]*)"')


class ValueProblem(Exception):
    """An expression has no text to show; the message says why, and ``remedy`` what to do."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(problem)


def value_text(result: dict[str, Any]) -> str:
    """Give the Markdown text of an answer to a user expression.

    Args:
        result: ``{"status": …, "data": {type: text}}``, or an error with ``ename``, ``evalue``.

    Raises:
        ValueProblem: When the expression failed, is empty, or has only HTML or a repr to show.
    """
    if result.get("status") != "ok":
        texts = error_texts(str(result.get("ename", "")), str(result.get("evalue", "")))
        raise ValueProblem("; ".join(texts))
    data = result.get("data", {})
    markdown = data.get("text/markdown")
    if markdown is not None:
        if not str(markdown).strip():
            raise ValueProblem("ga en tom tekst")
        return str(markdown).strip("\n")
    text = str(data.get("text/plain", "")).strip()
    if "text/html" in data:
        raise ValueProblem(
            "gir bare HTML, som PDF-en ikke kan vise inne i tekst",
            "Vis tabeller og figurer i en egen kodecelle",
        )
    return _plain_text(text)


def _plain_text(text: str) -> str:
    if match := _NUMPY.fullmatch(text):
        text = match[1]
    if text.startswith(("'", '"', "(")):
        value = _literal(text)
        if isinstance(value, str):
            if not value.strip():
                raise ValueProblem("ga en tom tekst")
            return value
    if text in _EMPTY:
        raise ValueProblem(
            f"ga ingen verdi ({text or 'tomt'})", "Bruk r.tall, som skriver «ikke rapportert» selv"
        )
    if _REPR.search(text):
        shown = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
        raise ValueProblem(
            f"ga et Python-objekt uten tekst ({shown})", "Mangler det parenteser, som i r.tall(…)?"
        )
    if _YEAR.fullmatch(text):
        return text
    if number := _NUMBER.fullmatch(text):
        from komreport.report import formats  # noqa: PLC0415  (slow to import, and seldom needed)

        return formats.number(Decimal(text), len(number[1]) - 1 if number[1] else 0)
    return text


def _literal(text: str) -> Any:  # noqa: ANN401
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


def observation_keys(text: str) -> list[str]:
    """Find the keys of the observations that a text shows, in its ``data-tall`` attributes."""
    return [key for keys in _KEYS.findall(text) for key in keys.split()]
