"""Findings for machines: valid SARIF, JSON, annotations, and the right line and column."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from komreport.check import Finding, Severity, rules
from komreport.check.formats import as_github, as_json, as_sarif
from komreport.check.location import Location, locate
from tests.conftest import write_rows
from tests.small import small_project, write_notebook

#: The standard's schema, without its descriptions.
SCHEMA = Path(__file__).with_name("sarif-2.1.0.json")
CELL = Finding(
    "data/ukjent-kode",
    Severity.ERROR,
    "koden «kvinnne» finnes ikke",
    "data/2023/personer.csv",
    3,
    column="region",
    remedy="Mente du «kvinne»?",
    suggestion="kvinne",
)
TEXT = Finding(
    "prosa/skrevet-tall",
    Severity.WARNING,
    "tallet «27» er skrevet for hånd: 50 %, altså",
    "notebooks/01_personer.ipynb",
    3,
    4,
    position=9,
)
WHOLE = Finding("avstemming/kjent-avvik", Severity.NOTE, "Fordi", "data/avstemming.yml")
NOWHERE = Finding("data/fil", Severity.ERROR, "data mangler")
ALL = [CELL, TEXT, WHOLE, NOWHERE]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = small_project(tmp_path / "prosjekt")
    write_notebook(root, "01_personer", "# Personer {#sec-personer}", "En\n\nDet var 27.")
    return root


def test_places(small: Path) -> None:
    rows = ['2023,"personer, alle",i_alt,i_alt,27,endelig,udi,kom_2023,3.1,'] * 2
    write_rows(small, rows)
    line = rows[0].index("i_alt,27") + 1
    assert locate(CELL, small) == Location(3, line)
    text = (small / TEXT.file).read_text(encoding="utf-8").splitlines()
    found = locate(Finding("a", Severity.ERROR, "b", TEXT.file, 3, 4), small)
    assert found.line is not None
    assert "Det var 27" in text[found.line - 1]
    assert locate(WHOLE, small) == locate(NOWHERE, small) == Location()


def test_sarif_is_valid(small: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for findings in ([], ALL):
        log = json.loads(as_sarif(findings, rules(), small))
        jsonschema.validate(log, schema)
    results = log["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note", "error"]
    names = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert all(names[result["ruleIndex"]] == result["ruleId"] for result in results)


def test_json(small: Path) -> None:
    first, *_ = json.loads(as_json(ALL, rules(), small))
    assert first["rule"] == "data/ukjent-kode"
    assert first["severity"] == "feil"
    assert (first["line"], first["suggestion"]) == (3, "kvinne")


def test_annotations(small: Path) -> None:
    lines = as_github(ALL, rules(), small).splitlines()
    assert lines[0].startswith("::error file=data/2023/personer.csv,line=3,col=")
    assert lines[1].startswith("::warning file=notebooks/01_personer.ipynb,line=")
    assert "50 %25, altså" in lines[1]
    assert lines[3].startswith("::error title=data/fil%3A ")
