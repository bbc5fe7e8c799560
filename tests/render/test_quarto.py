"""The renderer with Quarto: with a stand-in that notes how it is called, and with the real one."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from komreport.errors import KomreportError
from komreport.render.quarto import QUARTO_MINIMUM, available, quarto_version, render
from komreport.render.rendered import Rendered, timestamp

from .book import text, write_book

STAND_IN = """import os, pathlib, sys
if sys.argv[1:] == ["--version"]:
    print({version!r})
    sys.exit()
pathlib.Path({log!r}).write_text("\\n".join([*sys.argv[1:], os.environ["SOURCE_DATE_EPOCH"]]))
print({said!r}, file=sys.stderr)
book = pathlib.Path("_book")
book.mkdir()
for name in {made!r}:
    (book / name).write_text(name)
sys.exit({code})
"""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Lets every test find its own Quarto."""
    quarto_version.cache_clear()
    yield
    quarto_version.cache_clear()


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts a program called quarto on PATH; gives the file that it writes its arguments in."""

    def _stand_in(
        version: str = "1.10.2",
        said: str = "",
        made: tuple[str, ...] = ("index.html", "Tilstandsrapport-2023.pdf"),
        code: int = 0,
    ) -> Path:
        folder, log = tmp_path / "bin", tmp_path / "kall.txt"
        folder.mkdir()
        program = folder / "quarto"
        settings = {"version": version, "said": said, "made": made, "code": code}
        script = tmp_path / "quarto.py"
        script.write_text(STAND_IN.format(log=str(log), **settings), encoding="utf-8")
        # a path with spaces cannot stand after #!
        command = f'exec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"'
        program.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return log

    return _stand_in


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A project of one chapter."""
    return write_book(tmp_path / "bok på norsk", {"index": [text("# En {#sec-en}\n\nSe @sec-en.")]})


def test_without_quarto(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert quarto_version() is None
    assert not available()
    with pytest.raises(KomreportError, match=r"ikke installert\. Installer Quarto") as caught:
        render(book, tmp_path)
    assert "--renderer builtin" in caught.value.remedy


@pytest.mark.parametrize(
    ("said", "version", "enough"),
    [
        ("1.10.2", (1, 10, 2), True),
        ("1.11.0-rc1", (1, 11, 0), True),
        ("2.0", (2, 0), True),
        ("1.9.38", (1, 9, 38), False),
        ("99.9.9", (99, 9, 9), True),
        ("ukjent", None, False),
    ],
)
def test_reads_the_version(
    stand_in: Callable[..., Path], said: str, version: tuple[int, ...] | None, enough: bool
) -> None:
    stand_in(version=said)
    assert quarto_version() == version
    assert available() is enough


def test_a_quarto_that_is_too_old_is_named(
    stand_in: Callable[..., Path], book: Path, tmp_path: Path
) -> None:
    stand_in(version="1.6.40")
    with pytest.raises(KomreportError, match=r"Quarto 1\.10 eller nyere trengs, men er 1\.6\.40"):
        render(book, tmp_path)


def test_renders_a_copy_and_collects_what_it_made(
    stand_in: Callable[..., Path], book: Path, tmp_path: Path
) -> None:
    log = stand_in(said="\x1b[33mWARN: noe rart\x1b[39m\nOutput created\nWARN: noe rart")
    before = sorted(book.rglob("*"))
    out = tmp_path / "ut"
    out.mkdir()
    result = render(book, out)
    assert log.read_text().splitlines() == ["render", str(timestamp({"aar": 2023}))]
    assert result == Rendered(
        out / "html", out / "rapport.pdf", "Quarto 1.10.2", ("WARN: noe rart",)
    )
    assert (result.html / "index.html").read_text() == "index.html"
    assert result.pdf.is_file()
    assert sorted(path.name for path in out.iterdir()) == ["html", "rapport.pdf"]
    assert sorted(book.rglob("*")) == before


def test_one_format_is_asked_for_by_its_name(
    stand_in: Callable[..., Path], book: Path, tmp_path: Path
) -> None:
    log = stand_in(made=("index.html",))
    result = render(book, tmp_path, formats=["html"])
    assert log.read_text().splitlines()[:3] == ["render", "--to", "kom-html"]
    assert result.html.is_dir()
    assert not result.pdf.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("WARN: a\nERROR: Feil i _quarto.yml\nStack trace", "ERROR: Feil i _quarto.yml"),
        ("noe\nsiste linje\n", "siste linje"),
    ],
)
def test_a_failure_is_one_line(
    stand_in: Callable[..., Path], book: Path, tmp_path: Path, said: str, message: str
) -> None:
    stand_in(said=said, code=1)
    out = tmp_path / "ut"
    out.mkdir()
    with pytest.raises(KomreportError) as caught:
        render(book, out)
    assert str(caught.value) == f"Quarto stoppet: {message}"
    assert list(out.iterdir()) == []


def test_says_what_quarto_did_not_make(
    stand_in: Callable[..., Path], book: Path, tmp_path: Path
) -> None:
    stand_in(made=("index.html",))
    with pytest.raises(KomreportError, match="Quarto laget ikke PDF"):
        render(book, tmp_path)


@pytest.mark.slow
@pytest.mark.quarto
def test_the_real_quarto_numbers_and_words_as_the_built_in_renderer(
    sample: Path, rendered: Rendered, tmp_path: Path
) -> None:
    if not available():
        needed = ".".join(map(str, QUARTO_MINIMUM))
        pytest.skip(f"Quarto {needed} eller nyere er ikke her; se environment.yml")
    result = render(sample, tmp_path)
    assert result.warnings == ()
    name = "01_politi.html"
    pages = [
        BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser")
        for folder in (result.html, rendered.html)
    ]
    captions = [
        [" ".join(item.get_text().split()) for item in page.find_all("figcaption")]
        for page in pages
    ]
    assert captions[0] == captions[1]


def test_the_date_of_the_pdf_is_new_year_after_the_report_year() -> None:
    assert timestamp({"aar": "2023"}) == 1704110400
