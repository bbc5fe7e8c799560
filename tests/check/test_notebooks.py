"""What notebooks say that they should not: found without running them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from komreport.check import Finding, check_project
from tests.conftest import ROOT
from tests.small import small_project, write_notebook

TEXT = "notebooks/01_personer.ipynb"
ABOUT = ("prosa/", "navn/", "lenke/", "konstruksjon/", "personvern/")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return small_project(tmp_path / "prosjekt")


def found(root: Path, *sources: str, tags: tuple[str, ...] = (), year: int = 2023) -> list[Finding]:
    """What is found in a chapter whose last cell has the tags."""
    head = "# Personer {#sec-personer}\n\nSe @sec-saker."
    path = write_notebook(root, "01_personer", head, *sources)
    if tags:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"][-1]["metadata"]["tags"] = list(tags)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return [each for each in check_project(root, year) if each.rule.startswith(ABOUT)]


def rules(root: Path, *sources: str, tags: tuple[str, ...] = (), year: int = 2023) -> list[str]:
    return [each.rule for each in found(root, *sources, tags=tags, year=year)]


def test_a_sound_chapter(small: Path) -> None:
    assert rules(small, "Det var `{python} r.tall('personer')` personer.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Loven § 4-29 og §§ 257 og 258, jf. § 110 andre ledd, og §§ 6–8.",
        "Fra 1. januar 2022 og 21. og 22. september 2021, i 2017–2018 og 2020/2021.",
        "Se UDI 2013-014 punkt 5.2, GI-11/2020, JUS063, FV-05, byrådssak 155/18 og Fafo 2019:35.",
        "Artikkel 10 nr. 3, tiltak 17, St.prp. nr. 2 (2007–2008), kapittel 6, nivå 2, WCAG 2.1.",
        "Den som er under 18 år, eller mellom 15 og 30 år.",
        "1. Først\n2. Så\n\nEn fotnote.[^to]\n\n[^to]: Se <https://example.org/12/34>.",
        "[Lenke](https://example.org/3) `12` {.klasse-7} <!-- 40 -->",
        "```\n12 personer\n```",
        "De [to]{.fast} gruppene og [12 personer]{.fast}.",
    ],
)
def test_digits_that_count_nothing(small: Path, text: str) -> None:
    assert rules(small, text) == []


@pytest.mark.parametrize(
    ("text", "number", "position"),
    [
        ("Det var 27 personer.", "27", 9),
        ("Det var 1 200 personer.", "1 200", 9),
        ("Andelen var 53 prosent.", "53 prosent", 13),
        ("Mellom 5–10 i måneden.", "5", 8),
        ("python:#| label: tbl-a\n#| tbl-cap: Alle 27 personer\n\naar", "27", 18),
    ],
)
def test_numbers_written_by_hand(small: Path, text: str, number: str, position: int) -> None:
    first, *_ = found(small, text)
    assert first.rule == "prosa/skrevet-tall"
    assert f"«{number}»" in first.message
    assert (first.cell, first.position) == (4, position)


def test_words_that_count_are_a_note(small: Path) -> None:
    (each,) = found(small, "Tre personer.")
    assert (each.rule, each.severity) == ("prosa/tallord", "merknad")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("`{python} r.tall('personer', ord=True)` kom.", 1),
        ("Flere kom.\n\n`{python} r.tall('personer', ord=True)` kom.", 1),
        ("Flere kom. `{python} r.tall('personer', ord=True)` kom.", 12),
        ("Flere kom.[^a] `{python} r.endring('personer')`.\n\n[^a]: Merknad.", 16),
        ("Flere kom. `{python} r.tall('personer', ord=True).stor()` kom.", None),
        ("Flere kom, ca. `{python} r.tall('personer', ord=True)`.", None),
        ("Flere kom, `{python} r.tall('personer', ord=True)`.", None),
        ("Flere kom. `{python} r.tall('personer')` kom.", None),
    ],
)
def test_sentences_begin_with_a_capital(small: Path, text: str, position: int | None) -> None:
    seen = [each for each in found(small, text) if each.rule == "prosa/liten-forbokstav"]
    assert [each.position for each in seen] == ([position] if position else [])


def test_a_cell_may_be_tagged_as_fixed(small: Path) -> None:
    assert rules(small, "Det var 27 personer.", tags=("faste-tall",)) == []


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Det skjedde i 2023.", (), ["prosa/fast-aar"]),
        ("Det skjedde i 2019.", (), []),
        ("Loven gjelder fra 2023.", (), []),
        ("Det skjedde i [2023]{.fast}.", (), []),
        ("Det skjedde i 2023.", ("aar-2023",), []),
        ("I 2022 skjedde det.", ("aar-2023",), ["prosa/annet-aar"]),
        ("I 2022 skjedde det. I 2023 også.", ("aar-2023",), []),
        ("I rapporteringsåret 2022 var det slik.", ("aar-2023",), ["prosa/annet-aar"]),
        ("Tekst for et annet år.", ("aar-2021",), ["prosa/motpart"]),
        ("Ikke lest ennå.", ("aar-2023", "utkast"), ["prosa/utkast"]),
    ],
)
def test_years(small: Path, text: str, tags: tuple[str, ...], expected: list[str]) -> None:
    assert rules(small, text, tags=tags) == expected


@pytest.mark.parametrize(
    ("text", "expected", "near"),
    [
        ("`{python} r.tall('persomer')`", "navn/maal", "personer"),
        ("`{python} r.tal('personer')`", "navn/metode", "tall"),
        ("`{python} r.tall('personer', kjon='mann')`", "navn/inndeling", "kjonn"),
        ("`{python} r.tall('personer', kjonn='man')`", "navn/kode", "mann"),
        ("`{python} r.sum('personer', region=['asia', 'afrka'])`", "navn/kode", "afrika"),
        ("`{python} r.fordeling('personer', 'regjon')`", "navn/inndeling", "region"),
        ("`{python} r.figur.soyle('personer', etter='kjonn')`", "navn/metode", "soyler"),
        ("`{python} arr`", "navn/ukjent", "aar"),
        ("`{python} r.tall('personer'`", "navn/uttrykk", None),
        ("python:r.tabell('persomer', rader='kjonn')", "navn/maal", "personer"),
        ("python:r.tabell('personer', rader='kjon')", "navn/inndeling", "kjonn"),
        ("python:for x in [1]:\n    pass\n)", "navn/uttrykk", None),
        (
            "python:#| label: tbl-a\n#| tbl-cap: \"`{python} r.tall('persomer')`\"\n\n1",
            "navn/maal",
            "personer",
        ),
    ],
)
def test_names_that_do_not_exist(small: Path, text: str, expected: str, near: str | None) -> None:
    (each,) = found(small, text)
    assert (each.rule, each.suggestion, each.cell) == (expected, near, 4)


def test_names_that_a_cell_makes(small: Path) -> None:
    code = "python:siste = max([aar, 2])\nnavn = {k: v for k, v in {}.items()}"
    assert rules(small, code, "`{python} siste` `{python} navn`") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se @sec-sakker.", ["lenke/henvisning"]),
        ("Se @tbl-finnes-ikke.", ["lenke/henvisning"]),
        ("Se [saker](02_saker.ipynb) og [der](#sec-saker).", []),
        ("Se [saker](02_sak.ipynb).", ["lenke/fil"]),
        ("Se [der](#sec-sakker).", ["lenke/fil"]),
        ("## Igjen {#sec-saker}", ["lenke/dobbel-etikett"]),
        ("Noe.[^a]", ["lenke/fotnote"]),
        ("Noe.\n\n[^a]: Forklaring.", ["lenke/fotnote"]),
        ("Noe.[^a]\n\n[^a]: Forklaring.", []),
    ],
)
def test_links_inside_the_report(small: Path, text: str, expected: list[str]) -> None:
    assert [each for each in rules(small, text) if each.startswith("lenke/")] == expected


@pytest.mark.parametrize(
    "text", ["{{< include a.md >}}", "::: {.panel-tabset}\n:::", "python:#| layout-ncol: 2\n1"]
)
def test_what_the_renderer_refuses(small: Path, text: str) -> None:
    (each,) = [e for e in found(small, text) if e.rule.startswith("konstruksjon/")]
    assert (each.rule, each.cell, each.row) == ("konstruksjon/ikke-stottet", 4, 1)


def test_the_notebooks_of_2023_leave_nothing_to_do() -> None:
    left = [each for each in check_project(ROOT, 2023) if each.rule.startswith(ABOUT)]
    assert list(map(str, left)) == []
