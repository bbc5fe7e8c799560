"""The generated Quarto project: one test for each trap of executed notebooks, on a real run."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import yaml

from komreport.errors import KomreportError
from komreport.execute import inline, run_report
from komreport.render import project
from komreport.render.project import USE_FILE, project_config, read_use, write_project

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "execute" / "notebooks" / "good.ipynb"

pytestmark = pytest.mark.slow


def notebook(path: Path, title: str) -> None:
    """Write a small chapter that needs no data."""
    parameters = nbformat.v4.new_code_cell("aar = 2023", metadata={"tags": ["parameters"]})
    text = nbformat.v4.new_markdown_cell(title + "\n\nRapport for `{python} aar`.")
    empty = nbformat.v4.new_code_cell("x = 1", metadata={"tags": []})
    nbformat.write(nbformat.v4.new_notebook(cells=[parameters, text, empty]), path)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A report project in a path with a space and Norwegian letters."""
    root = tmp_path_factory.mktemp("prosjekt") / "en rapport æøå"
    (root / "notebooks" / "bilder").mkdir(parents=True)
    (root / "_extensions" / "kom").mkdir(parents=True)
    (root / "_extensions" / "kom" / "_extension.yml").write_text("title: KOM\n", encoding="utf-8")
    (root / "_brand.yml").write_text("color: {}\n", encoding="utf-8")
    (root / "notebooks" / "bilder" / "foto.txt").write_text("bilde", encoding="utf-8")
    notebook(root / "notebooks" / "index.ipynb", "# Forord {#sec-forord .unnumbered}")
    shutil.copy(GOOD, root / "notebooks" / "01_saker.ipynb")
    notebook(root / "notebooks" / "A1_vedlegg.ipynb", "# Vedlegg {#sec-vedlegg}")
    config = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    config["book"]["chapters"] = ["notebooks/index.ipynb", "notebooks/01_saker.ipynb"]
    config["book"]["appendices"] = ["notebooks/A1_vedlegg.ipynb"]
    (root / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def run(root, tmp_path_factory):
    return run_report(root, 2023, tmp_path_factory.mktemp("kjøring"))


@pytest.fixture(scope="module")
def build(root, run):
    return write_project(root, run)


@pytest.fixture(scope="module")
def notebooks(build):
    return {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in build.glob("*.ipynb")
    }


@pytest.fixture(scope="module")
def cells(notebooks):
    return [cell for content in notebooks.values() for cell in content["cells"]]


@pytest.fixture(scope="module")
def config(build):
    return yaml.safe_load((build / "_quarto.yml").read_text(encoding="utf-8"))


def test_the_project_is_complete(root, build):
    assert build == root / "build" / "2023"
    files = sorted(str(p.relative_to(build)) for p in build.rglob("*") if p.is_file())
    assert files == [
        "01_saker.ipynb",
        "A1_vedlegg.ipynb",
        "_brand.yml",
        "_bruk.json",
        "_extensions/kom/_extension.yml",
        "_extensions/kom/kom-design.css",
        "_extensions/kom/page.typ",
        "_quarto.yml",
        "_steder.json",
        "bilder/foto.txt",
        "index.ipynb",
    ]


def test_chapters_are_flat_and_the_title_has_the_year(config):
    assert config["book"]["title"] == "Tilstandsrapport 2023"
    assert config["book"]["chapters"] == ["index.ipynb", "01_saker.ipynb"]
    assert config["book"]["appendices"] == ["A1_vedlegg.ipynb"]


def test_nothing_is_executed_again_and_no_code_is_shown(config):
    assert config["execute"]["enabled"] is False
    assert config["execute"]["echo"] is False


def test_the_format_is_our_own_extension(config):
    assert set(config["format"]) == {"kom-html", "kom-typst"}
    assert config["format"]["kom-typst"]["pdf-standard"] == ["ua-1", "a-2a"]
    assert not config["format"]["kom-typst"]["keep-typ"]


def test_callouts_have_no_icon(config):
    assert config["callout-icon"] is False


def test_norwegian_words_that_quarto_lacks_are_set(config):
    assert config["lang"] == "nb"
    language = config["language"]
    assert language["crossref-ch-prefix"] == "Kapittel"
    assert "BibTeX" in language["appendix-attribution-bibtex"]
    assert "BibTeX" not in language["appendix-attribution-cite-as"]
    kinds = ("note", "tip", "warning", "important", "caution")
    assert all(language[f"callout-{kind}-title"] for kind in kinds)


def test_no_freeze_or_cache_serves_old_numbers(config):
    assert "freeze" not in config["execute"]
    assert "cache" not in config["execute"]


def test_a_comment_stands_before_the_first_heading(notebooks):
    for content in notebooks.values():
        first = next(cell for cell in content["cells"] if cell["cell_type"] == "markdown")
        assert "".join(first["source"]).startswith("<!-- -->\n\n# ")


def test_no_metadata_of_the_run_is_left(notebooks, cells):
    for cell in cells:
        assert set(cell["metadata"]) <= {"tags", "user_expressions"}
        assert cell["metadata"].get("tags") != []
        assert cell.get("execution_count") is None
    for content in notebooks.values():
        assert set(content["metadata"]) == {"kernelspec", "language_info"}


def test_nothing_of_the_machine_or_the_run_is_left(build, root):
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(build.glob("*.ipynb")))
    assert str(root) not in text
    assert " at 0x" not in text
    assert not re.search(r"\d\d:\d\d:\d\d|papermill", text)
    assert '"name": "stderr"' not in text


def test_parameters_and_empty_cells_are_hidden(cells):
    for cell in cells:
        if cell["cell_type"] == "code" and not cell["outputs"]:
            assert cell["metadata"]["tags"] == ["remove-cell"]


def test_sources_are_lists_of_lines(cells):
    for cell in cells:
        assert isinstance(cell["source"], list)
        assert all(line.endswith("\n") for line in cell["source"][:-1])


def test_ids_are_the_same_in_every_run_and_unique_in_the_book(cells):
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)
    assert "01-saker-001" in ids


def test_every_image_has_alternative_text_and_a_still_picture(cells):
    shown = [
        (cell, output["data"])
        for cell in cells
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
        if "data" in output
    ]
    assert any("image/svg+xml" in data for _, data in shown)
    for cell, data in shown:
        if "image/svg+xml" in data:
            assert any(line.startswith("#| fig-alt: ") for line in cell["source"])
        else:
            # Quarto loads scripts from outside for text/html
            assert "<table" in "".join(data["text/markdown"])
            assert "text/html" not in data


def test_no_inline_expression_is_left(cells):
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            found = inline.scan(source)
            assert not found.expressions
            assert not found.malformed
        else:
            options = [line for line in source.splitlines() if line.startswith("#|")]
            assert not any("{python}" in line for line in options)


def test_writing_again_gives_the_same_bytes(root, run, build):
    before = {p: p.read_bytes() for p in build.rglob("*") if p.is_file()}
    write_project(root, run)
    assert {p: p.read_bytes() for p in build.rglob("*") if p.is_file()} == before


def test_a_failed_write_leaves_the_project_as_it_was(root, run, build, monkeypatch):
    before = {p: p.read_bytes() for p in build.rglob("*") if p.is_file()}

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project.shutil, "copyfile", full)
    with pytest.raises(KomreportError, match="No space left on device"):
        write_project(root, run)
    assert {p: p.read_bytes() for p in build.rglob("*") if p.is_file()} == before
    assert [p.name for p in build.parent.iterdir()] == ["2023"]


def test_chapters_outside_the_run_are_kept_from_before(root, run, build):
    part = replace(run, chapters=tuple(c for c in run.chapters if c.chapter == "01_saker"))
    write_project(root, part)
    config = yaml.safe_load((build / "_quarto.yml").read_text(encoding="utf-8"))
    assert config["book"]["chapters"] == ["index.ipynb", "01_saker.ipynb"]
    assert (build / "A1_vedlegg.ipynb").is_file()


def test_chapters_that_were_never_run_are_left_out_of_the_book():
    config = {
        "book": {
            "title": "Rapport {aar}",
            "chapters": ["n/index.ipynb", {"part": "Del", "chapters": ["n/01.ipynb"]}],
            "appendices": ["n/A1.ipynb"],
        }
    }
    assert project_config(config, 2022, {"index.ipynb"})["book"] == {
        "title": "Rapport 2022",
        "chapters": ["index.ipynb"],
    }


def test_use_of_numbers_is_kept_for_a_later_build(tmp_path: Path) -> None:
    assert read_use(tmp_path) == {}
    (tmp_path / USE_FILE).write_text('{"01_kom": ["vedtak-2023"]}', encoding="utf-8")
    assert read_use(tmp_path) == {"01_kom": ["vedtak-2023"]}
    (tmp_path / USE_FILE).write_text("{", encoding="utf-8")
    assert read_use(tmp_path) == {}
