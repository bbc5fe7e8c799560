"""``data/innstillinger.yml``: what it can say, and one line for what it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.data import load
from komreport.data.loader import PACKAGE
from komreport.data.package import describe, write_package
from komreport.data.settings import FILE, Disclosure, read_disclosure
from komreport.errors import DataErrors
from tests.conftest import ROOT


def write(root: Path, text: str) -> None:
    (root / FILE).write_text(text, encoding="utf-8")


def test_off_without_a_file(project: Path) -> None:
    assert read_disclosure(project) == Disclosure()
    assert not read_disclosure(project).active
    assert load(project, 2023).pattern is None


def test_off_in_the_real_report() -> None:
    assert not read_disclosure(ROOT).active


def test_on_with_one_setting(project: Path) -> None:
    write(project, "skjerming: {metode: undertrykking}\n")
    assert read_disclosure(project) == Disclosure("undertrykking", 5, False, 4, 3)
    write(project, "skjerming: {metode: undertrykking, terskel: 3, nuller: skjerm}\n")
    found = read_disclosure(project)
    assert found == Disclosure("undertrykking", 3, True, 2, 3)
    assert [found.small(value) for value in range(4)] == [True, True, True, False]


def test_the_package_carries_it(project: Path) -> None:
    assert describe(project)["skjerming"] == {"metode": "ingen"}
    write(project, "skjerming: {metode: avrunding, base: 5}\n")
    write_package(project)
    content = json.loads((project / "data" / PACKAGE).read_text(encoding="utf-8"))
    assert content["skjerming"] == {
        "metode": "avrunding",
        "terskel": 5,
        "nuller": "vis",
        "base": 5,
    }


def test_a_package_that_says_on_is_not_overheard(project: Path) -> None:
    write(project, "skjerming: {metode: undertrykking}\n")
    write_package(project)
    write(project, "skjerming: {metode: ingen}\n")
    with pytest.raises(DataErrors, match=r"skjerming er slått på her, men ikke i .*make data"):
        load(project, 2023)
    write_package(project)
    assert load(project, 2023).pattern is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- skjerming\n", r"data/innstillinger.yml: filen har ikke felter"),
        ("skjerm: {}\n", r"innstillingen «skjerm» er ukjent. Mente du «skjerming»"),
        ("skjerming: på\n", r"innstillinger.yml, skjerming: feltene mangler"),
        ("skjerming: {metode: undertrykk}\n", r"metode kan ikke være «undertrykk». Mente du «und"),
        ("skjerming: {metode: no}\n", r"metode kan ikke være «False». .*ingen, undertrykking"),
        ("skjerming: {tersk: 5}\n", r"innstillingen «tersk» er ukjent. Mente du «terskel»"),
        ("skjerming: {null: vis}\n", r"innstillingen «null» er ukjent. Mente du «nuller»"),
        ("skjerming: {nuller: ja}\n", r"nuller kan ikke være «ja». Velg mellom vis, skjerm"),
        ("skjerming: {terskel: 1}\n", r"terskel kan ikke være «1». .*fra 2 til 100"),
        ("skjerming: {terskel: fem}\n", r"terskel kan ikke være «fem»"),
        ("skjerming: {base: 3.5}\n", r"base kan ikke være «3.5»"),
        ("skjerming: {spenn: true}\n", r"spenn kan ikke være «True»"),
        ("skjerming: {metode: [\n", r"innstillinger.yml, linje 2: ugyldig YAML"),
    ],
)
def test_wrong_settings(project: Path, text: str, message: str) -> None:
    write(project, text)
    with pytest.raises(Exception, match=message) as caught:
        load(project, 2023)
    assert "\n" not in str(caught.value)
