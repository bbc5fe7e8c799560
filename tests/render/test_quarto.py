from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from komreport.errors import KomreportError
from komreport.render import quarto
from komreport.render.rendered import timestamp

MAKES_BOOK = """
echo "WARN: Unable to resolve crossref @tbl-x" >&2
mkdir _book && echo "<html>" > _book/index.html && echo "%PDF" > _book/Rapport.pdf
echo "$SOURCE_DATE_EPOCH $*" > _book/kalt.txt
"""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Looks for Quarto anew in every test."""
    quarto.quarto_version.cache_clear()
    yield
    quarto.quarto_version.cache_clear()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, version: str, script: str = "") -> None:
    """Put a program that answers as Quarto does first on PATH."""
    folder.mkdir()
    program = folder / "quarto"
    answer = f'if [ "$1" = --version ]; then echo {version}; exit; fi\n'
    program.write_text(f"#!/bin/sh\n{answer}{script}", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "_quarto.yml").write_text('aar: "2023"\n', encoding="utf-8")
    return folder


def test_no_quarto(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not quarto.available()
    with pytest.raises(KomreportError, match=r"Quarto 1\.10 eller nyere trengs, men er ikke inst"):
        quarto.render(project, tmp_path)


@pytest.mark.parametrize(("version", "good"), [("1.9.37", False), ("1.10.18", True), ("2.0", True)])
def test_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, good: bool
) -> None:
    install(tmp_path / "bin", monkeypatch, version)
    assert quarto.available() is good


def test_gives_html_pdf_and_the_warnings(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "bin", monkeypatch, "1.10.18", MAKES_BOOK)
    out = tmp_path / "ut"
    out.mkdir()
    done = quarto.render(project, out)
    assert done.pdf.read_text(encoding="utf-8") == "%PDF\n"
    assert (done.html / "index.html").is_file()
    assert done.renderer == "Quarto 1.10.18"
    assert done.warnings == ("WARN: Unable to resolve crossref @tbl-x",)
    called = (done.html / "kalt.txt").read_text(encoding="utf-8").split()
    assert called == [str(timestamp({"aar": "2023"})), "render"]
    assert sorted(path.name for path in out.iterdir()) == ["html", "rapport.pdf"]
    assert [path.name for path in project.iterdir()] == ["_quarto.yml"]


def test_one_format_alone(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "bin", monkeypatch, "1.10.18", MAKES_BOOK)
    out = tmp_path / "ut"
    out.mkdir()
    done = quarto.render(project, out, formats=["html"])
    called = (done.html / "kalt.txt").read_text(encoding="utf-8").split()
    assert called[1:] == ["render", "--to", "kom-html"]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "echo 'ERROR: Cannot find chapter' >&2; exit 1",
            "Quarto stoppet: ERROR: Cannot",
        ),
        ("echo 'noe annet' >&2; exit 1", "Quarto stoppet: noe annet"),
        ("mkdir _book; echo a > _book/index.html", "Quarto laget ikke PDF"),
        ("exit 0", "Quarto laget ikke HTML og PDF"),
    ],
)
def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    install(tmp_path / "bin", monkeypatch, "1.10.18", script)
    out = tmp_path / "ut"
    out.mkdir()
    with pytest.raises(KomreportError, match=message) as caught:
        quarto.render(project, out)
    assert "\n" not in str(caught.value)
    assert list(out.iterdir()) == []
