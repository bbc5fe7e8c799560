"""Each fixture notebook fails in one way, and is named by its failure."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.engines import papermill_engines

from komreport.execute.engine import KomreportEngine
from komreport.execute.failures import ChapterFailedError

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parent / "notebooks"

MESSAGES = {
    "broken_json": [
        "broken_json.ipynb: fila er ikke en gyldig notatbok (JSON-feil i linje 3: Expecting value)"
        ". Fila har spor av en fletting i git: velg én av versjonene"
    ],
    "raising_cell": ["raising_cell.ipynb, celle 3, linje 6: ZeroDivisionError: division by zero"],
    "failing_expression": [
        "failing_expression.ipynb, celle 2, linje 3: uttrykket `finnes_ikke`: "
        "NameError: name 'finnes_ikke' is not defined",
        "failing_expression.ipynb, celle 2, linje 4: uttrykket `1 / 0`: "
        "ZeroDivisionError: division by zero",
    ],
    "empty_expression": [
        "empty_expression.ipynb, celle 2, linje 1: uttrykket `None` ga ingen verdi (None). "
        "Bruk r.tall, som skriver «ikke rapportert» selv",
        "empty_expression.ipynb, celle 2, linje 1: uttrykket `''` ga en tom tekst",
        "empty_expression.ipynb, celle 2, linje 1: uttrykket `float('nan')` ga ingen verdi (nan). "
        "Bruk r.tall, som skriver «ikke rapportert» selv",
    ],
    "html_expression": [
        "html_expression.ipynb, celle 3, linje 1: uttrykket `Bare()` gir bare HTML, som PDF-en "
        "ikke kan vise inne i tekst. Vis tabeller og figurer i en egen kodecelle"
    ],
    "repr_expression": [
        "repr_expression.ipynb, celle 2, linje 1: uttrykket `object()` ga et Python-objekt uten "
        "tekst (<object>). Mangler det parenteser, som i r.tall(…)?"
    ],
    "unknown_measure": [
        "unknown_measure.ipynb, celle 3, linje 1: uttrykket `tall('anmeldelsr')`: "
        "ukjent mål «anmeldelsr». Mente du «anmeldelser»?"
    ],
    "dead_kernel": ["dead_kernel.ipynb, celle 2: Python-kjernen stoppet mens cellen kjørte"],
    "dead_in_expression": [
        "dead_in_expression.ipynb, celle 2: Python-kjernen stoppet mens cellen kjørte"
    ],
    "no_parameters": [
        "no_parameters.ipynb: notatboka har ingen celle merket «parameters». "
        "La første kodecelle være «aar = 2023», og gi den merket «parameters»"
    ],
    "unfinished_expression": [
        "unfinished_expression.ipynb, celle 2, linje 1: «`{python} aar og resten.» er ikke et "
        "fullstendig inline-uttrykk. Skriv det som `{python} uttrykk`",
        "unfinished_expression.ipynb, celle 2, linje 3: «`{python}`» er ikke et fullstendig "
        "inline-uttrykk. Skriv det som `{python} uttrykk`",
    ],
    "bad_options": [
        "bad_options.ipynb, celle 2, linje 2: valgene etter «#|» er ikke gyldig YAML "
        '(mapping values are not allowed here). Sett tekster i anførselstegn: #| fig-cap: "…"'
    ],
    "failing_option": [
        "failing_option.ipynb, celle 2, linje 1: uttrykket `ukjent`: "
        "NameError: name 'ukjent' is not defined"
    ],
    "data_error": [
        "data_error.ipynb, celle 2, linje 5: data/2023/vedtak.csv, rad 7, kolonne «verdi»: "
        "«abc» er ikke et tall",
        "data_error.ipynb, celle 2, linje 5: data/2023/vedtak.csv, rad 9: raden finnes to ganger",
    ],
    "repr_output": [
        "repr_output.ipynb, celle 2: cellen viser et Python-objekt uten innhold for lesere "
        "(<object>). La siste linje i cellen være en figur, en tabell eller ingenting"
    ],
    "vega_only": [
        "vega_only.ipynb, celle 2: figuren har ikke noe bilde, bare en Vega-beskrivelse. "
        "Lag figuren med r.figur"
    ],
    "figure_without_alt": [
        "figure_without_alt.ipynb, celle 2: figuren mangler alternativ tekst. "
        "Skriv den etter «#| fig-alt:» øverst i cellen"
    ],
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_failure_names_notebook_cell_line_and_cause(run, name):
    result = run(name)
    assert not result.succeeded
    assert result.notebook is None
    assert [str(failure) for failure in result.failures] == MESSAGES[name]


def test_a_cell_that_takes_too_long_is_stopped(run):
    result = run("slow", timeout=1)
    assert [str(failure) for failure in result.failures] == [
        "slow.ipynb, celle 2: cellen brukte mer enn 1 sekunder og ble stoppet"
    ]


def test_a_kernel_that_cannot_start_is_a_failure(run):
    result = run("good", python="/finnes/ikke/python")
    assert "Python-kjernen kunne ikke startes" in str(result.failures[0])


def test_a_kernel_that_dies_at_once_tells_what_it_said(run, tmp_path):
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\necho 'No module named ipykernel_launcher' >&2\nexit 1\n")
    fake.chmod(0o755)
    result = run("good", python=str(fake))
    assert [str(failure) for failure in result.failures] == [
        "good.ipynb: Python-kjernen kunne ikke startes: No module named ipykernel_launcher"
    ]


def test_papermill_finds_the_engine():
    assert papermill_engines.get_engine("komreport") is KomreportEngine


def test_the_engine_works_from_papermill_itself(tmp_path):
    copy = tmp_path / "kopi.ipynb"
    with pytest.raises(ChapterFailedError, match="celle 3"):
        papermill.execute_notebook(
            NOTEBOOKS / "raising_cell.ipynb", copy, engine_name="komreport", progress_bar=False
        )
    assert nbformat.read(copy, as_version=4).cells[2].outputs[0].ename == "ZeroDivisionError"


def test_the_kernel_is_the_python_of_the_build_without_start_up_files(run, tmp_path, monkeypatch):
    profile = tmp_path / "ipython" / "profile_default" / "startup"
    profile.mkdir(parents=True)
    (profile / "00.py").write_text("raise SystemExit")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    result = run("kernel_facts")
    assert result.failures == ()
    text = nbformat.read(result.notebook, as_version=4).cells[-1].source
    assert sys.executable in text
    assert f"rot {tmp_path}" in text
    assert "frø 0" in text
