from __future__ import annotations

from typing import Any

import pytest

from komreport.render.builtin.pdf import typst_source

from ..book import code, html, svg, text


def body(project: Any) -> str:
    source = typst_source(project)
    return source[source.index("// side: ") :]


def test_figures_and_tables_have_the_kinds_of_quarto(resolved: Any) -> None:
    typst = body(
        resolved(
            code("label: fig-a\nfig-cap: En figur\nfig-alt: Alt «a»", svg()),
            code("label: tbl-a\ntbl-cap: En tabell", html()),
        )
    )
    assert '#image("figurer/fig-a.svg", alt: "Alt «a»")' in typst
    assert 'kind: "quarto-float-fig", supplement: "Figur") <fig-a>' in typst
    assert 'kind: "quarto-float-tbl", supplement: "Tabell") <tbl-a>' in typst
    assert "figure.caption(position: top, [\nEn tabell\n])" in typst
    assert "#table(" in typst


def test_text_that_typst_would_take_for_marks(resolved: Any) -> None:
    table = (
        "<table><tbody><tr><td>16. januar</td><td>- av</td><td>-</td><td>= 3</td>"
        "<td>3.5</td></tr></tbody></table>"
    )
    typst = body(resolved(code("", html(table)), text("Prisen er 5 $ #1 her* .")))
    assert "[16\\. januar], [\\- av], [\\-], [\\= 3], [3.5]" in typst
    assert "5 \\$ \\#1" in typst


def test_totals_are_bold(resolved: Any) -> None:
    table = (
        '<table><tbody><tr class="sum"><th>I alt</th><td>- 3</td></tr>'
        "<tr><th>Øst</th><td>3</td></tr></tbody></table>"
    )
    assert "[#strong[I alt]], [#strong[\\- 3]],\n  [Øst], [3]," in body(
        resolved(code("", html(table)))
    )


def test_references_are_links_inside_the_book(resolved: Any) -> None:
    assert '#internal-link("sec-en")[Kapittel~1]' in body(resolved(text("Se @sec-en.")))


def test_sections_deeper_than_the_depth_have_no_number(resolved: Any) -> None:
    typst = body(resolved(text("## Del\n\n### Underdel")))
    assert "\n== Del\n" in typst
    assert "#heading(level: 3, numbering: none)[Underdel]" in typst


@pytest.mark.parametrize(
    ("width", "typst"),
    [("50%", "50%"), ("400", "300pt"), ("400px", "300pt"), ("8cm", "8cm")],
)
def test_widths_of_pictures(resolved: Any, width: str, typst: str) -> None:
    source = body(resolved(code(f"out-width: {width}\nfig-alt: a", svg())))
    assert f"width: {typst})" in source


def test_callouts_carry_their_title_and_columns_their_share(resolved: Any) -> None:
    typst = body(
        resolved(
            text('::: {.callout-tip title="Et *råd*"}\nGjør det.\n:::'),
            text(
                '::::: {.columns}\n:::: {.column width="30%"}\na\n::::\n'
                ":::: {.column}\nb\n::::\n:::::"
            ),
        )
    )
    assert "title: [\nEt #emph[råd]\n], body: [\nGjør det." in typst
    assert "#grid(columns: (30fr, 1fr,)" in typst


def test_wide_tables_get_upright_headers(resolved: Any) -> None:
    cells = "".join(f"<th>Kolonne {number}</th>" for number in range(12))
    row = f"<tr>{'<td>1</td>' * 12}</tr>"
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{row}</tbody></table>"
    typst = body(resolved(code("", html(table))))
    assert "#rotate(-90deg, reflow: true)[Kolonne 11]" in typst
    assert "rotate(-90deg, reflow: true)[Kolonne 0]" not in typst
    assert "columns: (20%, 7.27%" in typst
