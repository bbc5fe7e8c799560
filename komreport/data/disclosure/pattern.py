"""Which numbers are withheld or rounded: worked out once, and passed on without the numbers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from komreport.data.observation import ROUNDED, WITHHELD, Observation
from komreport.data.settings import Disclosure

#: What a note may not hold beside a number that is withheld.
NUMBER = re.compile(
    r"\d|\b(én|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|ingen|begge)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pattern:
    """What disclosure control does to the numbers of a project.

    Attributes:
        fingerprint: Of the data and settings that it was worked out for.
        withheld: (file, row) of each number that is withheld.
        rounded: The rounded number by (file, row).
        notices: What editors should know.
    """

    fingerprint: str
    withheld: frozenset[tuple[str, int]]
    rounded: dict[tuple[str, int], int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def applied(self, observations: Iterable[Observation]) -> list[Observation]:
        """Give the numbers as they may be published; the original values are gone."""
        return [self._safe(obs) for obs in observations]

    def _safe(self, obs: Observation) -> Observation:
        place = _place(obs)
        if place in self.withheld:
            return replace(
                obs, value=None, status="skjermet", note=_note(obs.note), treatment=WITHHELD
            )
        if place in self.rounded:
            return replace(
                obs,
                value=Decimal(self.rounded[place]),
                note=_note(obs.note),
                treatment=ROUNDED,
            )
        return obs

    def write(self, path: Path) -> None:
        """Write the pattern to a file, for the kernels of a build."""
        content = {
            "fingerprint": self.fingerprint,
            "withheld": sorted(map(list, self.withheld)),
            "rounded": [[*place, value] for place, value in sorted(self.rounded.items())],
        }
        path.write_text(json.dumps(content), encoding="utf-8")


def read_pattern(path: Path) -> Pattern | None:
    """Read a pattern; None when there is none to read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Pattern(
        content["fingerprint"],
        frozenset((file, row) for file, row in content["withheld"]),
        {(file, row): value for file, row, value in content["rounded"]},
    )


def fingerprint(observations: Sequence[Observation], settings: Disclosure, *more: str) -> str:
    """Give a digest that changes whenever the data, the settings or the rules do."""
    digest = hashlib.sha256(repr((settings, more)).encode())
    for obs in observations:
        digest.update(repr((*_place(obs), *obs.identity, str(obs.value))).encode())
    return digest.hexdigest()


def _place(obs: Observation) -> tuple[str, int]:
    return obs.file.as_posix(), obs.row


def _note(note: str) -> str:
    """Keep a note only when it cannot name the number."""
    return "" if NUMBER.search(note) else note
