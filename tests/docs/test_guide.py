"""The editors' guide names only what exists, and its examples show what it says they show."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path

import pytest
from PIL import Image
from typer.main import get_command

from komreport.cli.app import app
from komreport.execute.inline import scan
from komreport.report import Report, open_report
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "redaktorguide.md"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
TEXT = GUIDE.read_text(encoding="utf-8")
#: Code spans, also those of two backticks.
SPANS = [found[2] for found in re.finditer(r"(?<!`)(`{1,2})(?!`) ?(.+?) ?(?<!`)\1(?!`)", TEXT)]
PROGRAMS = [shlex.split(span) for span in SPANS if span.startswith("komreport ")]
TARGETS = [shlex.split(span) for span in SPANS if span.startswith("make ")]
BLOCKS = re.findall(r"^ *```python\n(.+?)^ *```", TEXT, re.MULTILINE | re.DOTALL)
EXAMPLES = re.findall(r"^\| `` `\{python\} (.+)` `` \| (.+) \|$", TEXT, re.MULTILINE)
#: What appears when a year is begun, answers come in or a report is built.
MADE = ("data/2024", "svar", "sporreskjema", "output", "data/2023/….csv")


@pytest.fixture(scope="module")
def r() -> Report:
    """The report of 2023."""
    return open_report(2023, ROOT)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_there_is_something_to_test() -> None:
    assert len(PROGRAMS) > 5
    assert len(TARGETS) > 5
    assert len(EXAMPLES) > 8
    assert len(BLOCKS) == 2


@pytest.mark.parametrize("words", PROGRAMS, ids=" ".join)
def test_commands_and_their_options_exist(words: list[str]) -> None:
    command = get_command(app).commands[words[1]]  # type: ignore[attr-defined]
    options = {name for parameter in command.params for name in parameter.opts}
    options |= {name for parameter in command.params for name in parameter.secondary_opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("words", TARGETS, ids=" ".join)
def test_targets_of_make_exist(words: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE)
    for word in words[2:]:
        assert f"$({word.partition('=')[0]})" in makefile


def test_files_exist() -> None:
    paths = [
        span
        for span in SPANS
        if re.fullmatch(r"(data|notebooks|komreport|docs|output|sporreskjema|svar)/\S*", span)
        or re.fullmatch(r"\S+\.(csv|yml|ipynb|xlsx)", span)
    ]
    assert len(paths) > 8
    for path in paths:
        if path.startswith(MADE) or path == "anmeldelser.xlsx":
            continue
        places = (ROOT, ROOT / "notebooks", ROOT / "data" / "2023")
        assert any((place / path).exists() for place in places), path


@pytest.mark.parametrize(("code", "shown"), EXAMPLES)
def test_examples_show_what_the_guide_says(r: Report, code: str, shown: str) -> None:
    said = str(eval(code, {"r": r, "aar": 2023}))
    assert said.replace("\N{NO-BREAK SPACE}", " ") == shown


@pytest.mark.parametrize("block", BLOCKS)
def test_cells_run_and_are_numbered(r: Report, block: str) -> None:
    assert re.search(r"#\| label: (fig|tbl)-[a-z-]+\n", block)
    code = "\n".join(
        line.strip() for line in block.splitlines() if not line.strip().startswith("#")
    )
    ast.parse(code)
    assert eval(code.strip(), {"r": r, "aar": 2023}) is not None


def test_references_and_tags_exist() -> None:
    cells = [
        cell
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    source = "\n".join("".join(cell["source"]) for cell in cells) + "\n".join(BLOCKS)
    named = {name.rstrip("-") for name in re.findall(r"`@((?:fig|tbl)-[a-z-]+[a-z])`", TEXT)}
    assert named
    for name in named:
        assert f"label: {name}\n" in source
    assert "aar-2023" in {tag for cell in cells for tag in cell["metadata"].get("tags", [])}


def test_settings_of_disclosure_control_are_those_of_the_file() -> None:
    settings = (ROOT / "data" / "innstillinger.yml").read_text(encoding="utf-8")
    table = re.search(r"^\| innstilling .+?\n\n", TEXT, re.MULTILINE | re.DOTALL)
    assert table
    named = re.findall(r"^\| `(\w+)`", table[0], re.MULTILINE)
    assert re.findall(r"^  (\w+):", settings, re.MULTILINE) == named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = re.sub(r"(`+).+?\1", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name) if name else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), target


def test_pictures_are_small_and_described() -> None:
    pictures = re.findall(r"!\[([^]]*)\]\((images/[^)]+)\)", TEXT)
    assert len(pictures) == 7
    for words, name in pictures:
        assert len(words) > 30
        path = ROOT / "docs" / name
        assert path.stat().st_size < 150_000
        with Image.open(path) as picture:
            assert picture.width <= 1200


def test_expressions_are_written_as_chapters_want_them() -> None:
    spans = "\n".join(f"`{{python}} {code}`" for code, _ in EXAMPLES)
    assert [found.code for found in scan(spans).expressions] == [code for code, _ in EXAMPLES]
    assert not scan(spans).malformed
