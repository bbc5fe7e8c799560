"""Last year's prose as drafts: beside it, marked, and with the years that follow its numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from komreport.intake.prose import move_code, move_years, next_year
from tests.conftest import ROOT

NUMBER = '`{python} r.tall("moter")`'


def cell(source: str, *tags: str, kind: str = "markdown", **metadata: Any) -> dict[str, Any]:
    """Give a cell as it is stored."""
    more = {"execution_count": 3, "outputs": [{"a": 1}]} if kind == "code" else {}
    metadata |= {"tags": list(tags)} if tags else {}
    lines = source.splitlines(keepends=True)
    return {
        "cell_type": kind,
        "id": f"id-{abs(hash(source)) % 9999}",
        "metadata": metadata,
        "source": lines,
    } | more


def moved(*cells: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the cells after a new year; what was there before is as it was."""
    text = json.dumps({"cells": list(cells), "nbformat": 4})
    result, drafts = next_year(text, 2023)
    after: list[dict[str, Any]] = json.loads(result)["cells"]
    assert drafts == len(after) - len(cells)
    assert [c for c in after if c in cells] == [
        c for c in cells if "parameters" not in c["metadata"].get("tags", [])
    ]
    return after


def test_a_draft_stands_right_after_its_cell() -> None:
    before, _, draft, after = (
        moved(cell("En"), cell("To", "aar-2023"), cell("Tre"))[:2]
        + moved(cell("En"), cell("To", "aar-2023"), cell("Tre"))[2:]
    )
    assert (before["source"], draft["source"], after["source"]) == (["En"], ["To"], ["Tre"])
    assert draft["metadata"] == {"tags": ["aar-2024", "utkast"], "utkast_fra": 2023}
    assert draft["id"].endswith("-2024")


def test_code_is_copied_without_its_output() -> None:
    _, draft = moved(cell('#| fig-cap: "I 2023"\nr.tall("a", aar=2022)', "aar-2023", kind="code"))
    assert draft["outputs"] == []
    assert draft["execution_count"] is None
    assert "".join(draft["source"]) == '#| fig-cap: "I 2024"\nr.tall("a", aar=2023)'


@pytest.mark.parametrize(
    "cells",
    [
        [cell("Alltid"), cell("I fjor", "aar-2022")],
        [cell("Begge", "aar-2023", "aar-2024")],
        [cell("I år", "aar-2023"), cell("Skrevet alt", "aar-2024")],
    ],
)
def test_what_gets_no_draft(cells: list[dict[str, Any]]) -> None:
    assert moved(*cells) == cells


def test_an_old_draft_keeps_its_origin() -> None:
    _, draft = moved(cell("Gammel", "aar-2023", "utkast", utkast_fra=2021))
    assert draft["metadata"] == {"tags": ["aar-2024", "utkast"], "utkast_fra": 2021}


def test_the_parameter_gets_the_new_year() -> None:
    (first,) = moved(cell("# Året\naar = 2023\n", "parameters", kind="code"))
    assert "".join(first["source"]) == "# Året\naar = 2024\n"


@pytest.mark.parametrize(
    ("text", "later"),
    [
        (f"Det var {NUMBER} møter i 2023.", f"Det var {NUMBER} møter i 2024."),
        (f"I 2023 var det {NUMBER}, mot 5 i 2022.", f"I 2024 var det {NUMBER}, mot 5 i 2023."),
        (
            'Alle `{python} r.tall("a", aar=2022)` kom. I 2023 skjedde noe.',
            'Alle `{python} r.tall("a", aar=2023)` kom. I 2023 skjedde noe.',
        ),
        (
            '`{python} r.tall("a", b="fra_2022")` i 2023',
            '`{python} r.tall("a", b="fra_2023")` i 2024',
        ),
        ('`{python} r.endring("a", fra=2019)`', '`{python} r.endring("a", fra=2019)`'),
        ("I 2023 fikk gruppen ny leder.", "I 2023 fikk gruppen ny leder."),
        (f"I mai 2023 kom {NUMBER}.", f"I mai 2023 kom {NUMBER}."),
        (f"I 2020–2023 kom {NUMBER}, i 2023–2024 flere.",) * 2,
        (f"[I lenka](https://a.no/i 2023) er {NUMBER}.",) * 2,
        (f"Fra loven i 2011 er det {NUMBER}.",) * 2,
    ],
)
def test_only_years_that_follow_a_number_move(text: str, later: str) -> None:
    assert move_years(text, 2023) == later


def test_code_moves_in_arguments_and_captions_alone() -> None:
    source = '#| tbl-cap: "Fra 2023"\n# i 2023\nr.tabell("a", aar=[2022], fra=2023)\n'
    assert move_code(source, 2023) == (
        '#| tbl-cap: "Fra 2024"\n# i 2023\nr.tabell("a", aar=[2022], fra=2024)\n'
    )


def test_the_real_notebooks_change_only_where_they_must() -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        before = path.read_text(encoding="utf-8")
        after, drafts = next_year(before, 2023)
        notebook = nbformat.reads(after, 4)
        nbformat.validate(notebook)
        kept = [line for line in before.splitlines() if "aar = 2023" not in line]
        left = iter(after.splitlines())
        assert all(line in left for line in kept), path.name
        assert len({c.id for c in notebook.cells}) == len(notebook.cells)
        assert drafts == sum("aar-2023" in c.metadata.get("tags", []) for c in notebook.cells)
        assert next_year(after, 2023) == (after, 0)


def test_a_notebook_as_jupyter_saves_it_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    text = nbformat.v4.new_markdown_cell("Bø", metadata={"tags": ["aar-2023"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[text]), path)
    after, _ = next_year(path.read_text(encoding="utf-8"), 2023)
    path.write_text(after, encoding="utf-8")
    nbformat.write(nbformat.read(path, 4), path)
    assert path.read_text(encoding="utf-8") == after
