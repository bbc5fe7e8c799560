"""A chapter is run again when anything that it depends on has changed, and only then."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from komreport import inputs as reading
from komreport.data.dataset import dataset_of
from komreport.execute import ChapterResult, run_report, workshop
from komreport.execute import cache as caching
from komreport.execute import chapter as running
from komreport.execute.workshop import Workshop
from komreport.kernels.template import Template
from tests.conftest import HEADER, ROWS, measure, schema, write_rows
from tests.small import small_project, write_notebook

pytestmark = pytest.mark.slow

Reasons = dict[str, str]
SAME = "alt det bygger på, er som før"
OTHER = "2023,dommer,i_alt,i_alt,3,endelig,udi,kom_2023,8.3,"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two themes; each chapter reads one of them."""
    root = small_project(tmp_path / "prosjekt")
    second = schema()
    second["komreport"] = {
        **second["komreport"],  # type: ignore[dict-item]
        "tittel": "Dommer",
        "maal": [measure("dommer", "Dommer")],
    }
    text = yaml.safe_dump(second, allow_unicode=True, sort_keys=False)
    (root / "data" / "skjema" / "dommer.yml").write_text(text, encoding="utf-8")
    write_verdicts(root, OTHER)
    write_notebook(root, "02_saker", "# Saker {#sec-saker}\n\n`{python} r.tall('dommer')` dommer.")
    return root


def write_verdicts(root: Path, *rows: str) -> None:
    path = root / "data" / "2023" / "dommer.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")


class Builds:
    """Runs the chapters of a project, again and again."""

    def __init__(self, root: Path, template: Template | None) -> None:
        self.root = root
        self.template = template
        self.number = 0

    def run(self, *, use: bool = True) -> tuple[list[ChapterResult], dict[str, bytes]]:
        """Give the results, and the copies by name."""
        self.number += 1
        folder = self.root.parent / f"ut{self.number}"
        made = Workshop(self.root, cache=use, preheat=False, template=self.template)
        read, engine = made.read()
        dataset = dataset_of(read, 2023)
        found = run_report(self.root, 2023, folder, dataset=dataset, engine=engine)
        copies = {path.name: path.read_bytes() for path in folder.iterdir()}
        shutil.rmtree(folder)
        return list(found.chapters), copies

    def why(self) -> Reasons:
        """Give why chapters were run: nothing of those that were not."""
        return {found.chapter: found.why for found in self.run()[0] if not found.reused}


@pytest.fixture
def builds(project: Path, template: Template | None) -> Builds:
    made = Builds(project, template)
    assert set(made.why().values()) == {"ikke kjørt før"}
    assert made.why() == {}
    return made


def shown(copy: bytes) -> str:
    """Give the texts of a finished copy."""
    cells = nbformat.reads(copy.decode(), as_version=4).cells
    return "\n".join(cell.source for cell in cells)


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_data_edit_runs_the_chapters_that_used_the_file(builds: Builds) -> None:
    write_verdicts(builds.root, OTHER.replace(",3,", ",4,"))
    assert builds.why() == {
        "02_saker": "data/2023/dommer.csv er endret",
        "A1_tallgrunnlag": "data/2023/dommer.csv er endret",
    }
    write_verdicts(builds.root, OTHER)
    assert builds.why() == {}  # back to a state that is kept


def test_a_file_of_another_year_belongs_to_its_theme(builds: Builds) -> None:
    folder = builds.root / "data" / "2022"
    folder.mkdir()
    why = builds.why()
    assert set(why.values()) == {"mappene i data/ er endret"}
    (folder / "dommer.csv").write_text(f"{HEADER}\n", encoding="utf-8")
    assert builds.why()["02_saker"] == "data/2022/dommer.csv er ny"


def test_code_lists_and_schemas_are_everybodys(builds: Builds) -> None:
    edit(builds.root / "data" / "kodelister" / "kjonn.csv", "Kvinner", "Kvinne")
    why = builds.why()
    assert len(why) == 4
    assert set(why.values()) == {"data/kodelister/kjonn.csv er endret"}


def test_prose_starts_no_kernel(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    path = builds.root / "notebooks" / "01_personer.ipynb"
    edit(path, "Det var", "Nå var det")
    _forbid_kernels(monkeypatch)
    found, copies = builds.run()
    assert all(chapter.reused for chapter in found)
    assert "Nå var det [27]" in copies["01_personer.ipynb"].decode()


def test_the_same_question_twice_or_not_at_all_starts_no_kernel(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = builds.root / "notebooks" / "01_personer.ipynb"
    question = "`{python} r.tall('personer')`"
    edit(path, f"Det var {question} personer.", f"{question} og {question}.")
    with monkeypatch.context() as patched:
        _forbid_kernels(patched)
        assert shown(builds.run()[1]["01_personer.ipynb"]).count("[27]") == 2
    edit(path, f"{question} og {question}.", "Ingen.")
    assert builds.why() == {"A1_tallgrunnlag": "tallene som kapitlene viser, er endret"}
    assert "[27]" not in shown(builds.run()[1]["01_personer.ipynb"])


def _forbid_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    from komreport.execute import engine  # noqa: PLC0415

    monkeypatch.setattr(engine.KomreportEngine, "_run", lambda *a: pytest.fail("a kernel started"))


def test_a_new_question_is_asked(builds: Builds) -> None:
    edit(
        builds.root / "notebooks" / "01_personer.ipynb",
        "Det var",
        "`{python} r.tall('personer', aar=2022)` i fjor. Det var",
    )
    assert builds.why() == {
        "01_personer": "uttrykkene er endret",
        "A1_tallgrunnlag": "tallene som kapitlene viser, er endret",
    }


def test_questions_that_change_something_keep_their_order(builds: Builds) -> None:
    path = builds.root / "notebooks" / "02_saker.ipynb"
    write_notebook(
        builds.root, "02_saker", "# S {#sec-saker}", "python:tall = iter(range(9))",
        "Først `{python} next(tall)`.", "Så `{python} next(tall)`.",
    )  # fmt: skip
    assert set(builds.why()) == {"02_saker", "A1_tallgrunnlag"}
    edit(path, "Så ", "Etterpå ")
    assert builds.why() == {}
    edit(path, "Først `{python} next(tall)`.", "Borte.")
    assert builds.why() == {"02_saker": "uttrykkene er endret"}
    assert "Etterpå 0" in builds.run()[1]["02_saker.ipynb"].decode()


def test_captions_are_prose_and_code_is_not(builds: Builds) -> None:
    write_notebook(builds.root, "02_saker", "# S {#sec-saker}", "python:#| echo: false\nx = 1")
    path = builds.root / "notebooks" / "02_saker.ipynb"
    builds.run()
    edit(path, "echo: false", "echo: true")
    assert builds.why() == {}
    edit(path, "x = 1", "x = 2")
    assert builds.why() == {"02_saker": "kodecelle 4 er endret"}


@pytest.mark.parametrize(
    ("code", "change", "why"),
    [
        (
            "open('notat.txt').read()",
            lambda root: (root / "notebooks" / "notat.txt").write_text("to"),
            "notebooks/notat.txt er endret",
        ),
        (
            "import os\nos.path.exists('finnes.txt')",
            lambda root: (root / "notebooks" / "finnes.txt").write_text("ja"),
            "notebooks/finnes.txt er ny",
        ),
        (
            "import glob\nglob.glob('../bilder/*')",
            lambda root: (root / "bilder" / "b.txt").write_text(""),
            "innholdet i mappa bilder er endret",
        ),
        (
            "import sys\nsys.path.append('../bilder')\nimport hjelper",
            lambda root: (root / "bilder" / "hjelper.py").write_text("x = 22"),
            "bilder/hjelper.py er endret",
        ),
    ],
    ids=["file", "absent file", "folder", "module"],
)
def test_what_the_chapter_looks_at_itself(
    builds: Builds, code: str, change: Callable[[Path], Any], why: str
) -> None:
    (builds.root / "notebooks" / "notat.txt").write_text("en")
    (builds.root / "bilder").mkdir()
    (builds.root / "bilder" / "hjelper.py").write_text("x = 1")
    import time  # noqa: PLC0415

    time.sleep(0.1)  # a file that was written just now is not trusted
    write_notebook(builds.root, "02_saker", "# S {#sec-saker}", f"python:{code};")
    builds.run()
    assert builds.why() == {}
    change(builds.root)
    assert builds.why() == {"02_saker": why}


def test_a_variable_that_the_chapter_asks_for(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(
        builds.root, "02_saker", "# S {#sec-saker}", "python:import os\nx = os.getenv('KOM_X')",
        "`{python} str(x)`",
    )  # fmt: skip
    builds.run()
    assert builds.why() == {}
    monkeypatch.setenv("KOM_Y", "1")
    assert builds.why() == {}
    monkeypatch.setenv("KOM_X", "1")
    assert builds.why() == {"02_saker": "miljøvariabelen KOM_X er ny"}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import subprocess\nsubprocess.run(['true'])", "starter et annet program"),
        ("open('ny.txt', 'w').close()", "skriver filer"),
        ("import socket\nsocket.getaddrinfo('localhost', 1)", "bruker nettverket"),
    ],
)
def test_what_cannot_be_followed_is_not_kept(builds: Builds, code: str, why: str) -> None:
    write_notebook(builds.root, "02_saker", "# S {#sec-saker}", f"python:{code};")
    builds.run()
    assert why in builds.why()["02_saker"]


def test_the_package_itself(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reading.machine

    def other() -> dict[str, str]:
        return {**real(), reading.SOURCE: "en annen"}

    monkeypatch.setattr(reading, "machine", other)
    monkeypatch.setattr(workshop, "machine", other)
    assert set(builds.why().values()) == {"komreport er endret"}


def test_a_process_that_runs_old_code_keeps_nothing(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a preview does while somebody works on the package itself."""
    real = reading.machine
    with Workshop(builds.root, preheat=False, template=builds.template) as made:
        monkeypatch.setattr(reading, "machine", lambda: {**real(), reading.SOURCE: "en annen"})
        _, engine = made.read()
        assert engine.data is not None
        assert (engine.cache, engine.template) == (None, None)
        made.template = None  # others use it still


def test_a_chapter_that_nobody_has_touched_is_not_even_read(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = running.read_notebook

    def noted(path: Path, year: int) -> nbformat.NotebookNode:
        read.append(path.stem)
        return real(path, year)

    monkeypatch.setattr(running, "read_notebook", noted)
    edit(builds.root / "notebooks" / "02_saker.ipynb", "dommer.", "avgjørelser.")
    assert builds.why() == {}
    assert read == ["02_saker"]
    write_verdicts(builds.root, f"{OTHER}En ny merknad")
    builds.run()
    assert read == ["02_saker", "02_saker", "A1_tallgrunnlag"]


def test_half_an_entry_is_as_good_as_none(builds: Builds) -> None:
    files = [p for p in (builds.root / "build" / caching.FOLDER).rglob("*") if p.is_file()]
    assert len(files) == 8  # of four chapters, what a kernel answered and the finished copy
    for number, file in enumerate(files):
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2] if number % 2 else b"{}" + content)
    _, clean = builds.run(use=False)
    assert builds.run()[1] == clean


def test_no_more_is_kept_than_has_room(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(caching.KEPT + 2):
        write_verdicts(builds.root, OTHER.replace(",3,", f",{number},"))
        builds.run()
    folder = builds.root / "build" / caching.FOLDER
    assert len(list((folder / "2023-02_saker").iterdir())) == caching.KEPT
    monkeypatch.setattr(caching, "LIMIT", 0)
    builds.run()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


EDITS = 7
KINDS = ("data", "note", "prose", "code", "expression", "codelist", "schema", "tag", "file")


def random_edit(root: Path, chance: random.Random, kinds: Sequence[str]) -> str:
    """Change one input."""
    number = chance.randrange(100)
    books = root / "notebooks"
    chapter = books / f"{chance.choice(['01_personer', '02_saker'])}.ipynb"
    notebook = nbformat.read(chapter, as_version=4)
    text = chance.choice([c for c in notebook.cells if c.cell_type == "markdown"])
    kind = chance.choice(kinds)
    if kind == "data":
        write_rows(root, [ROWS[0].replace(",27,", f",{number},"), *ROWS[1:]])
    elif kind == "note":
        write_verdicts(root, f"{OTHER}Merknad {number}")
    elif kind == "prose":
        text.source += f"\n\nTillegg {number}."
    elif kind == "code":
        notebook.cells.append(nbformat.v4.new_code_cell(f"{number}"))
    elif kind == "expression":
        code = chance.choice(
            ["aar", "r.tall('personer')", "r.tall('dommer')", "r.tall('personer', aar=2022)"]
        )
        text.source += f"\n\nOg `{{python}} {code}`."
    elif kind == "codelist":
        path = root / "data" / "kodelister" / "aktorer.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        rest = lines[2].split(",")
        lines[2] = ",".join([rest[0], f"Utlendingsdirektoratet {number}", *rest[2:]])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif kind == "schema":
        path = root / "data" / "skjema" / "personer.yml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["komreport"]["maal"][0]["flertall"] = f"personer{number}"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    elif kind == "tag":
        text.metadata["tags"] = chance.choice([[], ["aar-2023"], ["aar-2022"]])
    else:
        path = root / "data" / "2022" / "dommer.csv"
        if path.exists():
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            row = f"2022,dommer,i_alt,i_alt,{number},endelig,udi,kom_2023,8.3,"
            path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"celle-{index}"
    nbformat.write(notebook, chapter)
    return kind


def compare(builds: Builds, edits: int, kinds: Sequence[str] = KINDS) -> None:
    """Edit at random; after each edit the cached copies are those of a clean run."""
    chance = random.Random(20231125)
    done = []
    for _ in range(edits):
        done.append(random_edit(builds.root, chance, kinds))
        _, cached = builds.run()
        _, clean = builds.run(use=False)
        assert cached == clean, done


def test_random_edits_never_show_an_old_result(builds: Builds) -> None:
    compare(builds, EDITS)


@pytest.mark.parametrize("kind", ["data", "code", "codelist"])
def test_the_comparison_notices_a_weak_key(
    builds: Builds, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "data":
        monkeypatch.setattr(reading.Inputs, "theme", lambda self, name: {})
    elif kind == "code":
        monkeypatch.setattr(caching.Situation, "cells", lambda self, asked: [])
    else:
        monkeypatch.setattr(reading, "_shared", lambda data, root: {})
    with pytest.raises((AssertionError, StopIteration)):
        compare(builds, 2, [kind])


def test_entries_name_what_they_depend_on(builds: Builds) -> None:
    (path,) = (builds.root / "build" / caching.FOLDER / "2023-02_saker").iterdir()
    body = caching.read_sealed(path)
    assert body
    depends = json.loads(body)["depends"]
    assert list(depends["tema"]) == ["dommer"]
    assert list(depends["tema"]["dommer"]) == ["data/2023/dommer.csv"]
