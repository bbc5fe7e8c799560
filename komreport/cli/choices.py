"""What options can be set to. Light: an unchanged build must not wait for what it does not use."""

from __future__ import annotations

from enum import StrEnum


class Renderer(StrEnum):
    """Choices of ``--renderer``."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


class Format(StrEnum):
    """Choices of ``--format``."""

    tabell = "tabell"
    json = "json"
    sarif = "sarif"
    github = "github"


class Level(StrEnum):
    """Choices of ``--severity``: the words of `komreport.check.Severity`."""

    feil = "feil"
    advarsel = "advarsel"
    merknad = "merknad"


class TraceFormat(StrEnum):
    """Choices of ``--format`` of ``komreport trace``."""

    tekst = "tekst"
    json = "json"


class Output(StrEnum):
    """Choices of ``--format`` of the commands that begin and fill a year."""

    table = "table"
    json = "json"
