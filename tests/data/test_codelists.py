"""Code lists: what is wrong with them is said before any row is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.data import load
from komreport.data.codelists import load_codelists
from komreport.errors import DataErrors


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / "data" / "kodelister" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kode,", "kod,", "rad 1: kolonnen «kode» mangler"),
        (",navn", ",nvn", "rad 1: kolonnen «navn» mangler"),
        ("asia,", ",", "rad 3, kolonne «kode»: koden mangler"),
        ("asia,", "Øst Asia,", "rad 3, kolonne «kode»: koden «Øst Asia» kan ikke brukes"),
        ("afrika,", "asia,", "rad 4, kolonne «kode»: koden «asia» står to ganger, også i rad 3"),
        ("Asia", "", "rad 3, kolonne «navn»: koden «asia» har ikke noe navn"),
        ("Afrika", "asia", "rad 4, kolonne «navn»: «asia» og «afrika» har samme navn"),
        ("Asia,,1,", "Asia,,en,", "rad 3, kolonne «rekkefolge»: «en» er ikke et tall"),
        ("Asia,,1,", "Asia,,1,afrik", "kolonne «overordnet»: koden «afrik» .* «afrika»"),
        ("Asia,,1,", "Asia,,1,asia", "rad 3, .*: koden «asia» er overordnet seg selv"),
        ("i_alt,", "ialt,", "region.csv: koden «i_alt» mangler"),
    ],
)
def test_bad_list(project: Path, old: str, new: str, message: str) -> None:
    edit(project, "region", old, new)
    with pytest.raises(DataErrors, match=message) as caught:
        load(project, 2023)
    assert len(caught.value.errors) == 1


def test_a_circle_of_parents(project: Path) -> None:
    edit(project, "region", "Asia,,1,", "Asia,,1,afrika")
    edit(project, "region", "Afrika,,2,", "Afrika,,2,asia")
    edit(project, "region", "Europa,,3,", "Europa,,3,asia")
    with pytest.raises(DataErrors) as caught:
        load_codelists(project)
    assert len(caught.value.errors) == 2


def test_findings_of_all_lists_come_together(project: Path) -> None:
    edit(project, "region", "afrika,", "asia,")
    edit(project, "kjonn", "mann,", "kvinne,")
    with pytest.raises(DataErrors) as caught:
        load_codelists(project)
    assert [str(error).split(",")[0] for error in caught.value.errors] == [
        "data/kodelister/kjonn.csv",
        "data/kodelister/region.csv",
    ]
