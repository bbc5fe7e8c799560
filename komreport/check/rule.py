"""Rules and checks: a check looks at a project and tells which of its rules are broken, where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from komreport.check.finding import Finding
from komreport.check.project import Project


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: Its name; the ids of its rules begin with it and a slash.
        title: What it looks at, in Norwegian.
        rules: Id of each rule that its findings may name → the rule in one line of Norwegian.
        run: Gives the findings of a project.
        needs_data: Whether it reads `Project.dataset`; it is left out when there is none, and the
            check of the data has said why.
    """

    name: str
    title: str
    rules: Mapping[str, str]
    run: Callable[[Project], Iterator[Finding]]
    needs_data: bool = False
