from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from komreport.errors import KomreportError
from komreport.render.builtin.pdf import typst_source, write_pdf
from komreport.render.builtin.project import read_project
from komreport.render.builtin.references import resolve
from komreport.render.builtin.renderer import render
from komreport.render.builtin.tagging import elements as tags
from komreport.render.rendered import Rendered

from ..book import text, write_book


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The elements of one kind in the structure tree of a PDF."""
    return list(tags(pdf.Root.StructTreeRoot, kind))


@pytest.fixture(scope="module")
def pdf(rendered: Rendered) -> Any:
    with pikepdf.open(rendered.pdf) as document:
        yield document


def test_is_pdf_ua_and_archival_in_norwegian_with_a_title(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "nb"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["dc:title"] == "Tilstandsrapport 2023"
        assert metadata["xmp:CreateDate"].startswith("2024-01-01")


def test_has_headings_tables_and_figures_with_text(pdf: pikepdf.Pdf) -> None:
    assert len(elements(pdf, "/H1")) == 8
    assert len(elements(pdf, "/Table")) == 4
    assert len(elements(pdf, "/TH")) == 26
    alts = [str(figure.Alt) for figure in elements(pdf, "/Figure")]
    assert alts[0] == "Stolper: 32 i 2022 og «27» i 2023"
    assert len(alts) == 5


def test_has_bookmarks_of_the_chapters(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [
        "Figurer",
        "Tabeller",
        "Forord",
        "Sammendrag",
        "1 Anmeldelser til politiet",
        "2 Bolig og oppfølging",
        "A Tallgrunnlag",
    ]


def test_embeds_its_fonts(pdf: pikepdf.Pdf) -> None:
    fonts = {
        str(font.BaseFont).partition("+")[2]
        for page in pdf.pages
        for font in page.resources.get("/Font", {}).values()
    }
    assert any(name.startswith("SourceSans3-Regular") for name in fonts)


def test_ids_that_two_chapters_share_stay_apart(tmp_path: Path) -> None:
    chapter = "# {name}\n\n## Utviklingen\n\n[her](#utviklingen), [der]({other}.ipynb#utviklingen)"
    book = write_book(
        tmp_path / "b",
        {
            "01_en": [text(chapter.format(name="En", other="02_to"))],
            "02_to": [text(chapter.format(name="To", other="01_en"))],
        },
    )
    project = read_project(book)
    resolve(project)
    source = typst_source(project)
    assert source.count("<utviklingen>") == 1
    assert source.count("<02_to--utviklingen>") == 1
    assert source.count('#internal-link("utviklingen")') == 2
    assert source.count('#internal-link("02_to--utviklingen")') == 2
    write_pdf(project, tmp_path / "a.pdf")


@pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext mangler: apt-get install poppler-utils"
)
def test_numbers_in_captions_are_those_of_the_references(rendered: Rendered) -> None:
    content = subprocess.run(
        ["pdftotext", "-layout", rendered.pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    captions = re.findall(r"^\f?((?:Figur|Tabell)\s[A\d]\.\d)\s.*[^\d\n]$", content, re.MULTILINE)
    assert [caption.replace("\u00a0", " ") for caption in captions] == [
        "Figur 1.1",
        "Tabell 1.1",
        "Tabell 1.2",
        "Figur 1.2",
        "Figur 2.1",
        "Figur 2.2",
        "Tabell 2.1",
        "Tabell A.1",
    ]


def test_an_error_names_the_page(tmp_path: Path) -> None:
    cells = {"01_en": [text("# En")], "02_to": [text("# To\n\n```{=typst}\n#finnes-ikke()\n```")]}
    book = write_book(tmp_path / "b", cells)
    with pytest.raises(KomreportError) as caught:
        render(book, tmp_path)
    assert str(caught.value).startswith("02_to.ipynb: Typst kunne ikke lage PDF-en")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "rapport.pdf").exists()
