"""The printed report: what a screen reader meets, tables that say the same everywhere, its look."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from komreport.render.builtin.exports import DELIMITER
from komreport.render.builtin.markdown import TABLES
from komreport.render.builtin.tagging import children, elements
from komreport.render.rendered import Rendered
from tests.visual import RENEW, approved, difference

BASELINES = Path(__file__).parent / "pdf_pages"
HEADINGS = re.compile(r"/H(\d)")


@pytest.fixture(scope="module")
def pdf(rendered: Rendered) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(rendered.pdf) as document:
        yield document


def below(element: Any) -> Iterator[Any]:
    for child in children(element):
        yield child
        yield from below(child)


def test_headings_come_in_order_without_skipped_levels(pdf: pikepdf.Pdf) -> None:
    levels = [
        int(match[1])
        for element in below(pdf.Root.StructTreeRoot)
        if (match := HEADINGS.fullmatch(str(element.S)))
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_chapter_has_one_heading_of_the_first_level(pdf: pikepdf.Pdf) -> None:
    titles = [str(element.T) for element in elements(pdf.Root.StructTreeRoot, "/H1")]
    assert titles == [
        "Innhold",
        "Figurer",
        "Tabeller",
        "Forord",
        "Sammendrag",
        "Anmeldelser til politiet",
        "Bolig og oppfølging",
        "Tallgrunnlag",
    ]


def test_every_cell_has_a_header(pdf: pikepdf.Pdf) -> None:
    for table in elements(pdf.Root.StructTreeRoot, "/Table"):
        head = [row for part in elements(table, "/THead") for row in elements(part, "/TR")]
        body = [row for part in elements(table, "/TBody") for row in elements(part, "/TR")]
        assert head
        assert body
        for row in head:
            assert {scope(cell) for cell in children(row)} == {"/Column"}
        for row in body:
            first, *others = children(row)
            assert (str(first.S), scope(first)) == ("/TH", "/Row")
            assert {str(cell.S) for cell in others} <= {"/TD"}


def scope(cell: Any) -> str:
    given = cell.get("/A", [])
    listed = list(given) if isinstance(given, pikepdf.Array) else [given]
    scopes = [str(item.Scope) for item in listed if "/Scope" in item]
    assert len(scopes) == 1
    return scopes[0]


def test_figures_say_what_they_show(pdf: pikepdf.Pdf) -> None:
    texts = [str(figure.Alt) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
    assert texts
    assert all(len(text) > 7 and not text.endswith((".svg", ".png")) for text in texts)


def test_links_say_where_they_lead(pdf: pikepdf.Pdf) -> None:
    links = [
        note
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if note.get("/Subtype") == "/Link"
    ]
    assert len(links) > 10
    assert all(str(link.get("/Contents", "")).strip() for link in links)
    assert all("/StructParent" in link for link in links)


def test_viewers_show_the_title_and_tools_find_the_keywords(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.Lang) == "nb"
    assert str(pdf.docinfo.Title) == "Tilstandsrapport 2023"
    assert str(pdf.docinfo.Author) == "Koordineringsenheten mot menneskehandel (KOM)"
    assert "menneskehandel" in str(pdf.docinfo.Keywords)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] + metadata["pdfaid:conformance"] == "2A"


def test_running_heads_are_no_part_of_the_text(rendered: Rendered) -> None:
    """Marks of content that the structure tree holds never say the page number or running head."""
    with pdfplumber.open(rendered.pdf) as document:
        page = document.pages[-1]
        foot = [char for char in page.chars if char["top"] > page.height - 60]
        assert "".join(char["text"] for char in foot).strip() == str(len(document.pages))
        assert {char.get("mcid") for char in foot} == {None}


def test_reading_order_is_that_of_the_text(rendered: Rendered, pdf: pikepdf.Pdf) -> None:
    titles = [str(e.T) for e in below(pdf.Root.StructTreeRoot) if str(e.S) in {"/H1", "/H2", "/H3"}]
    wanted = ["Anmeldelser til politiet", "Utviklingen", "Detaljer", "Bolig og oppfølging"]
    assert [title for title in titles if title in wanted][:4] == wanted
    kinds = [str(e.S) for e in below(pdf.Root.StructTreeRoot)]
    assert kinds.index("/TOC") < kinds.index("/Figure") < kinds.index("/Table")


def test_imprint_says_who_when_and_how_to_cite(rendered: Rendered) -> None:
    with pdfplumber.open(rendered.pdf) as document:
        words = " ".join(document.pages[1].extract_text().split())
    assert "Utgiver Koordineringsenheten mot menneskehandel (KOM)" in words
    assert "Kontakt politiet.no/menneskehandel" in words
    assert "Lisens Tallene er åpne data under Norsk lisens for offentlige data (NLOD) 2.0" in words
    assert "(KOM) (2024). Tilstandsrapport 2023: Arbeidet mot menneskehandel i Norge." in words
    assert "ISBN" not in words


def html_table(rendered: Rendered, anchor: str) -> list[list[str]]:
    for page in sorted(rendered.html.glob("*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
        frame = soup.find(id=anchor)
        table = frame.find("table") if frame else None
        if table:
            rows = table.find_all("tr")
            return [
                [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in rows
            ]
    raise AssertionError(anchor)


def pdf_table(rendered: Rendered, heads: list[str]) -> list[list[str]]:
    """The table of the PDF with these heads, read from its tags and marked content."""
    with pdfplumber.open(rendered.pdf) as document:
        texts: dict[tuple[int, int], str] = {}
        for number, page in enumerate(document.pages):
            for char in page.chars:
                if char.get("mcid") is not None:
                    key = (number, char["mcid"])
                    texts[key] = texts.get(key, "") + char["text"]
    with pikepdf.open(rendered.pdf) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

        def content(element: Any, page: int | None = None) -> str:
            page = pages[element.Pg.objgen] if "/Pg" in element else page
            given = element.get("/K", [])
            parts = []
            for item in list(given) if isinstance(given, pikepdf.Array) else [given]:
                if isinstance(item, pikepdf.Dictionary):
                    if "/MCID" in item:
                        own = pages[item.Pg.objgen] if "/Pg" in item else page
                        parts.append(texts.get((own or 0, int(item.MCID)), ""))
                    else:
                        parts.append(content(item, page))
                else:
                    parts.append(texts.get((page or 0, int(item)), ""))
            return "".join(parts)

        for table in elements(pdf.Root.StructTreeRoot, "/Table"):
            rows = [
                [content(cell).strip() for cell in children(row)] for row in elements(table, "/TR")
            ]
            if rows[0] == heads:
                return rows
    raise AssertionError(heads)


def test_a_table_says_the_same_in_html_pdf_and_csv(rendered: Rendered) -> None:
    web = html_table(rendered, "tbl-distrikt")
    assert web == [["Distrikt", "2022", "2023"], ["Øst", "12", "7"], ["Sør-Vest", "4", "-"]]
    assert pdf_table(rendered, web[0]) == web
    text = (rendered.html / TABLES / "tbl-distrikt.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=DELIMITER)) == web


def pages(rendered: Rendered) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(rendered.pdf)
    try:
        return [page.render(scale=0.75).to_pil() for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def pictures(rendered: Rendered) -> list[Image.Image]:
    return pages(rendered)


NAMES = {0: "omslag", 1: "kolofon", 2: "innhold", 6: "sammendrag", 7: "kapittel", 8: "figurer"}


@pytest.mark.parametrize("number", NAMES)
def test_pages_look_as_approved(number: int, pictures: list[Image.Image], tmp_path: Path) -> None:
    approved(pictures[number], BASELINES / f"{NAMES[number]}.png", tmp_path)


def test_a_real_change_is_seen(
    pictures: list[Image.Image], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(RENEW, raising=False)
    changed = pictures[7].copy()
    changed.paste((200, 30, 30), (80, 300, 140, 330))
    assert difference(pictures[7], changed) > 0
    with pytest.raises(AssertionError, match=r"kapittel\.png er annerledes"):
        approved(changed, BASELINES / "kapittel.png", tmp_path)
    assert (tmp_path / "ny-kapittel.png").is_file()
    with pytest.raises(AssertionError, match=RENEW):
        approved(changed, BASELINES / "finnes-ikke.png", tmp_path)
