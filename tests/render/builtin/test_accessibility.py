"""The pages as people with and without sight, mouse or a large screen meet them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.slow, pytest.mark.chromium]

#: Bytes of text that a page may need before it can be read; pictures and typefaces come beside it.
LIGHT_ENOUGH = 300_000
#: The same with drawings, style sheets and scripts.
ALL_TOLD = 400_000
#: How large the letters of figures are on the screen.
TEXT_SIZES = """() => [...document.querySelectorAll(".kom-figur")].flatMap(figure => {
  const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
  return scale ? [...figure.querySelectorAll("text")].map(text =>
    scale * parseFloat(getComputedStyle(text).fontSize)) : [];
})"""
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VIOLATIONS = """async choice => (await axe.run(document,
  {preload: false, resultTypes: ["violations"], ...choice})).violations
  .map(found => `${found.id}: ${found.nodes.map(node => node.target.join(" ")).join(", ")}`)"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    name: (element.getAttribute("aria-label") || element.textContent || element.id).trim(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
      && box.left < innerWidth && box.top < innerHeight,
  };
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(element => {
  const style = getComputedStyle(element);
  const hides = [style.overflowX, style.overflowY].some(way => way === "hidden" || way === "clip");
  const wide = element.scrollWidth > element.clientWidth + 1;
  const high = element.scrollHeight > element.clientHeight + 1;
  return hides && !element.closest(".visuelt-skjult, svg") && (wide || high);
}).map(element => element.className || element.tagName)"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["pc", "telefon"])
def test_axe_finds_nothing(opened: Any, report: Path, size: tuple[int, int]) -> None:
    tab = opened(report, size, color_scheme="light", reduced_motion="reduce")
    found = []
    for name in tab.names():
        page = tab.open(name)
        page.evaluate(AXE_SCRIPT)
        found += [f"{name}: {violation}" for violation in page.evaluate(VIOLATIONS, {})]
        # the night changes colours alone
        page.emulate_media(color_scheme="dark")
        night = page.evaluate(VIOLATIONS, {"runOnly": {"type": "tag", "values": ["cat.color"]}})
        found += [f"{name}, mørk: {violation}" for violation in night]
        page.emulate_media(color_scheme="light")
    assert found == []


def test_axe_would_find_a_picture_without_text(opened: Any, site: Path) -> None:
    page = opened(site).open("02_bolig")
    page.evaluate("document.querySelector('.kom-figur').removeAttribute('aria-label')")
    page.evaluate(AXE_SCRIPT)
    assert any(found.startswith("svg-img-alt") for found in page.evaluate(VIOLATIONS, {}))


def test_no_page_has_to_be_moved_sideways(opened: Any, report: Path) -> None:
    tab = opened(report)
    wide = {}
    for name in tab.names():
        page = tab.open(name)
        for width in (320, 390, 720, 1024, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            wide[name, width] = page.evaluate(STICKS_OUT)
    assert {place: by for place, by in wide.items() if by > 0} == {}


def test_nothing_is_lost_when_text_alone_is_twice_as_large(opened: Any, report: Path) -> None:
    tab = opened(report, WIDE)
    for name in tab.names():
        page = tab.open(name)
        page.add_style_tag(content="html { font-size: 212.5% !important; }")
        assert page.evaluate(STICKS_OUT) <= 0, name
        assert page.evaluate(CUT_OFF) == [], name


def test_pages_are_valid_html(report: Path) -> None:
    for path in sorted(report.glob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        assert [f"{path.name}, {place}: {kind}" for place, kind, _ in parser.errors] == []


def test_pages_are_light(report: Path) -> None:
    text, all_told = {}, {}
    for path in report.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        asked = re.findall(r'(?:<script src|rel="stylesheet" href)="([^"]+)"', page)
        beside = [(report / name).read_text(encoding="utf-8") for name in asked]
        frame = sum(len(re.sub(r'url\("data:font[^"]*"\)', "", part).encode()) for part in beside)
        text[path.name] = len(re.sub(r"<svg\b.*?</svg>", "", page, flags=re.DOTALL).encode())
        all_told[path.name] = len(page.encode()) + frame
    assert {name: size for name, size in text.items() if size > LIGHT_ENOUGH} == {}
    assert {name: size for name, size in all_told.items() if size > ALL_TOLD} == {}


def test_figures_can_be_read_on_a_phone(opened: Any, report: Path) -> None:
    tab = opened(report)
    small = {}
    for name in tab.names():
        page = tab.open(name)
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            sizes = page.evaluate(TEXT_SIZES)
            if any(size < 11.9 for size in sizes):
                small[name, width] = min(sizes)
    assert small == {}


def test_the_page_does_not_move_while_it_loads(opened: Any, report: Path) -> None:
    tab = opened(report)
    tab.context.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.moved += entry.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for name in tab.names():
        page = tab.open(name)
        page.wait_for_timeout(150)
        assert page.evaluate("window.moved") < 0.02, name


def test_every_stop_of_the_keyboard_is_seen(opened: Any, site: Path) -> None:
    tab = opened(site, WIDE, reduced_motion="reduce")
    for name in ("index", "01_politi", "02_bolig"):
        page = tab.open(name)
        stops = []
        for _ in range(200):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            if stop is None:
                break
            stops.append(stop)
        assert stops[0]["name"] == "Hopp til innholdet"
        assert len(stops) > 15
        assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["seen"])] == []


def test_the_drawer_of_a_phone_holds_the_keyboard_until_it_closes(opened: Any, site: Path) -> None:
    page = opened(site, PHONE).open("01_politi")
    page.focus(".meny")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "lukk"
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, .topp, .bunn, .paa-siden')")
    page.keyboard.press("Escape")
    assert page.is_hidden("#kapitler")
    assert "meny" in page.evaluate("document.activeElement.className")
    assert page.get_attribute(".meny", "aria-expanded") == "false"


def test_the_chapters_can_be_put_away_and_stay_away(opened: Any, site: Path) -> None:
    tab = opened(site)
    page = tab.open("01_politi")
    page.click(".meny")
    assert page.is_hidden("#kapitler")
    page = tab.open("02_bolig")
    assert page.is_hidden("#kapitler")
    assert page.get_attribute(".meny", "aria-expanded") == "false"


def test_a_phone_shows_the_drawing_that_is_made_for_it(opened: Any, site: Path) -> None:
    for size, shown, hidden in ((WIDE, ".bred", ".smal"), (PHONE, ".smal", ".bred")):
        page = opened(site, size).open("02_bolig")
        assert page.is_visible(f"#fig-verdier {shown}")
        assert page.is_hidden(f"#fig-verdier {hidden}")


def test_values_of_a_figure_are_read_with_pointer_and_arrow_keys(opened: Any, site: Path) -> None:
    page = opened(site).open("02_bolig")
    page.hover("#fig-verdier .bred [data-tips='2023: 27']")
    assert page.inner_text("#verdi") == "2023: 27"
    page.focus("#fig-verdier .rull")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#verdi") in {"2022: 32", "2023: 27"}
    page.wait_for_function("document.querySelector('#beskjed').textContent !== ''")
    page.keyboard.press("Escape")
    assert page.is_hidden("#verdi")


def test_a_link_to_a_figure_is_copied_and_said(opened: Any, site: Path) -> None:
    tab = opened(site, permissions=["clipboard-read", "clipboard-write"])
    page = tab.open("02_bolig")
    page.focus("#fig-verdier .kopier")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#beskjed').textContent === 'Lenken er kopiert'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("02_bolig.html#fig-verdier")


def test_the_appearance_is_chosen_and_remembered(opened: Any, site: Path) -> None:
    tab = opened(site, color_scheme="light")
    page = tab.open("01_politi")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click(".tema")
    dark = page.evaluate(ground)
    assert dark != light
    page = tab.open("02_bolig")
    assert page.evaluate("document.documentElement.dataset.tema") == "mork"
    assert page.evaluate(ground) == dark
    text = "getComputedStyle(document.querySelector('#fig-verdier text')).fill"
    assert page.evaluate(text) == "rgb(230, 239, 241)", "figures take the colours of the night"


def test_what_is_wider_than_its_frame_says_so(opened: Any, site: Path) -> None:
    page = opened(site, PHONE).open("02_bolig")
    page.wait_for_selector("#tbl-bred .rulleramme.mer-hoyre")
    assert page.get_attribute("#tbl-bred .rull", "tabindex") == "0"
    page.evaluate("document.querySelector('#tbl-bred .rull').scrollLeft = 9999")
    page.wait_for_selector("#tbl-bred .rulleramme.mer-venstre:not(.mer-hoyre)")


def test_readers_who_want_less_motion_get_less(opened: Any, site: Path) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(site, reduced_motion="reduce").open("01_politi").evaluate(behaviour) == "auto"
    assert opened(site).open("01_politi").evaluate(behaviour) == "smooth"


def test_figures_keep_their_ground_where_colours_are_forced(opened: Any, site: Path) -> None:
    page = opened(site, forced_colors="active", color_scheme="dark").open("02_bolig")
    figure = "getComputedStyle(document.querySelector('#fig-verdier .kom-figur')).backgroundColor"
    assert page.evaluate(figure) == "rgb(15, 29, 35)"
    text = "getComputedStyle(document.querySelector('#fig-verdier text')).fill"
    assert page.evaluate(text) == "rgb(230, 239, 241)"


def test_print_leaves_the_frame_out(opened: Any, site: Path) -> None:
    page = opened(site, color_scheme="dark").open("01_politi")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".topp", "#kapitler", ".paa-siden", ".bunn", ".verktoy", ".blaing"):
        assert page.locator(selector).first.is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('main p')).color") == "rgb(0, 0, 0)"
    )


def test_the_contents_mark_where_the_reader_is(opened: Any, site: Path) -> None:
    page = opened(site, (1440, 500), reduced_motion="reduce").open("01_politi")
    page.evaluate("document.querySelector('#detaljer').scrollIntoView()")
    page.wait_for_selector(".paa-siden a[aria-current][href='#detaljer']")
