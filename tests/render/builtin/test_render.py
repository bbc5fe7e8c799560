"""A whole book through the built-in renderer: the same in both formats, and whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from komreport.errors import KomreportError
from komreport.render.builtin.pdf import typst_source
from komreport.render.builtin.project import read_project
from komreport.render.builtin.references import resolve
from komreport.render.builtin.renderer import render
from komreport.render.builtin.support import RenderErrors
from komreport.render.rendered import Rendered

from ..book import HOUSING, INDEX, code, html, svg, text, write_book

TITLE = text("# Én {#sec-en}")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_nothing_tells_where_it_was_made(sample: Path, rendered: Rendered) -> None:
    places = [str(Path.cwd()), str(sample.parent), tempfile.gettempdir()]
    for name, content in {**files(rendered.html), "pdf": rendered.pdf.read_bytes()}.items():
        assert not [place for place in places if place.encode() in content], name


def test_every_address_is_relative_or_a_link_for_readers(rendered: Rendered) -> None:
    for page in rendered.html.glob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for tag in soup.find_all(True):
            for attribute in ("src", "href"):
                address = str(tag.get(attribute, ""))
                outside = re.match(r"[a-z]+:|/", address) and not address.startswith("data:")
                assert not outside or tag.name == "a", f"{page.name}: {address}"


def test_captions_and_references_say_the_same_in_both_formats(
    sample: Path, rendered: Rendered
) -> None:
    project = read_project(sample)
    resolve(project)
    source = typst_source(project)
    for page in project.pages:
        soup = BeautifulSoup((rendered.html / page.href).read_text(encoding="utf-8"), "html.parser")
        for figure in soup.select("figure[id]"):
            assert f"<{figure['id']}>" in source
        for link in soup.select("a.henvisning"):
            words = link.get_text().replace("\u00a0", "~")
            assert f"[{words}]" in source, words
    assert 'kind: "quarto-float-fig", supplement: "Figur"' in source
    assert 'kind: "quarto-float-tbl", supplement: "Tabell"' in source


def test_numbers_start_anew_in_each_chapter_and_appendix(rendered: Rendered) -> None:
    captions = {
        page.stem: [
            " ".join(caption.get_text().partition(":")[0].split())
            for caption in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(
                "figure[id] figcaption"
            )
        ]
        for page in rendered.html.glob("*.html")
    }
    assert captions == {
        "index": [],
        "00_sammendrag": [],
        "01_politi": ["Figur 1.1", "Tabell 1.1", "Tabell 1.2", "Figur 1.2"],
        "02_bolig": ["Figur 2.1", "Figur 2.2", "Tabell 2.1"],
        "A1_tallgrunnlag": ["Tabell A.1"],
    }


@pytest.mark.parametrize("asked", ["html", "pdf"])
def test_one_format_alone(tmp_path: Path, asked: str) -> None:
    book = write_book(tmp_path / "bok", {"index": [TITLE]})
    (tmp_path / "ut").mkdir()
    render(book, tmp_path / "ut", formats=[asked])  # type: ignore[list-item]
    made = {"html": "html", "pdf": "rapport.pdf"}[asked]
    assert [path.name for path in (tmp_path / "ut").iterdir()] == [made]


def test_a_chapter_without_a_title_is_named(tmp_path: Path) -> None:
    book = write_book(tmp_path / "bok", {"index": INDEX, "02_bolig": [text("## Bare en del")]})
    with pytest.raises(KomreportError, match=r"^02_bolig\.ipynb: kapitlet har ingen tittel\. "):
        render(book, tmp_path)


def test_a_broken_notebook_is_named(tmp_path: Path) -> None:
    book = write_book(tmp_path / "bok", {"index": INDEX, "02_bolig": HOUSING})
    (book / "02_bolig.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(KomreportError, match=r"^02_bolig\.ipynb: notatboka kan ikke leses"):
        render(book, tmp_path)


@pytest.mark.parametrize("settings", ["book: [", "a: b", "book:\n  chapters: 3"])
def test_broken_settings_are_one_line(tmp_path: Path, settings: str) -> None:
    book = write_book(tmp_path / "bok", {"index": [TITLE]})
    (book / "_quarto.yml").write_text(settings, encoding="utf-8")
    with pytest.raises(KomreportError, match="prosjektet kan ikke leses") as caught:
        render(book, tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_project_without_the_extension_is_named(tmp_path: Path) -> None:
    book = write_book(tmp_path / "bok", {"index": [TITLE]})
    shutil.rmtree(book / "_extensions")
    with pytest.raises(KomreportError, match=r"mangler utvidelsen «kom»\. Hent mappa"):
        render(book, tmp_path)


def test_titles_with_marks_are_escaped_once(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "bok", {"index": [text('# «Øst» & \\<Vest\\> \\* "sør" #1 {#sec-a}')]}
    )
    result = render(book, tmp_path)
    page = BeautifulSoup((result.html / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert "Øst» & <Vest> *" in page.find(id="index-tekst").get_text()
    assert "&amp;" not in page.find("nav", id="kapitler").get_text()


def test_a_footnote_in_a_caption_cell_and_table_does_not_stop_it(tmp_path: Path) -> None:
    cells = [
        text(
            "# A {#sec-a}\n\n| a[^1] |\n|---|\n| [27]{.tall}[^2] |\n\n: T[^3] {#tbl-a}\n\n"
            "[^1]: En.\n[^2]: To.\n[^3]: Tre."
        ),
        code('label: fig-a\nfig-cap: "C: \\"d\\" #e $5 a@f.no"\nfig-alt: a', svg()),
        code("label: tbl-b\ntbl-cap: b_c*d\\e", html()),
    ]
    result = render(write_book(tmp_path / "bok", {"index": cells}), tmp_path)
    page = (result.html / "index.html").read_text(encoding="utf-8")
    assert page.count('role="doc-noteref"') == 3


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path) -> None:
    book = write_book(tmp_path / "bok", {"index": [text("# A\n\n@fig-borte")]})
    (tmp_path / "ut").mkdir()
    with pytest.raises(RenderErrors):
        render(book, tmp_path / "ut")
    assert list((tmp_path / "ut").iterdir()) == []
