"""Nobody who has the reports and a solver can find out a withheld count; leaks are found out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from komreport.data import Dataset, load
from komreport.data.disclosure.table import tables
from tests.data.disclosure.attack import Interval, attack
from tests.data.disclosure.world import REGIONS, SEXES, Key, World

TABLE = st.fixed_dictionaries(
    {
        (sex, region): st.one_of(st.integers(0, 6), st.integers(0, 40))
        for sex in SEXES
        for region in REGIONS
    }
)


def worlds(**settings: st.SearchStrategy[int]) -> st.SearchStrategy[World]:
    """Give random worlds, with settings of one method of protection."""
    return st.builds(
        World,
        now=TABLE,
        then=TABLE,
        revised=st.sampled_from((0, 0, 1, 4)),
        severe=st.integers(0, 9),
        zeros=st.sampled_from(("vis", "skjerm")),
        **settings,
    )


def broken(world: World, root: Path) -> list[str]:
    """Attack the reports of a world, and tell which counts are not protected as promised."""
    world.write(root)
    safe = load(root, 2023)
    published = counted(safe)
    assert counted(load(root, 2022)) == published
    truth = world.counts()
    assert all(value in (None, truth[key]) for key, value in published.items())
    lowest = 0 if world.zeros == "skjerm" else 1
    hidden = {key for key, value in published.items() if value is None}
    small = {key for key, value in truth.items() if lowest <= value < 5}
    wrong = [f"{key} er lite og vises" for key in small - hidden]
    reach: dict[Key, Interval] = dict.fromkeys(hidden, (lowest, 500))
    limits = [*world.limits(), *share_limits(world, safe)]
    enough = {key: world.span if key in small else 2 for key in hidden}
    found = attack(published, world.equations(), limits, reach, truth, enough)
    wrong += [
        f"{key} er {low}–{high}"
        for key, (low, high) in found.items()
        if high - low + 1 < enough[key]
    ]
    return wrong


def counted(ds: Dataset) -> dict[Key, int | None]:
    return {
        (obs.measure, obs.year, obs.dims["kjonn"], obs.dims["region"], obs.vintage): None
        if obs.value is None
        else int(obs.value)
        for obs in ds._all
        if obs.measure != "andel"
    }


def share_limits(world: World, ds: Dataset) -> list[tuple[dict[Key, Fraction], Fraction]]:
    """A rounded percentage that is shown bounds what it is a percentage of."""
    share = ds.get("andel", 2023, kjonn="kvinne")
    assert share is not None
    if share.value is None:
        return []
    women = ("personer", 2023, "kvinne", "i_alt", 2023)
    total = ("personer", 2023, "i_alt", "i_alt", 2023)
    low, high = (Fraction(int(share.value) * 2 + edge, 200) for edge in (-1, 1))
    return [
        ({women: Fraction(1), total: -high}, Fraction(0)),
        ({women: Fraction(-1), total: low}, Fraction(0)),
    ]


NONE = {(sex, region): 0 for sex in SEXES for region in REGIONS}
BIG = dict.fromkeys(NONE, 30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds(span=st.sampled_from((2, 4))))
@example(world=World(now=NONE, then=NONE, revised=1))
def test_nothing_withheld_can_be_found_out(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert broken(world, Path(folder) / "prosjekt") == []


@pytest.mark.parametrize("then", [NONE, BIG | {("kvinne", "asia"): 0}])
def test_editors_hear_of_a_revision_that_gives_a_count_away(
    then: dict[tuple[str, str], int], tmp_path: Path
) -> None:
    world = World(now=BIG, then=then, revised=1)
    assert broken(world, tmp_path / "fra null") == []
    told = [
        text
        for text in load(tmp_path / "fra null", 2023).findings
        if "avviker fra tall som vises" in text
    ]
    files = {text.split(":")[0].split(",")[0] for text in told}
    assert files == {"data/2023/personer.csv"}
    assert broken(World(now=BIG, then=BIG, revised=1), tmp_path / "fra mange") == []
    assert not any("avviker" in text for text in load(tmp_path / "fra mange", 2023).findings)


ONE_SMALL = World(now=BIG | {("mann", "asia"): 2}, then=BIG)

#: What could be forgotten: where, what stands there instead, and a world in which it matters.
LEAKS: dict[str, tuple[str, Callable[..., object], World]] = {
    "bare de små tallene": (
        "suppression._solve",
        lambda observations, table, needed, shown, settings: needed & set(table.cells),
        ONE_SMALL,
    ),
    "ikke inndelingene": ("relations._breakdowns", lambda ds: [], ONE_SMALL),
    "ikke utgavene": (
        "relations._editions",
        lambda observations: [],
        World(now=BIG, then=BIG | {("kvinne", "asia"): 2}, revised=3),
    ),
    "ikke reglene": (
        "relations.read_rules",
        lambda root, ds: [],
        World(
            now=NONE | {("kvinne", "asia"): 2, ("kvinne", "vest"): 30, ("mann", "asia"): 30},
            then=NONE,
        ),
    ),
    "ikke delene av et annet mål": (
        "relations._subsets",
        lambda ds: [],
        World(
            now=NONE | {("kvinne", "asia"): 9, ("mann", "asia"): 3, ("ukjent", "asia"): 100},
            then=NONE,
            severe=9,
        ),
    ),
    "ikke at null vises": (
        "suppression.tables",
        lambda values, relations, lowest: tables(values, relations, 0),
        World(
            now=NONE | {("kvinne", "asia"): 1, ("mann", "asia"): 1, ("ukjent", "asia"): 3},
            then=NONE,
        ),
    ),
    "ikke prosentene": (
        "dependent",
        lambda *arguments: set(),
        World(now=NONE | {("kvinne", "asia"): 3, ("mann", "asia"): 27}, then=NONE),
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_the_attack_finds_leaks(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    what, instead, world = LEAKS[name]
    assert broken(world, tmp_path / "tett") == []
    monkeypatch.setattr(f"komreport.data.disclosure.{what}", instead)
    assert broken(world, tmp_path / "lekk") != []
