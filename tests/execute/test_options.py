from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from komreport.execute.options import OptionsError, read_options
from komreport.execute.sentence import missing


def written(source: str) -> dict[str, object]:
    lines = [line.removeprefix("#| ") for line in source.splitlines() if line.startswith("#|")]
    return yaml.safe_load("\n".join(lines))


def test_expressions_may_begin_a_value_and_hold_quotes_and_colons():
    options = read_options(
        '#| label: fig-a\n#| fig-cap: `{python} r.tall("a: b")` saker\n'
        '#| fig-alt: "I `{python} {1: "x"}[1]`"\nr.figur()'
    )
    assert options.expressions == [('r.tall("a: b")', 2), ('{1: "x"}[1]', 3)]
    options.fill(['27 "nye": ja', "2023 #"])
    assert written(options.source()) == {
        "label": "fig-a",
        "fig-cap": '27 "nye": ja saker',
        "fig-alt": "I 2023 #",
    }
    assert options.source().endswith("\nr.figur()")


def test_lists_and_blocks_keep_their_values():
    options = read_options(
        '#| fig-subcap:\n#|   - "A `{python} x`"\n#|   - B\n'
        "#| echo: false\n#| fig-cap: |\n#|   Lang\n1"
    )
    options.fill(["1"])
    assert written(options.source()) == {
        "fig-subcap": ["A 1", "B"],
        "echo": False,
        "fig-cap": "Lang",
    }


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("#| a: b: c\n1", 1),
        ("#| a: 1\n#| [", 2),
        ("#| bare tekst\n1", 1),
        ("#| a: 1\n#| b: `{python} x\n1", 2),
    ],
)
def test_bad_options_name_their_line(source, line):
    with pytest.raises(OptionsError) as caught:
        read_options(source)
    assert caught.value.line >= line


def test_a_missing_number_fits_its_sentence():
    options = read_options('#| fig-cap: "`{python} x` av 12 saker, i `{python} y` distrikter"\n1')
    options.fill(["ikke rapportert", "ikke rapportert"])
    said = "Et ikke rapportert antall av 12 saker, i et ikke rapportert antall distrikter"
    assert written(options.source()) == {"fig-cap": said}


@settings(deadline=None)
@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40).filter(
        lambda text: not missing(text)
    )
)
def test_any_value_survives_the_yaml(text):
    options = read_options("#| fig-cap: `{python} x`\n1")
    options.fill([text])
    assert yaml.safe_load(options.source().split("\n")[0][3:]) == {"fig-cap": text}
