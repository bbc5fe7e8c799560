"""A missing number inside a sentence: words that can stand where a number would."""

from __future__ import annotations

import re

#: What a number says when nobody reported it, alone or in a span with its source. A withheld one
#: has words of its own already.
_MISSING = re.compile(r"(\[?)(ikke rapportert)((?:\]\{.*\})?)", re.IGNORECASE | re.DOTALL)
_HEDGE = re.compile(r"\blitt \Z")
#: How a missing number begins, also one with its noun: «et ikke rapportert beløp».
NO_NUMBER = re.compile(r"\[?(?:et )?(?:ikke rapportert|skjermet)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[ \u00a0]\w")
_AFTER_WORD = re.compile(r"\w[ \u00a0]\Z")
_STATED = re.compile(r"\b(?:er|var|ble|blir)[ \u00a0]\Z", re.IGNORECASE)
_BEFORE_PLURAL = re.compile(r"\b(?:de|disse|alle|begge) $", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:\A|\n\s*|[.!?]\s+|[-*] )(?:\*\*)?\Z")


def without_hedge(value: str, text: str, start: int) -> int:
    """Give where the text of a number begins: before «litt» («litt over 20») when it is missing."""
    hedge = _HEDGE.search(text, 0, start) if NO_NUMBER.match(value) else None
    return hedge.start() if hedge else start


def fitted(value: str, before: str, after: str) -> str:
    """Fit the text of a missing number into its sentence.

    «UNE avgjorde ikke rapportert klager» becomes «UNE avgjorde et ikke rapportert antall klager».
    Where nothing follows, as after a colon or in a table, «ikke rapportert» stands as it is.

    Args:
        value: The Markdown that takes the place of an expression.
        before: The text before it.
        after: The text after it.
    """
    found = _MISSING.fullmatch(value)
    if not found:
        return value
    words = found[2].lower()
    if _BEFORE_PLURAL.search(before):
        words = "ikke rapporterte"
    elif _GOES_ON.match(after) or (_AFTER_WORD.search(before) and not _STATED.search(before)):
        words = f"et {words} antall"
    if _SENTENCE.search(before) or found[2][0].isupper():
        words = words[0].upper() + words[1:]
    return f"{found[1]}{words}{found[3]}"
