from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from komreport.render.builtin.html import page_content
from komreport.render.rendered import Rendered

from ..book import code, svg, text


@pytest.fixture(scope="module")
def page(rendered: Rendered) -> BeautifulSoup:
    """The chapter with everything in it."""
    content = (rendered.html / "01_politi.html").read_text(encoding="utf-8")
    return BeautifulSoup(content, "html.parser")


def test_headings_carry_their_numbers(page: BeautifulSoup) -> None:
    heads = [
        " ".join(head.get_text(" ").split()) for head in page.main.find_all(["h1", "h2", "h3"])
    ]
    heads = [head.removesuffix(" #") for head in heads]
    assert heads == [
        "1 Anmeldelser til politiet",
        "1.1 Utviklingen",
        "Detaljer",
        "Straffeloven § 257",
    ]


def test_references_lead_to_pages_and_anchors(page: BeautifulSoup) -> None:
    hrefs = {link.get_text(): link["href"] for link in page.find_all("a", class_="henvisning")}
    assert hrefs["Figur\u00a01.1"] == "#fig-anmeldelser"
    assert hrefs["Kapittel\u00a02.2"] == "02_bolig.html#sec-tiltak"
    assert hrefs["Vedlegg\u00a0A"] == "A1_tallgrunnlag.html#sec-tall"
    assert page.find("a", string="tiltakene")["href"] == "02_bolig.html#sec-tiltak"


def test_a_figure_has_picture_text_and_caption(page: BeautifulSoup) -> None:
    figure = page.find("figure", id="fig-anmeldelser")
    image = figure.find("svg")
    assert image["role"] == "img"
    assert image["aria-label"] == "Stolper: 32 i 2022 og «27» i 2023"
    assert (image["width"], image["height"]) == ("600", "200")
    assert figure.figcaption.get_text(strip=True).startswith("Figur\u00a01.1:")
    assert figure.figcaption.em.get_text() == "menneskehandel"
    assert figure.find(attrs={"role": "group"})["aria-label"] == "Figur\u00a01.1"


def test_a_table_keeps_scope_and_alignment_under_its_caption(page: BeautifulSoup) -> None:
    figure = page.find("figure", id="tbl-distrikt")
    assert figure.contents[1].name == "figcaption"
    assert [th["scope"] for th in figure.thead.find_all("th")] == ["col"] * 3
    assert [th["scope"] for th in figure.tbody.find_all("th")] == ["row"] * 2
    assert figure.td["class"] == ["hoyre"]
    named = page.select("[data-hoyre]")
    assert named
    for table in named:
        assert "right" in table.select("thead th")[int(table["data-hoyre"]) - 1]["style"]
        assert not table.select("td.hoyre")
    assert figure.find(attrs={"role": "group"})["aria-label"] == "Tabell\u00a01.1"


def test_tables_outside_captions_scroll_as_well(page: BeautifulSoup) -> None:
    frame = page.find("details", class_="figurdata").find("table").parent
    assert frame["aria-label"] == "Tabell"
    assert frame["tabindex"] == "0"


def test_callouts_say_what_they_are_and_open(page: BeautifulSoup) -> None:
    note, tip = page.find_all("div", class_="callout")
    assert note.find(class_="callout-title").get_text(strip=True) == "Merk"
    assert note["role"] == "note"
    assert tip.find(class_="callout-title").get_text(strip=True) == "Et råd"
    folded = page.find("details", class_="callout-warning")
    assert folded.summary.get_text(" ", strip=True) == "Forbehold om tallene"
    assert not folded.has_attr("open")


def test_columns_share_the_width(page: BeautifulSoup) -> None:
    columns = page.find("div", class_="spalter")
    assert columns["style"] == "--spalter: minmax(0, 40fr) minmax(0, 60fr)"
    assert [column.get_text(strip=True)[:7] for column in columns.find_all("div")] == [
        "Venstre",
        "Høyre s",
    ]


def test_numbers_lead_to_the_number_basis(page: BeautifulSoup) -> None:
    number = page.find("a", class_="tall")
    assert number["href"] == "#tall-anmeldelser-2023"
    assert "title" not in number.attrs


def test_footnotes_go_there_and_back(page: BeautifulSoup) -> None:
    note = page.find("a", role="doc-noteref")
    assert page.find(id=note["href"][1:]).get_text().startswith("Tallet gjelder hele landet")
    back = page.find("a", role="doc-backlink")
    assert back["aria-label"] == "Tilbake til teksten"
    assert page.find(id=back["href"][1:]) is note


def test_shown_code_and_prints(page: BeautifulSoup) -> None:
    blocks = [pre.get_text() for pre in page.find_all("pre")]
    assert blocks == ["vis(resultat)", "utskrift fra cellen"]
    assert "skal ikke vises" not in page.get_text()


def test_width_and_pictures_without_label(resolved: Any) -> None:
    project = resolved(text("Tekst"), code("out-width: 50%\nfig-alt: alt", svg()))
    soup = BeautifulSoup(page_content(project, project.pages[0]).html, "html.parser")
    assert soup.svg["style"] == "width: 50%"
    assert soup.figure is None


def test_a_table_of_words_names_its_columns_for_phones(resolved: Any) -> None:
    words = "| Når | Hva's | Om |\n|---|---|---|\n| mai | møte | tema |"
    numbers = "| År | A | B |\n|---|--:|--:|\n| 2023 | 1 | 2 |"
    project = resolved(text(f"{words}\n\nOg\n\n{numbers}"))
    soup = BeautifulSoup(page_content(project, project.pages[0]).html, "html.parser")
    first, second = soup.find_all("table")
    assert first["style"] == "--k2:'Hva’s: ';--k3:'Om: '"
    assert "data-stabel" not in second.attrs
