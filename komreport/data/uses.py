"""Which themes this process has looked into.

A chapter's result depends on the files of these themes, in all report years, and on no others.
Code lists, schemas and the list of report years are not noted: every chapter depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable

_noted: set[str] = set()


def note(themes: Iterable[str]) -> None:
    """Note that themes are looked into."""
    _noted.update(themes)


def noted() -> list[str]:
    """Give the themes that were looked into so far, sorted."""
    return sorted(_noted)
