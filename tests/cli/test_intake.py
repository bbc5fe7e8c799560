"""The commands of a new year, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from komreport.cli.app import EXIT_FAILED, EXIT_FINDINGS, EXIT_USAGE, app
from komreport.project import ROOT_VARIABLE
from tests.intake.conftest import Fill, before, begun, begun_once, fill
from tests.intake.test_collect import ALL, WOMEN
from tests.small import contents

__all__ = ["before", "begun", "begun_once", "fill"]

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in a project; gives the exit code and what it said."""

    def _command(root: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv(ROOT_VARIABLE, str(root))
        result = CliRunner().invoke(app, arguments)
        return result.exit_code, result.stdout, result.stderr

    return _command


def test_new_year(before: Path, command: Command) -> None:
    code, said, error = command(before, "new-year", "2024")
    assert (code, error) == (0, "")
    assert said.splitlines() == [
        "2024 er gjort klart:",
        "  Tall        2 filer i data/2024, uten tall",
        "  Tekst       1 utkast i notatbøkene",
        "  Skjemaer    2 spørreskjemaer i sporreskjema/2024",
        "Videre: send skjemaene, ta imot svarene med komreport collect, og bygg første utkast med "
        "komreport build 2024",
    ]
    found = contents(before)
    code, said, error = command(before, "new-year", "2024")
    assert (code, said) == (EXIT_USAGE, "")
    assert error.startswith("Feil: data/2024: 2024 finnes allerede, og ingenting er endret.")
    assert len(error.splitlines()) == 1
    assert contents(before) == found


def test_collect(begun: Path, fill: Fill, command: Command) -> None:
    path = fill({(ALL, "verdi"): 30, (WOMEN, "verdi"): "ca. 20"})
    code, said, error = command(begun, "collect", str(path))
    assert (code, error) == (EXIT_FINDINGS, "")
    for text in ("svar.xlsx: kan ikke brukes", "Personer", "E9", "«Anslag»"):
        assert text in said
    assert said.splitlines()[-2:] == [
        "1 nytt, 0 endret, 0 uendret, 1 avvist",
        "1 av 5 tall for 2024 er besvart",
    ]
    assert "data/2024/personer.csv: 1 nytt svar fra udi" in said
    path = fill({(ALL, "verdi"): 31})
    code, said, _ = command(begun, "collect", str(path), "--replace", "--dry-run")
    assert code == 0
    assert "Prøvekjøring: ingenting er skrevet" in said
    assert "30" in said
    assert "31" in said
    code, said, _ = command(begun, "collect", str(path), "--format", "json")
    receipt = json.loads(said)
    assert code == EXIT_FINDINGS
    assert receipt["refused"][0] == {
        "file": "svar.xlsx",
        "sheet": "Personer",
        "cell": "E8",
        "problem": "tallet er allerede endelig (30 → 31)",
        "remedy": "Kjør igjen med --replace hvis det nye skal gjelde",
    }


def test_who_has_not_answered(begun: Path, command: Command) -> None:
    code, said, _ = command(begun, "collect", "--status")
    assert code == 0
    assert "Utlendingsdirektoratet" in said
    assert said.splitlines()[-1] == "0 av 5 tall for 2024 er besvart"


def test_wrong_use(begun: Path, command: Command) -> None:
    code, _, error = command(begun, "collect")
    assert code == EXIT_USAGE
    assert "--status" in error
    code, _, error = command(begun, "collect", "--status", "--year", "2030")
    assert (code, error.splitlines()[0][:40]) == (
        EXIT_USAGE,
        "Feil: data: rapportåret 2030 finnes ikke",
    )


def test_wrong_data(begun: Path, command: Command) -> None:
    (begun / "data" / "2024" / "personer.csv").write_text("aar\n", encoding="utf-8")
    assert command(begun, "collect", "--status")[0] == EXIT_FAILED
