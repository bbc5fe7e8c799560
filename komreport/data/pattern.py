"""Which numbers are withheld or rounded: worked out once, and passed on without the numbers."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from komreport.data.observation import ROUNDED, WITHHELD, Observation
from komreport.data.settings import Disclosure

if TYPE_CHECKING:
    from komreport.data.loader import Reading

FILE = "avstemming.yml"
#: Stands where a text of a register would name a number that is not shown.
UNTOLD = "Ikke vist, fordi små tall er skjermet"
UNTOLD_ROUNDED = "Ikke vist, fordi tallene er avrundet"

WORDS = {
    **dict.fromkeys(("én", "ett", "éin"), 1),
    **{"ingen": 0, "null": 0, "to": 2, "begge": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6},
    **{"sju": 7, "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12},
    **{"tredje": 3, "fjerde": 4, "femte": 5, "sjette": 6, "sjuende": 7, "åttende": 8},
}
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember"
_DATE = rf"\.[ \u00a0](?:{_MONTHS.replace(' ', '|')})\b"
_LAW = r"[ \u00a0](?:ledd|punktum|kvartal|tertial)\b"
#: A count in a text, in digits or as a word; not a date, a section of a law or a decimal.
NUMBER = re.compile(
    rf"(?<!§[ \u00a0])(?<![\w,.§-])(\d{{1,4}}|{'|'.join(WORDS)})(?![\w§]|[.,]\d|{_DATE}|{_LAW})",
    re.IGNORECASE,
)
#: A share or a mean in a text: it says more of its counts than they may say themselves.
SHARE = re.compile(r"\d,\d|\d[ \u00a0]?(?:%|prosent)")


def count_of(text: str) -> int:
    """Give the count that a match of `NUMBER` says."""
    return WORDS[text.lower()] if text.lower() in WORDS else int(text)


Registers = dict[str, dict[int, list[dict[str, str]]]]


@dataclass(frozen=True)
class Pattern:
    """What disclosure control does to the numbers of a project.

    Attributes:
        fingerprint: Of the data and settings that it was worked out for.
        withheld: (file, row) of each number that is withheld.
        rounded: The rounded number by (file, row).
        notices: What editors should know.
        telling: The smallest rounded number that cannot stand for a small one.
    """

    fingerprint: str
    withheld: frozenset[tuple[str, int]]
    rounded: dict[tuple[str, int], int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    telling: int = 0

    def applied(self, observations: Iterable[Observation]) -> list[Observation]:
        """Give the numbers as they may be published; the original values are gone."""
        listed = list(observations)
        secrets: dict[str, set[int]] = defaultdict(set)
        for obs in listed:
            if obs.value is not None and self._hides(obs):
                secrets[obs.file.stem].add(int(obs.value))
        return [self._safe(obs, secrets[obs.file.stem]) for obs in listed]

    def _hides(self, obs: Observation) -> bool:
        """Whether the number is published as nothing, or as another one."""
        place = _place(obs)
        return place in self.withheld or self.rounded.get(place, obs.value) != obs.value

    def _safe(self, obs: Observation, secrets: set[int]) -> Observation:
        place = _place(obs)
        if place in self.withheld:
            # «En kvinne», «Personen fikk refleksjonsperiode»: a note tells of a few persons even
            # where it names no number.
            return replace(obs, value=None, status="skjermet", note="", treatment=WITHHELD)
        if place in self.rounded:
            value = self.rounded[place]
            told = value >= self.telling and not re.search(r"\d", obs.note)
            note = obs.note if told and not NUMBER.search(obs.note) else ""
            return replace(obs, value=Decimal(value), note=note, treatment=ROUNDED)
        return replace(obs, note="") if _tells(obs.note, secrets) else obs

    def discreet(self, registers: Registers, observations: Iterable[Observation]) -> Registers:
        """Give the registers without the texts that name a number which is not shown.

        Only rows that say which measure they are about (``maal``) can be judged.

        Args:
            registers: Theme, then report year, then rows.
            observations: All numbers as they are in the files.
        """
        secrets: dict[str, set[int]] = defaultdict(set)
        for obs in observations:
            if obs.value is not None and self._hides(obs):
                secrets[obs.measure].add(int(obs.value))
        said = UNTOLD_ROUNDED if self.rounded else UNTOLD
        return {
            theme: {
                year: [_untold(row, secrets.get(row.get("maal", ""), set()), said) for row in rows]
                for year, rows in years.items()
            }
            for theme, years in registers.items()
        }


def fingerprint(reading: Reading, settings: Disclosure) -> str:
    """Give a digest that changes whenever the data, the settings, the rules or the program do."""
    path = reading.root / "data" / FILE
    rules = path.read_bytes() if path.is_file() else b""
    described = (settings, sorted(reading.themes.items()), sorted(reading.codelists.items()))
    digest = hashlib.sha256(repr((described, rules, version("highspy"))).encode())
    for module in sorted((Path(__file__).parent / "disclosure").glob("*.py")):
        digest.update(module.read_bytes())
    for obs in reading.observations:
        digest.update(repr((*_place(obs), *obs.identity, str(obs.value))).encode())
    return digest.hexdigest()


def _untold(row: dict[str, str], secrets: set[int], instead: str) -> dict[str, str]:
    return {
        column: instead if " " in text and _tells(text, secrets) else text
        for column, text in row.items()
    }


def _tells(text: str, secrets: set[int]) -> bool:
    """Whether a text names one of some numbers, or a share where there are any."""
    named = any(count_of(match[1]) in secrets for match in NUMBER.finditer(text))
    return named or bool(secrets and SHARE.search(text))


def _place(obs: Observation) -> tuple[str, int]:
    return obs.file.as_posix(), obs.row
