"""HTML tables are read and written apart from their page, and the page must not show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.render.builtin import pieces
from komreport.render.builtin import renderer as builtin
from komreport.render.builtin.kept import PageStore
from komreport.render.builtin.pieces import BETWEEN, MARK, Cut, cut, parted
from komreport.render.rendered import Rendered

from ..book import TABLE, code, html, text, write_book

FENCED = f"```{{=html}}\n{TABLE}\n```"


def test_a_table_gives_its_place_to_a_mark() -> None:
    found = cut(f"Før.\n\n{FENCED}\n\nEtter.\n\n~~~~ {{=html}}\n{TABLE}\n~~~~\n")
    assert list(found.pieces.values()) == [TABLE]  # the same table twice is one piece
    (mark,) = found.pieces
    place = f"{{=html}}\n<!--stykke {mark}-->\n"
    assert found.markdown == f"Før.\n\n```{place}```\n\nEtter.\n\n~~~~ {place}~~~~\n"


@pytest.mark.parametrize(
    "source",
    [
        f"````\n{FENCED}\n````",  # shown as code
        f"```html\n{TABLE}\n```",
        FENCED.removesuffix("```"),  # never closed
        "```{=html}\n<p>Ingen tabell</p>\n```",
        FENCED.replace("<table", "<h3>Tittel</h3><table"),
        FENCED.replace("<thead>", "<caption>Navn</caption><thead>"),
        FENCED.replace("<table", '<table id="tbl-en"'),
        FENCED.replace("Øst", '<img src="kart.svg" alt="Kart">'),
        FENCED.replace("<table", '<div class="callout-note"><table'),
        "Tekst med ```{=html} og <table i én linje",
    ],
)
def test_all_else_stays_in_the_page(source: str) -> None:
    assert cut(source) == Cut(source, {})


LINES = ["", "Tekst", "```", "````", "~~~", "```{=html}", "<table>", "</table>", "  ```", "<h2>"]


@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_nothing_is_lost_in_cutting(lines: list[str]) -> None:
    markdown = "\n".join(lines)
    found = cut(markdown)
    assert MARK.sub(lambda mark: found.pieces[mark[1]], found.markdown) == markdown


def test_pieces_that_were_written_together_are_taken_apart() -> None:
    assert parted(f"en\n{BETWEEN}\n\n{BETWEEN}\nto\nlinjer\n{BETWEEN}\n") == [
        "en",
        "",
        "to\nlinjer",
    ]


def everything(made: Rendered) -> dict[str, bytes]:
    files = [*made.html.rglob("*.html"), *made.html.rglob("*.csv"), made.pdf]
    return {path.name: path.read_bytes() for path in files}


def test_pages_are_the_same_as_when_tables_stay_in_them(
    sample: Path, rendered: Rendered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "cut", lambda markdown: Cut(markdown, {}))
    assert everything(builtin.render(sample, tmp_path)) == everything(rendered)


def test_only_the_table_that_is_another_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    read = pieces.read

    def counted(texts: list[str]) -> Any:
        asked.append(texts)
        return read(texts)

    monkeypatch.setattr(pieces, "read", counted)
    store, other = PageStore(tmp_path / "lager"), TABLE.replace("Øst", "Nord")
    for number, last in enumerate([TABLE, other]):
        cells = [text(f"# En\n\nUtgave {number}."), code("", html()), code("", html(last))]
        book = write_book(tmp_path / f"bok{number}", {"index": cells})
        builtin.render(book, tmp_path / f"ut{number}", formats=["html"], store=store)
    assert asked == [[TABLE], [other]]
