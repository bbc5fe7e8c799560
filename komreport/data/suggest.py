"""«Mente du …?»: the existing names that are nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

CUTOFF = 55


def nearest(name: str, existing: Iterable[str], limit: int = 3) -> list[str]:
    """Give the existing names that look most like ``name``, best first; empty when none does."""
    found = process.extract(
        name, list(existing), scorer=fuzz.WRatio, limit=limit, score_cutoff=CUTOFF
    )
    return [match[0] for match in found]


def closest(name: str, existing: Iterable[str]) -> str:
    """Give the one existing name that differs least from ``name``; "" when none is like it."""
    found = process.extractOne(name, list(existing), scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return found[0] if found else ""


def did_you_mean(name: str, existing: Iterable[str], otherwise: str = "") -> str:
    """Say which names were probably meant: «Mente du «a» eller «b»?», or ``otherwise``."""
    found = [f"«{match}»" for match in nearest(name, existing)]
    if not found:
        return otherwise
    return f"Mente du {' eller '.join(found)}?"
