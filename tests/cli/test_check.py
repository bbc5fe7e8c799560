"""``komreport check`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.check import rules
from tests.conftest import ROWS, write_rows

from .conftest import Cli

WRONG = "2023,personer,kvinnne,asia,5,endelig,udi,kom_2023,3.1,"


def test_sound(cli: Cli, small: Path) -> None:
    assert cli("check", "2023", "--godkjenn").exit_code == 0
    result = cli("check", "2023", "--severity", "advarsel")
    assert (result.exit_code, result.stdout) == (0, "2023: ingen funn\n")


def test_errors(cli: Cli, small: Path) -> None:
    write_rows(small, [*ROWS, WRONG])
    result = cli("check")
    assert result.exit_code == 1
    assert "data/2023/personer.csv" in result.stdout
    assert "data/ukjent-kode" in result.stdout
    assert "Mente du «kvinne»" in " ".join(result.stdout.split())
    assert result.stdout.splitlines()[-1].startswith("2023: 1 feil")


def test_warnings_are_errors_when_strict(cli: Cli, small: Path) -> None:
    write_rows(small, [row.replace(",27,", ",2700,") for row in ROWS])
    assert cli("check").exit_code == 0
    assert cli("check", "--strict").exit_code == 1


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_for_machines(cli: Cli, small: Path, form: str) -> None:
    write_rows(small, [*ROWS, WRONG])
    result = cli("check", "--format", form, "--severity", "feil")
    assert result.exit_code == 1
    assert result.stdout.count("finnes ikke i kodelisten") == 1
    if form != "github":
        assert json.loads(result.stdout)


def test_approval(cli: Cli, small: Path) -> None:
    result = cli("check", "2023", "--godkjenn")
    first = "Tallene for 2023 er godkjent for første gang: 7 rader. Kvitteringen er data/2023/"
    assert first in result.stdout
    assert "(0 endringer). Kvitteringen er" in cli("check", "2023", "--godkjenn").stdout
    write_rows(small, [row.replace(",27,", ",28,") for row in ROWS])
    assert "«28», men var «27»" in " ".join(cli("check").stdout.split())
    result = cli("check", "--godkjenn", "--tema", "personer")
    assert "verdi er «28», men var «27»" in result.stdout
    assert "Tallene for 2023 i personer er godkjent (1 endring)." in result.stdout
    assert cli("check", "--strict").exit_code == 0


def test_approval_of_wrong_data_is_refused(cli: Cli, small: Path) -> None:
    write_rows(small, [*ROWS, WRONG])
    result = cli("check", "--godkjenn")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert not (small / "data" / "2023" / "godkjent.csv").exists()


def test_rules(cli: Cli, small: Path) -> None:
    result = cli("check", "--rules")
    assert result.exit_code == 0
    assert all(rule in result.stdout for rule in rules())


def test_wrong_use(cli: Cli, small: Path) -> None:
    assert cli("check", "--tema", "personer").exit_code == 2
    assert cli("check", "--format", "xml").exit_code == 2
    result = cli("check", "1850")
    assert result.exit_code == 2
    assert "1850" in result.output
