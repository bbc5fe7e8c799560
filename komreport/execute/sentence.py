"""A missing number inside a sentence: words that can stand where a number would."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What a number says when nobody reported it or it is withheld, alone or in a span with its source.
_MISSING = re.compile(
    r"(\[?)((?:et )?(ikke rapportert|skjermet)(?: antall)?)((?:\]\{.*\})?)",
    re.IGNORECASE | re.DOTALL,
)
#: The same with its noun: «et ikke rapportert beløp», «et skjermet antall saker».
_WITH_NOUN = re.compile(r"(\[?)(en?|et)( (?:ikke rapportert|skjermet)\b.*)", re.DOTALL)
_HEDGE = re.compile(r"\blitt \Z")
_NO_NUMBER = re.compile(r"\[?(?:et )?(?:ikke rapportert|skjermet)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[ \u00a0]\w")
_AFTER_WORD = re.compile(r"\w[ \u00a0]\Z")
_STATED = re.compile(r"\b(?:er|var|ble|blir)[ \u00a0]\Z", re.IGNORECASE)
#: A line of a list up to where the number stands, and all lines of the list above it.
_LIST = re.compile(r"(?:^[ ]*[-*] [^\n]*\n(?:[ ]+[^\n]*\n)*\n?)*^[ ]*[-*] \Z", re.MULTILINE)
#: What a list stands after that ends no sentence: «Av vedtakene ble».
_UNFINISHED = re.compile(r"\w\s*\Z")
_SENTENCE = re.compile(r"(?:\A|\n\s*|[.!?](?:\[\^[^\]]+\])?\s+|[-*] )(?:\*\*)?\Z")
#: «de 7 sakene», «disse 7», «alle de 7 sakene»
_DEFINITE = re.compile(r"\b(de|disse) \Z", re.IGNORECASE)
_OF_THEM = re.compile(r"\bav de \Z", re.IGNORECASE)
_NOUN = re.compile(r"[ \u00a0]([\w-]*ne)\b")
_VERB = re.compile(r"[ \u00a0](?:er|var|ble|blir|har|hadde|fikk|kom|gjaldt)\b|[.,;:)]|\Z")
_COLON = re.compile(r":(?:\*\*)? \Z")
_AGAINST = re.compile(r"\bmot \Z")
_ABSENT = re.compile(r"tall for \d{4}")
_PER_CENT = re.compile(r"[ \u00a0]prosent\b")
_NO_YEARS = "ingen tall for tidligere år"


@dataclass(frozen=True)
class Fitted:
    """What takes the place of a part of a text.

    Attributes:
        value: The Markdown.
        start: Where the part begins.
        end: Where it ends.
    """

    value: str
    start: int
    end: int


def fitted(value: str, text: str, start: int, end: int) -> Fitted:
    """Fit the text of a missing number into its sentence.

    «UNE avgjorde ikke rapportert klager» becomes «UNE avgjorde et ikke rapportert antall klager»,
    and «De et skjermet antall sakene gjelder» becomes «Sakene gjelder». Where nothing follows, as
    after a colon or in a table, «skjermet» stands as it is.

    Args:
        value: The Markdown that takes the place of an expression.
        text: The text around it.
        start: Where the expression begins.
        end: Where it ends.
    """
    if hedge := _HEDGE.search(text, 0, start) if _NO_NUMBER.match(value) else None:
        start = hedge.start()  # «litt over 20»
    before, after = text[:start], text[end:]
    if value == _NO_YEARS and (against := _AGAINST.search(before)):
        return Fitted(f"men det er {value}", against.start(), end)
    if _ABSENT.match(value) and before.endswith(", "):
        word = "og" if " og " in value.partition(" er ")[0] else "men"
        return Fitted(f"{word} {value}", start, end)
    found = _MISSING.fullmatch(value)
    if found is None:
        if (noun := _WITH_NOUN.fullmatch(value)) and _begins_sentence(before):
            value = f"{noun[1]}{noun[2].capitalize()}{noun[3]}"
        return Fitted(value, start, end)
    if definite := _DEFINITE.search(before):
        return _without_number(text, definite, end)
    words = found[3].lower()
    if per_cent := _PER_CENT.match(after):
        words, end = f"en {words} andel", end + per_cent.end()
    elif _GOES_ON.match(after) or (_AFTER_WORD.search(before) and not _STATED.search(before)):
        words = f"et {words} antall"
    elif found[2].lower().startswith("et ") and not _COLON.search(before):
        words = found[2].lower()
    if found[2][0].isupper() or _begins_sentence(before):
        words = words[0].upper() + words[1:]
    return Fitted(f"{found[1]}{words}{found[4]}", start, end)


def missing(value: str) -> bool:
    """Whether the Markdown of a value says that there is no number."""
    return _MISSING.fullmatch(value) is not None


def _begins_sentence(before: str) -> bool:
    """Whether a sentence begins after a text; the lines of a list can go on with one."""
    if not _SENTENCE.search(before):
        return False
    entry = _LIST.search(before)
    return entry is None or not _UNFINISHED.search(before, 0, entry.start())


def _without_number(text: str, definite: re.Match[str], end: int) -> Fitted:
    """«De 7 sakene gjelder» without 7 is «Sakene gjelder»; «av de 7 var» is «av dem var»."""
    start, after = definite.start(1), text[end:]
    if noun := _NOUN.match(after):
        first = noun[1][0]
        value = first.upper() if definite[1][0].isupper() else first
        return Fitted(value, start, end + 2)
    if _OF_THEM.search(text, 0, definite.end()) and _VERB.match(after):
        return Fitted("dem", start, end)
    return Fitted(definite[1], start, end)
