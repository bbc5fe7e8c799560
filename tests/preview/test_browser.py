"""An open page in Chromium: renewed in place, faults over the last good page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.small import write_notebook

from .conftest import GUARD, Running, say

pytestmark = [pytest.mark.slow, pytest.mark.chromium]
PARAGRAPHS = "\n\n".join(f"Avsnitt {number}. " + "Mer tekst. " * 60 for number in range(30))
PANEL = "document.getElementById('forhandsvisning').shadowRoot.querySelector('section')"


@pytest.fixture(scope="module")
def page(running: Running, browser: Any) -> Iterator[Any]:
    """The page of the second chapter, long enough to be scrolled."""
    folded = "::: {.figurdata}\n| a |\n|---|\n| 1 |\n:::"
    write_notebook(
        running.root, "02_saker", f"# Saker {{#sec-saker}}\n\n{PARAGRAPHS}\n\n{folded}", "Slutt."
    )
    running.until(lambda outcome: outcome.problems == [])
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.set_default_timeout(GUARD * 1000)
    page.goto(f"{running.address}02_saker.html")
    page.evaluate("window.merke = 'samme side'")
    yield page
    page.close()


def shown(page: Any, text: str) -> None:
    page.wait_for_function(f"document.querySelector('main').innerText.includes({json.dumps(text)})")


def insert(running: Running, text: str) -> None:
    """Write a paragraph near the top of the chapter."""
    notebook = running.notebook("02_saker")
    content = notebook.read_text(encoding="utf-8")
    notebook.write_text(content.replace("Avsnitt 2.", f"{text} Avsnitt 2.", 1), encoding="utf-8")


def test_the_page_is_renewed_in_place(running: Running, page: Any) -> None:
    page.evaluate("document.querySelector('details').open = true")
    page.evaluate("window.scrollTo(0, 1500)")
    top = "document.elementFromPoint(640, 300).closest('p').getBoundingClientRect().top"
    words = "document.elementFromPoint(640, 300).closest('p').innerText.slice(0, 12)"
    before = page.evaluate(f"[{words}, Math.round({top})]")
    insert(running, "Ny tekst over det leseren ser. " * 20)
    shown(page, "Ny tekst over")
    assert page.evaluate(f"[{words}, Math.round({top})]") == before
    assert page.evaluate("scrollY") > 1500
    assert page.evaluate("window.merke") == "samme side"
    assert page.evaluate("document.querySelector('details').open")


def test_a_fault_is_laid_over_the_last_good_page_until_it_is_mended(
    running: Running, page: Any
) -> None:
    notebook = running.notebook("02_saker")
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace("Slutt.", "Slutt `{python} r.tall('finnes')`."), "utf-8")
    page.wait_for_function(f"!{PANEL}.hidden")
    told = page.evaluate(f"{PANEL}.innerText")
    assert "02_saker.ipynb, celle 4, linje 1" in told
    assert "finnes" in told
    assert "den siste som gikk bra" in told
    assert "Avsnitt 7." in page.inner_text("main")
    page.keyboard.press("Escape")
    page.wait_for_function(f"{PANEL}.hidden")
    badge = page.get_by_role("button", name="Vis 1 feil")
    badge.click()
    page.wait_for_function(f"!{PANEL}.hidden")
    notebook.write_text(good, encoding="utf-8")
    page.wait_for_function(f"{PANEL}.hidden")
    assert not badge.is_visible()
    assert page.evaluate("window.merke") == "samme side"


def test_a_style_is_swapped_without_a_reload(running: Running, page: Any) -> None:
    style = running.root / "_extensions" / "kom" / "kom.css"
    rule = "\nmain { outline: 3px solid rgb(1, 2, 3) !important; }\n"
    style.write_text(style.read_text(encoding="utf-8") + rule, encoding="utf-8")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('main')).outlineColor === 'rgb(1, 2, 3)'"
    )
    assert page.evaluate("window.merke") == "samme side"


def test_another_page_is_renewed_as_well(running: Running, page: Any) -> None:
    other = page.context.browser.new_page()
    other.goto(f"{running.address}01_personer.html")
    say(running.notebook("01_personer"), "vises i to faner")
    shown(other, "vises i to faner")
    assert "Avsnitt 7." in page.inner_text("main")
    other.close()


def test_a_page_that_is_gone_leads_to_the_first(running: Running, page: Any) -> None:
    settings = running.root / "_quarto.yml"
    before = settings.read_text(encoding="utf-8")
    # the other chapters refer to this one
    write_notebook(running.root, "01_personer", "# Personer {#sec-personer}\n\nIngen henvisninger.")
    shorter = before.replace("  - notebooks/02_saker.ipynb\n", "")
    settings.write_text(shorter, encoding="utf-8")
    page.wait_for_url(f"{running.address}index.html")
    assert page.locator("main").is_visible()
