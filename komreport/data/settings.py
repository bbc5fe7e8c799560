"""``data/innstillinger.yml``: the settings that editors make by hand, for all report years."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from komreport.data.schema import read_yaml
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors

FILE = "data/innstillinger.yml"
PACKAGE = "data/datapackage.json"
SECTION = "skjerming"

OFF = "ingen"
SUPPRESSION = "undertrykking"
ROUNDING = "avrunding"
METHODS = (OFF, SUPPRESSION, ROUNDING)
SHOWN = "vis"
PROTECTED = "skjerm"

#: The smallest and the largest value of each setting that is a number.
LIMITS = {"terskel": (2, 100), "spenn": (2, 100), "base": (2, 100)}
FIELDS = ("metode", "terskel", "nuller", "spenn", "base")


@dataclass(frozen=True)
class Disclosure:
    """How small counts of persons and cases are protected.

    Attributes:
        method: ``ingen``, ``undertrykking`` or ``avrunding``.
        threshold: The smallest count that is shown.
        protect_zero: Whether zero is a small count too.
        span: How many values a protected count must at least be able to have, for a reader who
            knows everything else that is published.
        base: What rounding rounds to multiples of.
    """

    method: str = OFF
    threshold: int = 5
    protect_zero: bool = False
    span: int = 4
    base: int = 3

    @property
    def active(self) -> bool:
        """Whether anything is protected."""
        return self.method != OFF

    @property
    def lowest(self) -> int:
        """The smallest value that a withheld count can have, as every reader knows."""
        return 0 if self.protect_zero else 1

    def small(self, value: int) -> bool:
        """Whether a count must not be shown."""
        return self.lowest <= value < self.threshold

    def described(self) -> dict[str, Any]:
        """Give the settings as the data package carries them."""
        if not self.active:
            return {"metode": self.method}
        zeros = PROTECTED if self.protect_zero else SHOWN
        common = {"metode": self.method, "terskel": self.threshold, "nuller": zeros}
        if self.method == ROUNDING:
            return {**common, "base": self.base}
        return {**common, "spenn": self.span}


def read_disclosure(root: Path) -> Disclosure:
    """Read how small counts are protected in a project; not at all when nothing is said.

    Raises:
        DataErrors: When a setting is wrong, or ``datapackage.json`` says that numbers are
            protected and the settings say that they are not: every finding.
    """
    found = settings(root)
    if not found.active and _package_says(root):
        raise DataErrors(
            [
                DataError(
                    f"skjerming er slått på her, men ikke i {FILE}",
                    where=PACKAGE,
                    remedy=f"Sett metode i {FILE}, og kjør make data",
                )
            ]
        )
    return found


def settings(root: Path) -> Disclosure:
    """Read ``data/innstillinger.yml`` by itself.

    Raises:
        DataErrors: When a setting is wrong: every finding.
    """
    path = root / FILE
    if not path.is_file():
        return Disclosure()
    content = read_yaml(path, root) or {}
    if not isinstance(content, Mapping):
        raise DataErrors(
            [DataError("filen har ikke felter", where=FILE, remedy=f"Begynn den med «{SECTION}:»")]
        )
    for name in content:
        if name != SECTION:
            raise DataErrors([_unknown(str(name), (SECTION,), FILE)])
    section = content.get(SECTION) or {}
    where = f"{FILE}, {SECTION}"
    if not isinstance(section, Mapping):
        raise DataErrors(
            [DataError("feltene mangler", where=where, remedy="Skriv for eksempel metode: ingen")]
        )
    errors = list(_errors(section, where))
    if errors:
        raise DataErrors(errors)
    given = Disclosure(
        method=section.get("metode", OFF),
        threshold=section.get("terskel", 5),
        protect_zero=section.get("nuller", SHOWN) == PROTECTED,
        base=section.get("base", 3),
    )
    span = section.get("spenn", max(2, given.threshold - 1))
    return Disclosure(given.method, given.threshold, given.protect_zero, span, given.base)


def _errors(section: Mapping[Any, Any], where: str) -> Iterator[DataError]:
    for name in section:
        if name not in FIELDS:
            # In YAML, null is no word but nothing at all.
            yield _unknown("null" if name is None else str(name), FIELDS, where)
    for name, words in (("metode", METHODS), ("nuller", (SHOWN, PROTECTED))):
        value = section.get(name, words[0])
        if value not in words:
            yield DataError(
                f"{name} kan ikke være «{value}»",
                where=where,
                remedy=did_you_mean(str(value), words, f"Velg mellom {', '.join(words)}"),
            )
    for name, (low, high) in LIMITS.items():
        value = section.get(name, low)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield DataError(
                f"{name} kan ikke være «{value}»",
                where=where,
                remedy=f"Skriv et helt tall fra {low} til {high}",
            )


def _unknown(name: str, known: tuple[str, ...], where: str) -> DataError:
    return DataError(
        f"innstillingen «{name}» er ukjent",
        where=where,
        remedy=did_you_mean(name, known, f"Innstillingene er {', '.join(known)}"),
    )


def _package_says(root: Path) -> bool:
    """Whether the data package says that small counts are protected."""
    try:
        content = json.loads((root / PACKAGE).read_text(encoding="utf-8"))
        return bool(content[SECTION]["metode"] != OFF)
    except (OSError, ValueError, KeyError, TypeError):
        return False
