"""What options can be set to. Light: an unchanged build must not wait for what it does not use."""

from __future__ import annotations

from enum import StrEnum


class Renderer(StrEnum):
    """Choices of ``--renderer``."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


class Output(StrEnum):
    """Choices of ``--format``: for people or for other programs."""

    tabell = "tabell"
    json = "json"


class Format(StrEnum):
    """Choices of ``--format`` of ``komreport check``: those, and what code hosts show."""

    tabell = "tabell"
    json = "json"
    sarif = "sarif"
    github = "github"


class Level(StrEnum):
    """Choices of ``--severity``: the words of `komreport.check.Severity`."""

    feil = "feil"
    advarsel = "advarsel"
    merknad = "merknad"
