"""Two builds in one project: the second waits for the first, and says so once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from komreport.render import turn as module
from komreport.render.turn import turn

pytestmark = pytest.mark.skipif(
    module.fcntl is None, reason="Windows har ingen låser av dette slaget"
)


class Given(Exception):
    """The second one gives up."""


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    told: list[str] = []
    seen = threading.Event()

    def waiting() -> None:
        told.append("venter")
        seen.set()

    def second() -> None:
        with turn(tmp_path, waiting):
            told.append("annen")

    thread = threading.Thread(target=second)
    with turn(tmp_path, lambda: told.append("uventet")):
        thread.start()
        assert seen.wait(30)
        told.append("første")
    thread.join(30)
    assert told == ["venter", "første", "annen"]
    assert list(tmp_path.iterdir()) == []


def test_projects_do_not_wait_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "to").mkdir()
    with turn(tmp_path / "en", pytest.fail), turn(tmp_path / "to", pytest.fail):
        pass


def test_whoever_waits_can_give_up(tmp_path: Path) -> None:
    def give_up() -> None:
        raise Given

    told: list[str] = []
    with (
        turn(tmp_path, pytest.fail),
        pytest.raises(Given),
        turn(tmp_path, lambda: told.append("venter"), give_up),
    ):
        pytest.fail("den fikk slippe til")
    assert told == ["venter"]
    with turn(tmp_path, pytest.fail):
        pass


def test_a_turn_ends_with_a_failed_build(tmp_path: Path) -> None:
    with pytest.raises(Given), turn(tmp_path, pytest.fail):
        raise Given
    with turn(tmp_path, pytest.fail):
        pass
