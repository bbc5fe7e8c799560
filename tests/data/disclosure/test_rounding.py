"""Nobody who has the rounded reports, the base and a solver can find out a small count."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komreport.data import disclosure, load
from tests.data.disclosure.attack import Interval, attack
from tests.data.disclosure.test_attack import BIG, NONE, counted, share_limits, worlds
from tests.data.disclosure.world import Key, World


def broken(world: World, root: Path) -> list[str]:
    """Attack the rounded reports of a world, and tell what is not as promised."""
    world.write(root, method="avrunding")
    safe = load(root, 2023)
    published = counted(safe)
    assert counted(load(root, 2022)) == published
    truth = world.counts()
    shown = {key: value for key, value in published.items() if value is not None}
    assert shown.keys() == truth.keys()
    assert all(value % world.base == 0 for value in shown.values())
    assert all(abs(value - truth[key]) < world.base for key, value in shown.items())
    # What an earlier report has rounded may leave no way to add up in the one that revises it.
    wrong = [
        f"{min(terms)} går ikke opp"
        for terms, _ in world.equations()
        if not world.revised and sum(weight * shown[key] for key, weight in terms.items())
    ]
    reach: dict[Key, Interval] = {
        key: (max(0, value - world.base + 1), value + world.base - 1)
        for key, value in shown.items()
    }
    limits = [*world.limits(), *share_limits(world, safe)]
    lowest = 0 if world.zeros == "skjerm" else 1
    enough = {key: 2 for key, value in truth.items() if lowest <= value < 5}
    found = attack(published, world.equations(), limits, reach, truth, enough)
    wrong += [f"{key} er {found[key][0]}" for key in enough if found[key][0] == found[key][1]]
    return wrong


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds(base=st.sampled_from((2, 3, 5))))
def test_no_small_count_can_be_found_out(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert broken(world, Path(folder) / "prosjekt") == []


def test_a_percentage_that_gives_a_rounded_count_away_is_withheld(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 94 per cent of about 18 persons: the reader of that knows that there is one man.
    world = World(now=NONE | {("kvinne", "asia"): 17, ("mann", "asia"): 1}, then=BIG, base=2)
    assert broken(world, tmp_path / "tett") == []
    monkeypatch.setattr(disclosure, "dependent", lambda *arguments: set())
    assert broken(world, tmp_path / "lekk") != []


def test_a_zero_that_is_protected_cannot_be_found_out(tmp_path: Path) -> None:
    few = {("kvinne", "asia"): 2, ("kvinne", "vest"): 5, ("mann", "asia"): 5, ("mann", "vest"): 4}
    then = NONE | {("kvinne", "asia"): 2}
    world = World(now=NONE | few, then=then, zeros="skjerm", base=2)
    assert broken(world, tmp_path / "prosjekt") == []
