from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from komreport.render.builtin.site import contents
from komreport.render.rendered import Rendered


def soup(rendered: Rendered, name: str) -> BeautifulSoup:
    content = (rendered.html / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(content, "html.parser")


def test_a_page_for_each_notebook_named_after_it(rendered: Rendered) -> None:
    assert sorted(path.name for path in rendered.html.glob("*.html")) == [
        "00_sammendrag.html",
        "01_politi.html",
        "02_bolig.html",
        "A1_tallgrunnlag.html",
        "index.html",
    ]


def test_the_frame_of_a_page(rendered: Rendered) -> None:
    page = soup(rendered, "01_politi")
    assert page.html["lang"] == "nb"
    assert page.title.get_text() == "Anmeldelser til politiet – Tilstandsrapport 2023"
    assert page.find("a", class_="hopp")["href"] == "#innhold"
    assert page.main["id"] == "innhold"
    assert page.find("a", rel="prev")["href"] == "00_sammendrag.html"
    assert page.find("a", rel="next")["href"] == "02_bolig.html"
    assert page.find("meta", attrs={"name": "viewport"})


def test_the_sidebar_lists_all_pages_and_marks_the_present_one(rendered: Rendered) -> None:
    sidebar = soup(rendered, "01_politi").find("nav", id="kapitler")
    assert [" ".join(link.get_text(" ").split()) for link in sidebar.find_all("a")] == [
        "Forord",
        "Sammendrag",
        "1 Anmeldelser til politiet",
        "2 Bolig og oppfølging",
        "A Tallgrunnlag",
    ]
    assert sidebar.find("p", class_="gruppe").get_text() == "Vedlegg"
    assert sidebar.find("a", attrs={"aria-current": "page"})["href"] == "01_politi.html"


def test_the_first_and_last_page_have_one_neighbour(rendered: Rendered) -> None:
    assert soup(rendered, "index").find("a", rel="prev") is None
    assert soup(rendered, "A1_tallgrunnlag").find("a", rel="next") is None


def test_contents_of_a_page_leave_boxes_out(rendered: Rendered) -> None:
    page = soup(rendered, "01_politi").find("nav", class_="paa-siden")
    assert [link["href"] for link in page.find_all("a")] == ["#sec-utviklingen", "#detaljer"]


def test_contents_stop_at_their_depth() -> None:
    body = (
        '<h2 id="a">A &amp; B</h2><h3 class="x" id="b"><em>C</em></h3>'
        '<h2 class="unlisted" id="c">D</h2>'
    )
    assert contents(body, 2) == [(2, "a", "A & B")]
    assert contents(body, 3) == [(2, "a", "A & B"), (3, "b", "C")]


def test_pictures_carry_their_fonts_and_files_are_copied(rendered: Rendered) -> None:
    svg = (rendered.html / "figurer" / "fig-anmeldelser.svg").read_text(encoding="utf-8")
    assert "@font-face" in svg
    assert (rendered.html / "bilder" / "kart.svg").is_file()
    assert (rendered.html / "site" / "minisearch.LICENSE.txt").is_file()
    assert (rendered.html / "site" / "fonts" / "OFL.md").is_file()


@pytest.fixture
def tab(opened: Any, rendered: Rendered) -> Any:
    """A tab with the chapter open from the disk."""
    return opened(rendered.html, (1280, 800)).open("01_politi")


@pytest.mark.slow
@pytest.mark.chromium
@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("botilbud", "2.1 Utviklingen"),
        ("oppføl", "2 Bolig og oppfølging"),
        ("OPPFØLGING", "2 Bolig og oppfølging"),
        ("tilbud", "2.1 Utviklingen"),
        ("spalte høyre", "Detaljer"),
        ("oppfølgingenes", "2 Bolig og oppfølging"),
    ],
)
def test_search_finds_words_beginnings_and_parts_of_compounds(
    tab: Any, query: str, heading: str
) -> None:
    tab.fill("#sokefelt", query)
    tab.wait_for_selector("#soketreff:not([hidden])")
    hits = tab.locator("#soketreff a")
    assert heading in [text.splitlines()[0] for text in hits.all_inner_texts()]
    assert tab.locator("#soketreff mark").count() > 0
    assert "treff" in tab.inner_text("#sokestatus")


@pytest.mark.slow
@pytest.mark.chromium
def test_search_is_used_from_the_keyboard(tab: Any) -> None:
    tab.focus("#sokefelt")
    tab.keyboard.type("botilbud")
    tab.wait_for_selector("#soketreff:not([hidden])")
    assert tab.get_attribute("#sokefelt", "aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    assert tab.get_attribute("#sokefelt", "aria-activedescendant") == "treff-0"
    assert tab.get_attribute("#treff-0", "aria-selected") == "true"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/02_bolig.html#utviklingen")


@pytest.mark.slow
@pytest.mark.chromium
def test_search_says_when_there_is_nothing_and_closes(tab: Any) -> None:
    tab.fill("#sokefelt", "xyzxyz")
    tab.wait_for_selector("#soketreff:not([hidden])")
    assert tab.inner_text("#soketreff") == "Ingen treff."
    assert tab.inner_text("#sokestatus") == "0 treff"
    tab.keyboard.press("Escape")
    assert tab.is_hidden("#soketreff")


@pytest.mark.slow
@pytest.mark.chromium
def test_search_shows_text_and_not_markup(tab: Any) -> None:
    tab.fill("#sokefelt", "<b>amp")
    tab.wait_for_selector("#soketreff:not([hidden])")
    assert tab.locator("#soketreff b").count() == 0


@pytest.mark.slow
@pytest.mark.chromium
def test_a_phone_shows_the_chapters_behind_a_button_and_nothing_sticks_out(tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.is_hidden("#kapitler")
    tab.click("text=Kapitler")
    assert tab.is_visible("#kapitler")
    assert tab.get_attribute(".meny", "aria-expanded") == "true"


@pytest.mark.slow
@pytest.mark.chromium
def test_the_first_tab_stop_skips_to_the_content(tab: Any) -> None:
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "innhold"
