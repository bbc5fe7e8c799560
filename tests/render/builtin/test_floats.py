from __future__ import annotations

import panflute as pf
import pytest

from komreport.render.builtin import floats, pandoc
from komreport.render.builtin.project import LANGUAGE


def read(markdown: str) -> pf.Doc:
    doc = pandoc.read(markdown)
    floats.normalise(doc, LANGUAGE)
    return doc


def only(doc: pf.Doc) -> pf.Div:
    (div,) = floats.found(doc, floats.is_float)
    return div


@pytest.mark.parametrize(
    ("markdown", "kind", "caption"),
    [
        ('![En *tekst*](a.svg){#fig-a fig-alt="b"}', "fig", "En tekst"),
        ("::: {#fig-a}\n![](a.svg)\n\nEn tekst\n:::", "fig", "En tekst"),
        ("::: {#fig-a}\n![](a.svg)\n\n::: {.bildetekst}\nEn tekst\n:::\n:::", "fig", "En tekst"),
        ("::: {#fig-a}\n![](a.svg)\n\n::: {.bildetekst}\n\n:::\n:::", "fig", ""),
        ("::: {#fig-a}\n![En tekst](a.svg)\n:::", "fig", "En tekst"),
        ("| a |\n|---|\n| 1 |\n\n: En tekst {#tbl-a}", "tbl", "En tekst"),
        ("::: {#tbl-a}\n| a |\n|---|\n| 1 |\n\nEn tekst\n:::", "tbl", "En tekst"),
        ("::: {#tbl-a}\n| a |\n|---|\n| 1 |\n\n: En tekst\n:::", "tbl", "En tekst"),
        ("::: {#tbl-a}\n| a |\n|---|\n| 1 |\n:::", "tbl", ""),
    ],
)
def test_every_way_to_write_a_float_comes_out_the_same(
    markdown: str, kind: str, caption: str
) -> None:
    div = only(read(markdown))
    assert div.identifier == f"{kind}-a"
    assert div.attributes["kind"] == kind
    *content, last = div.content
    assert isinstance(last, pf.Plain)
    assert pf.stringify(last) == caption
    shown = pf.Table if kind == "tbl" else pf.Image
    assert len(floats.found(pf.Doc(*content), lambda element: isinstance(element, shown))) == 1


def test_a_caption_without_label_stays_a_caption() -> None:
    div = only(read("![Tekst](a.svg)"))
    assert div.identifier == ""
    assert pf.stringify(div.content[-1]) == "Tekst"


def test_several_html_tables_keep_what_stands_around_them() -> None:
    table = (
        "```{=html}\n<table><thead><tr><th>A</th></tr></thead>"
        '<tbody><tr><th scope="row">b</th></tr></tbody></table>\n```'
    )
    doc = read(f"# Tittel\n\n{table}\n\nMidt i\n\n{table}\n\nSlutt")
    kinds = [type(block).__name__ for block in doc.content]
    assert kinds == ["Header", "Table", "Para", "Table", "Para"]
    head = doc.content[1].head.content[0].content[0]
    assert head.attributes["scope"] == "col"


@pytest.mark.parametrize(
    ("markdown", "title", "collapse"),
    [
        ("::: {.callout-note}\nTekst\n:::", "Merk", None),
        ('::: {.callout-tip title="Et *råd*"}\nTekst\n:::', "Et råd", None),
        ("::: {.callout-warning}\n## Fra overskrift\n\nTekst\n:::", "Fra overskrift", None),
        ('::: {.callout-important collapse="true"}\nTekst\n:::', "Viktig", "true"),
        ("::: {.callout-caution}\nTekst\n:::", "Vær varsom", None),
    ],
)
def test_callouts_get_a_title(markdown: str, title: str, collapse: str | None) -> None:
    (div,) = floats.found(read(markdown), floats.is_callout)
    assert pf.stringify(div.content[0]) == title
    assert pf.stringify(div.content[1]).strip() == "Tekst"
    assert div.attributes.get("collapse") == collapse
