from __future__ import annotations

import pytest

from komreport.execute.values import ValueProblem, observation_keys, value_text


def ok(**data: str) -> dict[str, object]:
    return {"status": "ok", "data": {f"text/{kind}": text for kind, text in data.items()}}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"markdown": "[27]{.tall}", "plain": "<T at 0x1>"}, "[27]{.tall}"),
        ({"markdown": "m", "html": "<b>m</b>", "plain": "p"}, "m"),
        ({"plain": "'tekst'"}, "tekst"),
        ({"plain": '"d\'Arc"'}, "d'Arc"),
        ({"plain": "'a\\nb'"}, "a\nb"),
        ({"plain": "2023"}, "2023"),
        ({"plain": "12345"}, "12\u00a0345"),
        ({"plain": "-15.6"}, "\u221215,6"),
        ({"plain": "np.float64(0.5)"}, "0,5"),
        ({"plain": "np.int64(27)"}, "27"),
        ({"plain": "np.str_('a')"}, "a"),
    ],
)
def test_the_text_of_a_value(data, text):
    assert value_text(ok(**data)) == text


@pytest.mark.parametrize(
    "data",
    [
        {"markdown": " "},
        {"html": "<b>1</b>", "plain": "1"},
        {"plain": "None"},
        {"plain": "nan"},
        {"plain": "np.float64(nan)"},
        {"plain": "''"},
        {"plain": "<a.B object at 0x7f>"},
        {"plain": "<bound method f of <a.B object at 0x7f>>"},
        {},
    ],
)
def test_a_value_without_text_is_a_problem(data):
    with pytest.raises(ValueProblem):
        value_text(ok(**data))


def test_the_keys_of_observations_are_found():
    text = '[1]{.tall data-tall="a-1 a-2"} og [2]{.tall title="x" data-tall="b"}'
    assert observation_keys(text) == ["a-1", "a-2", "b"]
