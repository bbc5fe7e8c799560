from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from komreport.render.builtin.landing import citation, landing
from komreport.render.builtin.project import read_project

from ..book import text, write_book


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    """The first page of the sample book."""
    return BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_the_first_page_says_what_the_report_is(page: BeautifulSoup) -> None:
    assert page.h1.get_text() == "Tilstandsrapport 2023"
    assert page.find(class_="innledning").find(class_="ingress").get_text(strip=True) == (
        "Hvert år kommer en rapport."
    )
    assert len(page.find_all("h1")) == 1
    assert "Tilstandsrapport 2023" in page.find(id="sitat").get_text()


def test_the_report_is_cited_as_in_the_imprint() -> None:
    book = {"title": "Rapport 2023", "subtitle": "Om noe", "author": "KOM"}
    assert citation(book, "2024") == "KOM (2024). Rapport 2023: Om noe."
    assert citation({"title": "Rapport 2023"}, "") == "Rapport 2023."


def test_key_figures_of_the_summary_stand_on_the_first_page(page: BeautifulSoup) -> None:
    cards = page.find(class_="nokkeltall")
    assert cards.find(class_="kort-tall").get_text() == "27"


def test_each_chapter_has_its_line_from_the_notebook(page: BeautifulSoup) -> None:
    lines = {
        item.a["href"]: item.p and item.p.get_text() for item in page.select(".kapittelkort li")
    }
    assert lines == {
        "00_sammendrag.html": None,
        "01_politi.html": "Anmeldelser og dommer",
        "02_bolig.html": "Hvem som fikk hjelp",
        "A1_tallgrunnlag.html": None,
    }
    assert page.find(class_="kapittelliste") is None
    assert "Dette finner du" not in page.main.get_text()
    assert "Slik leser du tallene" in page.main.get_text()


def test_machines_read_what_the_report_is(page: BeautifulSoup) -> None:
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert (data["@type"], data["inLanguage"], data["temporalCoverage"]) == ("Report", "nb", "2023")
    assert data["isBasedOn"]["@type"] == "Dataset"
    assert [part["url"] for part in data["hasPart"]][:2] == ["00_sammendrag.html", "01_politi.html"]
    assert page.find("meta", property="og:title")["content"] == "Tilstandsrapport 2023"
    assert (
        page.find("meta", attrs={"name": "description"})["content"] == "Hvert år kommer en rapport."
    )


def test_numbers_of_the_first_page_bring_their_rows(tmp_path: Path) -> None:
    chapters = {"index": [text("# Forord")], "01_en": [text("# En")]}
    project = read_project(write_book(tmp_path / "bok", chapters))
    cards = (
        '<div class="nokkeltall"><a class="tall" href="#regnet-1">9</a>'
        '<a class="tall" href="#tall-c">3</a></div><table>'
        '<tr><th id="tall-a">A</th></tr><tr><th id="tall-b">B</th></tr>'
        '<tr><th id="tall-c">C</th></tr><tr><th id="tall-d">D</th></tr>'
        '<tr><th id="regnet-1">Sum</th><td><a href="#tall-a">4</a><a href="#tall-b">5</a></td></tr>'
        "</table>"
    )
    page = project.pages[-1]
    shown = landing(project, {project.pages[0].name: "", page.name: cards})
    rows = BeautifulSoup(shown.rows, "html.parser").find_all("th")
    assert [row["id"] for row in rows] == ["regnet-1", "tall-c", "tall-a", "tall-b"]
    assert f'href="{page.href}#regnet-1"' in shown.cards
