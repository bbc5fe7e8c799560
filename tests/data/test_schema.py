"""Schemas: what is wrong with them is said before any row is judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from komreport.data import load
from komreport.data.schema import load_themes
from komreport.errors import DataErrors
from tests.conftest import measure, schema


def write(project: Path, content: object, name: str = "personer") -> None:
    path = project / "data" / "skjema" / f"{name}.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_theme(project: Path) -> None:
    theme = load_themes(project)["personer"]
    assert theme.dimensions == ("kjonn", "region")
    assert theme.measures["personer"].dimensions == ("kjonn", "region")
    assert theme.file == "data/skjema/personer.yml"
    assert not theme.is_register


def _without(content: dict[str, Any], column: str) -> None:
    content["fields"] = [item for item in content["fields"] if item["name"] != column]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: _without(c, "verdi"), "kolonnen «verdi» mangler i skjemaet"),
        (lambda c: c["primaryKey"].append("regin"), "«regin», som ikke er en .*«region»"),
        (lambda c: c["komreport"]["maal"].append(measure("personer", "X")), "står to ganger"),
        (lambda c: c["komreport"].update(type="tal"), "«tal», som skal være tall eller register"),
        (lambda c: c.pop("komreport"), "mangler eller har feil i 'komreport'"),
        (lambda c: c["fields"][2].pop("name"), "mangler eller har feil i 'name'"),
        (
            lambda c: c["foreignKeys"][1]["reference"].update(resource="regionn"),
            "bruker kodelisten «regionn», som mangler. Mente du «region»",
        ),
    ],
)
def test_bad_schema(
    project: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    content: dict[str, Any] = schema()
    change(content)
    write(project, content)
    with pytest.raises(DataErrors, match=message) as caught:
        load(project, 2023)
    assert len(caught.value.errors) == 1
    assert str(caught.value).startswith("data/skjema/personer.yml: ")


@pytest.mark.parametrize("name", ["region", "status", "aktorer"])
def test_missing_code_list(project: Path, name: str) -> None:
    (project / "data" / "kodelister" / f"{name}.csv").unlink()
    with pytest.raises(DataErrors, match=f"bruker kodelisten «{name}», som mangler"):
        load(project, 2023)


def test_a_measure_in_two_themes(project: Path) -> None:
    content: dict[str, Any] = schema()
    content["komreport"]["maal"] = [measure("personer", "Personer")]
    write(project, content, "saker")
    with pytest.raises(DataErrors, match=r"saker.yml: målet «personer» står også i personer.yml"):
        load(project, 2023)


def test_findings_of_all_schemas_come_together(project: Path) -> None:
    for name in ("personer", "saker"):
        (project / "data" / "skjema" / f"{name}.yml").write_text("a: [", encoding="utf-8")
    (project / "data" / "skjema" / "tegn.yml").write_bytes(b"a: \xff")
    with pytest.raises(DataErrors) as caught:
        load_themes(project)
    assert len(caught.value.errors) == 3
