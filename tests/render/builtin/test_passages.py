"""Passages of a page are read and written apart from each other, and the page must not show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komreport.render.builtin import footnotes, html, passages, pieces, tree
from komreport.render.builtin import renderer as builtin
from komreport.render.builtin.kept import PageStore
from komreport.render.builtin.passages import Passage, parted, read, read_whole, together
from komreport.render.builtin.project import LANGUAGE, Resolution
from komreport.render.builtin.resolved import Manuscript

from ..book import ROOT, text, write_book

#: What stands well on a page, and what reaches from one part of it to another.
PLAIN = [
    "Tekst med [27]{.tall data-tall='a' title='Kilde'} tall.",
    "# Tittel {#sec-t}",
    "## Del {#sec-a}",
    "## Del 2 {#sec-b .unnumbered}",
    "## Året 2023",
    "#### Dypt {#sec-d}",
    "- punkt\n- punkt to",
    "- løst\n\n- punkt\n\n    mer av det",
    "> sitat\n\n> mer",
    "Note[^a].\n\n[^a]: Fotnote.\n\n    Mer av den.",
    "To noter[^b] og samme igjen[^b].\n\n[^b]: - punkt\n    - i note",
    "Note^[Innskutt *note*].",
    "Se @sec-a og [Vedlegg @sec-t].",
    "::: {.ingress}\nTekst\n:::",
    ":::: {.faktaboks}\n::: {.kilde}\nKilde\n:::\n::::",
    "::::: {.nokkeltall}\n:::: {.kort}\n[27]{.kort-tall}\n::::\n:::::",
    "::: {.kilde}\nKilde: KOM\n:::",
    "::: {.callout-note}\n## Del\n\nTekst\n:::",
    "::: {#tbl-a}\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\nNavn\n:::",
    "::: {.bare-trykk}\nPå papir[^c].\n\n[^c]: Og note.\n:::",
    "```\n## kode\n```",
    "~~~ {=html}\n<div>\n~~~",
    "<!-- kommentar -->",
    "<https://example.org> og https://example.org",
    "*uthevet* og **fet",
    '"sitat',
    "***",
]
CROSSING = [
    "::: {.nokkeltall}\nKort[^k]\n:::\n\n[^k]: Kort.",
    "Note[^a].",
    "## Del",
    "## Del 1",
    "[^a]: Fotnote.",
    "[Del]",
    "[Del][]",
    "[ord][ref] og [ref]",
    "[ref]: https://example.org",
    "[ref\n]: https://example.org",
    "::: {.ingress}",
    ":::",
    "```",
    "``` og ``` i linja",
    "<div>",
    "</div>",
    "<span>a",
    "</span>",
    "<!--",
    "-->",
    "Table: Navn",
    ":   Definisjon",
    "Tekst\n## Ingen del",
    "- punkt\n\n    ## Del i punkt",
    "---",
    "navn: verdi",
    "-- --\na  b",
    "-- --",
    "(@e) Eksempel",
    "Som (@e) viser.",
    "\\newcommand{\\x}{y}",
    "\\x",
    "\\begin{quote}",
    "\\end{quote}",
    "    kode",
    "[a]",
    "% tittel",
    "+---+\n| a |\n+---+",
    "<pre>",
    "</pre>",
]
LAST = "## Til slutt {#sec-slutt}\n\nTekst."
plain = st.lists(st.sampled_from(PLAIN), max_size=8, unique=True)
mixed = st.builds(
    lambda page, more: [*page[:3], *more, *page[3:], LAST],
    plain,
    st.lists(st.sampled_from(CROSSING), min_size=1, max_size=4),
)


def passages_of(parts: list[str]) -> list[Passage]:
    return [Passage.of(kept) for kept in read(parts, LANGUAGE)]


def blocks(*some: Passage) -> list[Any]:
    """The blocks of passages; how many notes stand before a citation is nothing to a passage."""
    found = [block for passage in some for block in orjson.loads(passage.tree)]
    for cite in tree.elements(found, "Cite"):
        for citation in cite["c"][0]:
            citation["citationNoteNum"] = 0
    return found


def manuscript(content: bytes, some: list[Passage]) -> Manuscript:
    entries = [entry for passage in some for entry in passage.outline.entries]
    numbers = [("", "") if entry.unnumbered else (entry.title, "Nr.") for entry in entries]
    targets = {label: ("Kapittel", label, label, "side") for label in ("sec-a", "sec-t", "e")}
    filters = ROOT / "_extensions" / "kom" / "kom.lua"
    resolution = Resolution(numbers, targets)
    return Manuscript("side", content, resolution, frozenset(), Path(), filters, {})


def written_apart(some: list[Passage]) -> str:
    """Write each passage by itself, and put them together."""
    parts = []
    for passage in some:
        content = pieces.joined([orjson.loads(passage.tree)], "html")
        parts += html.written_parts(manuscript(content, [passage]))
    return footnotes.numbered([part.html for part in parts], [part.notes or [] for part in parts])


def check(page: list[str]) -> bool:
    """Hold the passages of a page, each read by itself, to the page as a whole."""
    markdown = "\n\n".join(page)
    texts = parted(markdown)
    assert "\n".join(texts) == markdown
    if len(texts) == 1:
        return False
    found = [passages_of([text])[0] for text in texts]
    if not together(found):
        return False
    whole = Passage.of(read_whole(markdown, LANGUAGE))
    assert blocks(*found) == blocks(whole)
    content = manuscript(tree.whole(blocks(whole)), [whole])
    assert written_apart(found).strip("\n") == html.written(content)[0].strip("\n")
    return True


@settings(max_examples=15, deadline=None)
@given(plain)
def test_passages_are_a_page(page: list[str]) -> None:
    assert check(["Tekst.", *page, LAST])


@settings(max_examples=25, deadline=None)
@given(mixed)
def test_what_reaches_beyond_a_passage_is_seen(page: list[str]) -> None:
    check(page)


@settings(max_examples=25, deadline=None)
@given(mixed)
def test_a_passage_that_was_read_with_others_is_as_by_itself(page: list[str]) -> None:
    texts = parted("\n\n".join(page))
    for part, beside in zip(texts, passages_of(texts), strict=True):
        if len(texts) > 1 and beside.alone:
            assert blocks(beside) == blocks(*passages_of([part]))


@pytest.mark.parametrize(
    "said",
    [
        "## Del",
        "Note[^a].",
        "[^a]: Fotnote.",
        "[Del]",
        "[ord][ref]",
        "[ref]: https://example.org",
        "::: {.ingress}",
        ":::",
        "<div>",
        "<!--",
        "---",
        "(@e) Eksempel",
        "\\x",
    ],
)
def test_a_page_with_something_that_reaches_further_is_read_as_a_whole(said: str) -> None:
    texts = parted(f"## Del\n\n{said}\n\n## To\n\n{said}\n\n{LAST}")
    assert len(texts) == 1 or not together(passages_of(texts))


def test_a_part_of_a_page_is_read_and_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(texts: list[str], words: dict[str, str]) -> Any:
        asked.extend(texts)
        return read(texts, words)

    monkeypatch.setattr(passages, "read", counted)
    store = PageStore(tmp_path / "lager")
    for number in range(2):
        cells = [text("# En"), text(f"## To\n\nUtgave {number}."), text("## Tre")]
        book = write_book(tmp_path / f"bok{number}", {"01_en": cells})
        builtin.render(book, tmp_path / f"ut{number}", formats=["html"], store=store)
    assert asked == ["# En\n", "## To\n\nUtgave 0.\n", "## Tre\n", "## To\n\nUtgave 1.\n"]


def test_a_passage_is_by_itself_what_another_one_beside_it_would_change() -> None:
    words = ["## Del {#del}", "## Del", "<!--\n\n## To"]
    one, two, three = passages_of(words)
    assert (one.alone, two.alone, two.headings, three.alone) == (True, True, ["del"], False)
    assert not together([one, two])


def test_footnotes_that_only_look_like_them_are_not_taken() -> None:
    text = (
        '<a href="#fn{0}" class="footnote-ref" id="fnref{0}" role="doc-noteref"><sup>{0}</sup></a>'
    )
    assert footnotes.taken([text.format(1)], "") is None
    assert footnotes.taken(["<p>Uten</p>"], "<section>annet</section>") is None


LIKE = '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>'


@pytest.mark.parametrize("said", [LIKE, pieces.BETWEEN])
@pytest.mark.parametrize("form", ["```{{=html}}\n{0}\n```", "```{{=html}}\n<p>{0}</p>\n```"])
def test_a_page_whose_passages_cannot_be_told_apart_is_written_as_a_whole(
    tmp_path: Path, said: str, form: str
) -> None:
    raw = form.format(said)
    cells = [text(f"# En\n\nNote[^a].\n\n[^a]: Fot.\n\n## To\n\n{raw}\n\n## Tre")]
    book = write_book(tmp_path / "bok", {"01_en": cells})
    made = builtin.render(book, tmp_path, formats=["html"])
    page = (made.html / "01_en.html").read_text(encoding="utf-8")
    assert page.count(said) == (2 if said == LIKE else 1)
    assert page.count('aria-label="Fotnoter"') == page.count('<li id="fn') == 1
    assert page.count("<h2") == 2
