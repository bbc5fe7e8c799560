"""From a number to its row: a report that is really run and rendered, and read by a browser."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from komreport.data import load
from komreport.data.release import write_release
from komreport.execute import run_report
from komreport.execute.basis import CELL
from komreport.render.builtin import renderer as builtin
from komreport.render.check import site_problems
from komreport.render.project import read_places, write_project
from tests.revised import revised_project
from tests.small import small_project, write_notebook

PAGE = "01_personer.html"
TEXT = """# Personer {#sec-personer}

Det var `{python} r.tall("personer", aar=2023)` personer,
`{python} r.endring("personer", aar=2023)`.
Endringen er `{python} r.prosentendring("personer", aar=2023, enhet=True)`.
"""
TABLE = """#| label: tbl-personer
#| tbl-cap: "Personer"

r.tabell_endring(["personer"], fra=2022, til=2023)"""
FIGURE = """#| label: fig-personer
#| fig-cap: "Personer år for år"

r.figur.utvikling("personer", fra=2021)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 2024, rendered, with its open data beside it."""
    base = tmp_path_factory.mktemp("sporing")
    revised_project(base / "data")
    root = small_project(base / "prosjekt")
    shutil.rmtree(root / "data")
    shutil.copytree(base / "data" / "data", root / "data")
    write_notebook(root, "01_personer", TEXT, f"python:{TABLE}", f"python:{FIGURE}")
    dataset = load(root, 2024)
    run = run_report(root, 2024, base / "kapitler", dataset=dataset)
    out = base / "ut"
    builtin.render(write_project(root, run), out)
    write_release(dataset, out / "data")
    return out


@pytest.fixture(scope="module")
def page(folder: Path) -> BeautifulSoup:
    text = (folder / "html" / PAGE).read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def test_every_link_leads_somewhere(folder: Path) -> None:
    assert list(site_problems(folder / "html")) == []


def test_a_number_leads_to_its_row_and_the_row_to_the_file(page: BeautifulSoup) -> None:
    link = page.select_one("main p a.tall")
    assert link is not None
    assert (link.get_text(), link["href"]) == ("29", "#tall-personer-2023")
    assert not link.get("title")
    row = page.find(id="tall-personer-2023").find_parent("tr")  # type: ignore[union-attr]
    assert "To saker manglet" in row.get_text()  # type: ignore[union-attr]
    file = row.find("a")  # type: ignore[union-attr]
    assert (file["href"], file.get_text()) == ("../data/personer.csv", "data/2024/personer.csv:4")  # type: ignore[union-attr,index]


def test_a_computed_number_lists_all_its_rows(page: BeautifulSoup) -> None:
    (link,) = [one for one in page.select("main p a.tall") if "prosent" in one.get_text()]
    row = page.find(id=str(link["href"])[1:]).find_parent("tr")  # type: ignore[union-attr]
    assert [one["href"] for one in row.select("td a")] == [  # type: ignore[union-attr]
        "#tall-personer-2023",
        "#tall-personer-2022",
    ]


def test_tables_and_figures_lead_to_theirs(page: BeautifulSoup) -> None:
    links = [one["href"] for one in page.select(".tallenke a")]
    assert links == ["#tall-personer-2022", "#grunnlag-fig-personer"]
    cells = page.select("#tbl-personer td a.tall")
    assert [cell.get_text() for cell in cells][:2] == ["32", "29"]
    assert all(cell["tabindex"] == "-1" for cell in cells)


def test_the_places_are_remembered(folder: Path) -> None:
    build = folder.parent / "prosjekt" / "build" / "2024"
    places = read_places(build)["01_personer"]
    assert [(use.kind, use.cell, use.line, use.label) for use in places] == [
        ("tekst", 3, 3, ""),
        ("tekst", 3, 4, ""),
        ("tekst", 3, 5, ""),
        ("tabell", 4, 1, "tbl-personer"),
        ("figur", 5, 1, "fig-personer"),
    ]
    assert {use.heading for use in places} == {"Personer"}
    assert places[0].shown == "29 (rettet fra 27)"
    notebook = json.loads((build / "01_personer.ipynb").read_text(encoding="utf-8"))
    assert [cell["id"] for cell in notebook["cells"]].count(CELL) == 1


def test_print_has_the_numbers_in_the_appendix_alone(folder: Path) -> None:
    import subprocess  # noqa: PLC0415

    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext mangler. Installer poppler-utils")
    done = subprocess.run(
        [pdftotext, str(folder / "rapport.pdf"), "-"], capture_output=True, text=True, check=True
    )
    assert "Tallgrunnlag for dette kapitlet" not in done.stdout
    assert len(re.findall(r"2024: 4\b", done.stdout)) == 1


@pytest.mark.chromium
def test_one_tooltip_from_the_keyboard(folder: Path, browser: Any) -> None:
    view = browser.new_page()
    view.goto((folder / "html" / PAGE).as_uri())
    link = view.locator("main p a.tall").first
    view.keyboard.press("Tab")
    for _ in range(60):
        if link.evaluate("link => link === document.activeElement"):
            break
        view.keyboard.press("Tab")
    tip = view.get_by_role("tooltip")
    assert tip.count() == 1
    said = tip.inner_text()
    for words in ("Personer, 2023", "Kilde: ", "2024-rapporten", "endelig", "To saker manglet"):
        assert words in said
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    view.keyboard.press("Escape")
    assert not tip.is_visible()
    assert link.get_attribute("aria-describedby") is None
    assert view.locator("#tall-personer-2023").is_visible() is False
    view.keyboard.press("Enter")
    view.wait_for_function("document.querySelector('details.tallgrunnlag').open")
    assert view.locator("#tall-personer-2023").is_visible()
    view.close()


@pytest.mark.chromium
def test_touch_shows_first_and_follows_then(folder: Path, browser: Any) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    view = context.new_page()
    view.goto((folder / "html" / PAGE).as_uri())
    link = view.locator("main p a.tall").last
    link.tap()
    assert "Regnet ut fra" in view.get_by_role("tooltip").inner_text()
    assert "#" not in view.url
    link.tap()
    view.wait_for_function("location.hash.startsWith('#regnet-')")
    assert view.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
