"""One number, and everything that is known about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from komreport.data.codelists import TOTAL
from komreport.data.precision import Precision, precision

#: A number that a report printed, that was wrong, and that is no longer known.
WITHDRAWN = "trukket"
#: Statuses of a number that is not there.
WITHOUT_VALUE = frozenset({"ikke_rapportert", "skjermet", WITHDRAWN})

#: What disclosure control can do to a number.
WITHHELD = "skjermet"
ROUNDED = "avrundet"


@dataclass(frozen=True)
class Observation:
    """One row of a theme.

    Attributes:
        measure: Id of the measure.
        year: The year that the number is about.
        dims: Code per dimension, all of them, ``i_alt`` where it is not broken down.
        value: The number; None when it is missing or withheld.
        status: ``endelig``, ``forelopig``, ``anslag``; a bound, ``over``, ``minst``, ``under`` or
            ``hoyst``; or without a value ``ikke_rapportert``, ``skjermet`` or ``trukket``.
        source: Code of the actor that supplied it.
        publication: Code of the publication that it was printed in.
        section: Where in the publication.
        note: A note for readers, or an empty string.
        vintage: The report year whose folder the row comes from.
        file: The data file, relative to the project folder.
        row: Row in that file; the header is row 1.
        treatment: What disclosure control has done: ``skjermet``, ``avrundet``, or nothing.
    """

    measure: str
    year: int
    dims: Mapping[str, str]
    value: Decimal | None
    status: str
    source: str
    publication: str
    section: str
    note: str
    vintage: int
    file: Path
    row: int
    treatment: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two rows the same number in two report years: measure, year, codes."""
        return (self.measure, str(self.year), *self.dims.values())

    @property
    def precision(self) -> Precision:
        """How exact the value is: exact, about, or a bound."""
        return precision(self.status)

    @property
    def rounded_away(self) -> bool:
        """Whether the value is zero after rounding, so that the true one may be more."""
        return self.treatment == ROUNDED and self.value == 0

    @property
    def key(self) -> str:
        """A stable id of letters, digits and hyphens, unique in a report: its anchor in HTML."""
        codes = [f"{name}-{code}" for name, code in self.dims.items() if code != TOTAL]
        return re.sub(r"[^a-z0-9]+", "-", "-".join((self.measure, str(self.year), *codes)).lower())
