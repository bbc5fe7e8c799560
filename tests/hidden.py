"""The pattern of withheld numbers in the real data: worked out once for all processes of a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from komreport.data import disclosure
from komreport.data.loader import Reading
from komreport.data.pattern import Pattern, fingerprint
from komreport.data.patternfile import KEPT, read_pattern, write_pattern
from komreport.data.settings import SUPPRESSION, Disclosure
from komreport.render.turn import turn
from tests.conftest import ROOT


def real_pattern(factory: pytest.TempPathFactory) -> Pattern:
    """Give what is withheld of the real data with the usual settings."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # one folder a process; theirs is the run's
    file = folder / "skjermet"
    with turn(folder, _wait):
        found = read_pattern(file)
        if found is None:
            reading, settings = Reading(ROOT), Disclosure(SUPPRESSION)
            found = disclosure.find_pattern(reading, settings, fingerprint(reading, settings))
            write_pattern(found, file)
    return found


def keep_pattern(pattern: Pattern, root: Path) -> None:
    """Let a copy of the project know the pattern, as after a build."""
    (root / KEPT).parent.mkdir(parents=True, exist_ok=True)
    write_pattern(pattern, root / KEPT)


def _wait() -> None: ...
