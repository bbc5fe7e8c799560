"""What is here, what is missing, and how to get it."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from komreport.cli import doctor
from komreport.cli.doctor import Finding, examine

from .conftest import Cli


def finding(root: Path, part: str) -> Finding:
    (found,) = [item for item in examine(root) if item.part == part]
    return found


def test_a_complete_machine(cli: Cli, small: Path) -> None:
    result = cli("doctor")
    assert result.exit_code == 0, result.output
    assert "Rapporten bygges med: " in result.stdout
    for part in ("Python", "pandoc", "Typst", "Quarto", "data/", "notebooks/"):
        assert part in result.stdout


def test_json_for_other_programs(cli: Cli, small: Path) -> None:
    findings = {item["part"]: item for item in json.loads(cli("doctor", "--format", "json").stdout)}
    assert findings["data/"] == {"part": "data/", "state": "ok", "found": "2023", "remedy": ""}
    assert findings["notebooks/"]["found"] == "4 kapitler"
    assert findings["papermill"]["found"] == metadata.version("papermill")
    assert all(item["remedy"] for item in findings.values() if item["state"] != "ok")


def test_a_missing_package_is_a_finding_with_a_remedy(
    cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("pakke-som-ikke-finnes",))
    result = cli("doctor")
    assert result.exit_code == 1
    assert finding(small, "pakke-som-ikke-finnes").remedy == "make env"


def test_pandoc_that_is_not_there(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(doctor, "_pandoc_version", absent)
    found = finding(small, "pandoc")
    assert (found.state, found.remedy) == ("mangler", "make env (pakken pypandoc_binary)")


@pytest.mark.parametrize(
    ("version", "state", "said", "chosen"),
    [
        (None, "valgfritt", "ikke installert", "den innebygde (pandoc og Typst)"),
        ((1, 6, 40), "valgfritt", "1.6.40, for gammel", "den innebygde (pandoc og Typst)"),
        ((1, 10, 3), "ok", "1.10.3", "Quarto 1.10.3"),
    ],
)
def test_quarto_decides_the_renderer(
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, ...] | None,
    state: str,
    said: str,
    chosen: str,
) -> None:
    monkeypatch.setattr(doctor, "quarto_version", lambda: version)
    found = finding(small, "Quarto")
    assert (found.state, found.found) == (state, said)
    assert bool(found.remedy) == (state != "ok")
    assert doctor.chosen_renderer() == chosen


def test_a_browser_is_optional(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = finding(small, "Chromium")
    assert (found.state, found.found) == ("valgfritt", "ikke installert")


def test_a_project_without_data_and_chapters(small: Path) -> None:
    for notebook in (small / "notebooks").iterdir():
        notebook.unlink()
    assert finding(small, "notebooks/").state == "mangler"
    (small / "data" / "2023" / "personer.csv").unlink()
    (small / "data" / "2023").rmdir()
    found = finding(small, "data/")
    assert found.state == "mangler"
    assert found.found


def test_a_nearly_full_disk(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = doctor.shutil.disk_usage(small)._replace(free=150 * 2**20)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    found = finding(small, "Diskplass")
    assert (found.state, found.found) == ("mangler", "150 MB ledig")
