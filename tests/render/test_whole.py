"""A build that uses what earlier builds have made publishes the same bytes as a clean one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from komreport.errors import KomreportError
from komreport.execute.workshop import Workshop
from komreport.kernels.crew import Crew
from komreport.kernels.template import Template
from komreport.render.build import build_report
from komreport.render.built import build_options
from komreport.render.stamp import Stamp
from tests.execute.test_cache import random_edit
from tests.small import small_project

pytestmark = pytest.mark.slow

YEAR = 2023
ROUNDS = 4
KINDS = ("data", "prose", "code", "expression", "codelist")
Published = dict[str, bytes] | str


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, template: Template | None) -> Path:
    """A project whose report has been built."""
    root = small_project(tmp_path_factory.mktemp("helt") / "prosjekt")
    assert isinstance(build(root, template), dict)
    return root


def build(root: Path, template: Template | None, *, crew: bool = True) -> Published:
    """Build a report; give the published files, or why there are none."""
    workshop = Workshop(root, preheat=False, template=template)
    if not crew:
        workshop.crew = Crew()
    try:
        build_report(root, YEAR, renderer="builtin", workshop=workshop)
    except KomreportError as error:
        return str(error).replace(str(root), "")
    finally:
        workshop.crew.rest()
    target = root / "output" / str(YEAR)
    files = (path for path in sorted(target.rglob("*")) if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


def edit_look(root: Path, chance: random.Random) -> str:
    """Change what pages are made with."""
    kom = root / "_extensions" / "kom"
    file, before, after = chance.choice(
        [
            (root / "_quarto.yml", "Tilstandsrapport", "Rapport"),
            (root / "_quarto.yml", "number-depth: 2", "number-depth: 3"),
            (root / "_brand.yml", "#1F4E5F", "#1F4E6F"),
            (kom / "kom.css", "font-size", "  font-size"),
            (kom / "kom.lua", "Vis tallene som tabell", "Se tallene som tabell"),
            (kom / "typst-show.typ", "#show", "// endret\n#show"),
        ]
    )
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return file.name


def test_random_edits_give_what_a_clean_build_gives(
    project: Path, template: Template | None, tmp_path: Path
) -> None:
    chance, done = random.Random(20231125), list[str]()
    for number in range(ROUNDS):
        done += [random_edit(project, chance, KINDS), edit_look(project, chance)]
        clean = tmp_path / f"rent{number}"
        shutil.copytree(project, clean, ignore=shutil.ignore_patterns("build", "output"))
        found = build(project, template)
        assert isinstance(found, dict), done
        assert found == build(clean, template, crew=False), done


def test_a_published_file_that_is_gone_or_changed_comes_back(
    project: Path, template: Template | None
) -> None:
    published = build(project, template)
    assert isinstance(published, dict)
    target = project / "output" / str(YEAR)
    stamp = Stamp(project, YEAR, target, build_options("builtin", None))
    for name in ("html/01_personer.html", f"kom-tilstandsrapport-{YEAR}.pdf", "data/personer.csv"):
        for spoil in (Path.unlink, lambda path: path.write_bytes(b"noe annet")):
            assert stamp.unchanged()
            spoil(target / name)
            assert not stamp.unchanged()
            assert build(project, template) == published
    (target / "html" / "fremmed.html").write_text("fremmed", encoding="utf-8")
    assert not stamp.unchanged()
    assert build(project, template) == published
