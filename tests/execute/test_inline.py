from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komreport.execute.inline import plain, replaced, scan, unescaped


def codes(text: str) -> list[str]:
    return [expression.code for expression in scan(text).expressions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `{python} x` b", ["x"]),
        ('`{python} r.tall("a", kjonn="k")`', ['r.tall("a", kjonn="k")']),
        ("`{python} f(a,\n  b)` etter", ["f(a, b)"]),
        ("| a | `{python} x` |", ["x"]),
        ("- `{python} x`\n- `{python} y`", ["x", "y"]),
        ("**`{python} x`** og [^1]: `{python} y`", ["x", "y"]),
        ("`` `{python} x` ``", []),
        ("\\`{python} x\\`", []),
        ("```\n`{python} x`\n```\n`{python} y`", ["y"]),
        ("~~~ python\n`{python} x`\n```\n~~~\n`{python} y`", ["y"]),
        ("````\n```\n`{python} x`\n```\n````\n", []),
        ("```{python}\nx\n```", []),
        ("<!-- `{python} x` --> `{python} y`", ["y"]),
        ("`kode` og `mer {python} x`", []),
        ("`løs og\n\n`{python} x`", ["x"]),
    ],
)
def test_expressions_are_found_in_prose_and_not_in_code(text, expected):
    assert codes(text) == expected


def test_an_expression_knows_its_line_and_whether_it_is_in_a_heading():
    first, second = scan("## A `{python} x` {#sec-a}\n\nB\nC `{python} y`").expressions
    assert (first.line, first.heading) == (1, True)
    assert (second.line, second.heading) == (4, False)


@pytest.mark.parametrize("text", ["`{python}`", "`{python}x`", "`{python} x", "a `{python} "])
def test_what_only_looks_like_an_expression_is_malformed(text):
    assert scan(text).malformed
    assert not scan(text).expressions


def test_values_stand_where_the_expressions_stood_and_comments_are_gone():
    text = "# A `{python} x`\n\n<!-- notat -->B `{python} y` C<!-- -->"
    values = {0: '[1]{.tall title="{a} «b»"}', 1: '[2]{.tall title="c"}'}
    assert replaced(text, scan(text), values) == '# A 1\n\nB [2]{.tall title="c"} C<!-- -->'


def test_plain_text_has_no_spans():
    assert plain('[17]{.tall title="a } \\" b"} av [27]{.tall}') == "17 av 27"
    assert plain("se [lenke](x) og [^1]") == "se [lenke](x) og [^1]"


def test_backslashes_go_where_markdown_is_not_read():
    assert unescaped(r"a\*b\_c \d") == r"a*b_c \d"


@given(st.text(alphabet="a`{}python \n\\<!->#~", max_size=60))
def test_any_text_can_be_scanned_and_found_places_are_in_it(text):
    for expression in scan(text).expressions:
        assert text[expression.start] == text[expression.end - 1] == "`"
