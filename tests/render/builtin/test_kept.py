"""What a rendering keeps may never change what a later rendering gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komreport.render.builtin import html, pdf, site
from komreport.render.builtin.kept import PageStore
from komreport.render.builtin.memory import Memory
from komreport.render.builtin.renderer import render
from komreport.store import Store

from ..book import HOUSING, INDEX, NUMBERS, POLICE, SVG, TABLE, code, svg, text, write_book
from ..book import html as html_output

CHAPTERS = {"index": INDEX, "01_politi": POLICE, "02_bolig": HOUSING}
APPENDICES = {"A1_tallgrunnlag": NUMBERS}
NEW = "\n\n## Ny del {{#sec-ny-{0}}}\n\nTekst {0} med fotnote[^n{0}].\n\n[^n{0}]: Fotnote {0}."


def small_book(folder: Path) -> Path:
    book = write_book(folder, CHAPTERS, APPENDICES)
    (book / "bilder").mkdir()
    (book / "bilder" / "kart.svg").write_text(SVG.format(text="Kart", width=90), encoding="utf-8")
    return book


def edit(book: Path, name: str, change: Any) -> None:
    path = book / f"{name}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content["cells"])
    path.write_text(json.dumps(content), encoding="utf-8")


def prose(book: Path, number: int) -> None:
    edit(book, "02_bolig", lambda cells: cells.append(text(f"Setning {number}.")))


def section(book: Path, number: int) -> None:
    edit(book, "01_politi", lambda cells: cells.append(text(NEW.format(number))))


def crossing(book: Path, number: int) -> None:
    # what is said on a page by one passage of another; some of it is refused, but not by pandoc
    said = [
        "Se [Del uten merke].\n\n## Del uten merke",
        "## Del uten merke\n\n## Del uten merke",
        "Se [her][adresse].",
        "[adresse]: https://example.org\n\n## Mer {#sec-mer-{0}}",
        "Fotnote[^delt].\n\n## Enda mer {#sec-enda-{0}}\n\n[^delt]: Et annet sted.",
    ]
    part = said[number % 5].replace("{0}", str(number))
    edit(book, "01_politi", lambda cells: cells.append(text(part)))


def figure(book: Path, number: int) -> None:
    # before all other figures of its chapter, so that references on other pages change as well
    cell = code(f"label: fig-ny-{number}\nfig-cap: Ny\nfig-alt: Ny", svg("Ny", 100 + number))
    edit(book, "01_politi", lambda cells: cells.insert(2, cell))


def title(book: Path, number: int) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        cells[0]["source"] = [
            f"# Bolig nummer {number} {{#sec-bolig}}\n",
            "\n",
            "## Tiltak {#sec-tiltak}",
        ]

    edit(book, "02_bolig", change)


def picture(book: Path, number: int) -> None:
    drawing = SVG.format(text=f"Kart {number}", width=90)
    (book / "bilder" / "kart.svg").write_text(drawing, encoding="utf-8")


def order(book: Path, number: int) -> None:
    path = book / "_quarto.yml"
    settings_text = path.read_text(encoding="utf-8")
    first, second = ("- 01_politi.ipynb", "- 02_bolig.ipynb")[:: 1 if number % 2 else -1]
    parts = settings_text.replace("- 01_politi.ipynb", "@").replace("- 02_bolig.ipynb", "@")
    path.write_text(parts.replace("@", first, 1).replace("@", second, 1), encoding="utf-8")


def word(book: Path, number: int) -> None:
    path = book / "_quarto.yml"
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("Merk", f"Merk deg {number}"), encoding="utf-8")


def lua(book: Path, number: int) -> None:
    path = book / "_extensions" / "kom" / "kom.lua"
    content = path.read_text(encoding="utf-8")
    changed = content.replace("Vis tallene som tabell", f"Vis tallene ({number})")
    path.write_text(changed, encoding="utf-8")


def template(book: Path, number: int) -> None:
    path = book / "_extensions" / "kom" / "page.typ"
    content = path.read_text(encoding="utf-8")
    path.write_text(f"{content}\n#set par(leading: 0.{60 + number % 30}em)\n", encoding="utf-8")


def undo(book: Path, number: int) -> None:
    edit(book, "01_politi", lambda cells: cells.pop() if len(cells) > len(POLICE) else None)


def table(book: Path, number: int) -> None:
    # with a link to something whose number may change, and one on the page itself
    linked = TABLE.replace("Øst", f'<a href="02_bolig.ipynb#sec-tiltak">Øst {number}</a>')
    edit(book, "01_politi", lambda cells: cells.append(code("", html_output(linked))))


EDITS = [prose, section, crossing, figure, title, picture, order, word, lua, template, undo, table]


def rendered(
    book: Path, out: Path, store: Store | None, memory: Memory | None = None
) -> dict[str, bytes]:
    out.mkdir()
    render(book, out, store=store, memory=memory)
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def different(
    folder: Path, edits: list[tuple[Any, int]], memory: Memory | None = None
) -> list[str]:
    """Names of files that differ between a rendering with a store after edits, and a clean one."""
    book, store = small_book(folder / "bok"), PageStore(folder / "lager")
    rendered(book, folder / "ut", store, memory)
    for number, (change, value) in enumerate(edits):
        change(book, 10 * number + value)
    kept = rendered(book, folder / "kjent", store, memory)
    clean = rendered(book, folder / "ren", None)
    assert kept.keys() == clean.keys()
    return [name for name in kept if kept[name] != clean[name]]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    edits=st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 9)), min_size=1, max_size=3),
    remember=st.booleans(),
)
def test_a_rendering_with_a_store_is_as_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Any, int]], remember: bool
) -> None:
    memory = Memory() if remember else None
    assert different(tmp_path_factory.mktemp("endringer"), edits, memory) == []


@pytest.mark.parametrize("memory", [None, Memory()], ids=["", "minne"])
def test_every_kind_of_edit_at_once(tmp_path: Path, memory: Memory | None) -> None:
    assert different(tmp_path, [(change, 3) for change in EDITS], memory) == []


def test_a_word_of_the_settings_changes_pages_that_are_remembered(tmp_path: Path) -> None:
    assert different(tmp_path, [(word, 3)], Memory()) == []


def test_a_page_that_is_the_same_is_not_made_again(tmp_path: Path) -> None:
    book, memory = small_book(tmp_path / "bok"), Memory()
    for number, out in enumerate((tmp_path / "en", tmp_path / "to")):
        prose(book, number)
        out.mkdir()
        render(book, out, formats=["html"], memory=memory)
    one, two = tmp_path / "en" / "html", tmp_path / "to" / "html"
    drawing = "figurer/fig-anmeldelser.svg"
    assert (one / drawing).samefile(two / drawing)
    assert not (one / "figurer/fig-plasser.svg").samefile(two / "figurer/fig-plasser.svg")
    assert "Setning 1." in (two / "02_bolig.html").read_text(encoding="utf-8")


def test_a_memory_that_forgets_a_dependency_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "asdict", lambda _: "")
    assert "html/02_bolig.html" in different(tmp_path, [(figure, 1)], Memory())


def test_a_store_that_forgets_a_dependency_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a page that refers to a figure whose number has changed is the one that would lie
    monkeypatch.setattr(pdf, "page_parts", lambda project, page: page.source)
    monkeypatch.setattr(
        html, "passage_parts", lambda project, page: [[one.text] for one in page.passages]
    )
    found = different(tmp_path, [(figure, 1)])
    assert {"html/02_bolig.html", "rapport.pdf"} <= set(found)
