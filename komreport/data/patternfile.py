"""A pattern on the disk: places and rounded numbers, never what is withheld."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from komreport.data.pattern import Pattern

#: The pattern that everything in ``build/`` was made with.
KEPT = Path("build", ".skjerming")


def write_pattern(pattern: Pattern, path: Path) -> None:
    """Write a pattern to a file, whole or not at all."""
    content = json.dumps(
        {
            "fingerprint": pattern.fingerprint,
            "withheld": sorted(map(list, pattern.withheld)),
            "rounded": [[*place, value] for place, value in sorted(pattern.rounded.items())],
            "notices": pattern.notices,
            "telling": pattern.telling,
        },
        ensure_ascii=False,
    )
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(f"{_seal(content)}\n{content}", encoding="utf-8")
    beside.replace(path)


def read_pattern(path: Path) -> Pattern | None:
    """Read a pattern; None when there is none, or the file is not as it was written."""
    try:
        seal, _, text = path.read_text(encoding="utf-8").partition("\n")
        if seal != _seal(text):
            return None
        content = json.loads(text)
        return Pattern(
            content["fingerprint"],
            frozenset((file, row) for file, row in content["withheld"]),
            {(file, row): value for file, row, value in content["rounded"]},
            tuple(content["notices"]),
            content["telling"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def known_pattern(root: Path, fits: str) -> Pattern | None:
    """Give the pattern of the last build of a project.

    Args:
        root: The project folder.
        fits: The fingerprint that it must have; None is given when it has another.
    """
    found = read_pattern(root / KEPT)
    return found if found is not None and found.fingerprint == fits else None


def _seal(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
