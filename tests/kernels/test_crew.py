"""Workers do the build's work beside it, and whatever happens to them, it is done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from komreport.kernels.crew import Crew
from komreport.kernels.template import Template, can_fork

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_fork(), reason="workers are forked, which only Linux does soundly"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with Template(tmp_path_factory.mktemp("mal")) as started:
        yield started


@pytest.fixture
def crew(template: Template) -> Iterator[Crew]:
    made = Crew(template, 2)
    yield made
    made.rest()


def gone(pid: int) -> bool:
    """Whether a process has ended, or does so within some seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended = threading.Event()
    with os.fdopen(handle, "rb"):
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            ended.wait(0.1)
    return False


def test_functions_are_called_in_other_processes(crew: Crew) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(lambda _: crew.call(os.getpid), range(20)))
    assert os.getpid() not in found
    assert len(found) <= 2
    assert crew.call(divmod, 7, 2) == (3, 1)


def test_all_drawings_are_made_in_one_worker(crew: Crew) -> None:
    assert len({crew.draw(os.getpid) for _ in range(4)}) == 1
    assert crew.draw(os.getpid) != crew.call(os.getpid)


def test_the_worker_that_draws_ends_when_all_is_drawn(crew: Crew) -> None:
    pen, pid = crew.draw(os.getpid), crew.call(os.getpid)
    crew.drawn()
    assert gone(pen)
    assert crew.call(os.getpid) == pid
    assert crew.draw(os.getpid) not in {pen, pid, os.getpid()}


def test_an_error_is_the_same_as_without_workers(crew: Crew) -> None:
    with pytest.raises(ZeroDivisionError):
        crew.call(divmod, 1, 0)
    assert crew.call(os.getpid) != os.getpid()


def test_what_a_worker_leaves_undone_is_done(crew: Crew) -> None:
    pid = crew.call(os.getpid)
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert crew.call(os.getpid) == os.getpid()
    assert crew.call(os.getpid) not in {pid, os.getpid()}


def test_workers_end_when_they_are_told_to(crew: Crew) -> None:
    pid, alone = crew.call(os.getpid), crew.once(os.getpid)
    assert gone(alone)
    crew.rest()
    assert gone(pid)
    assert crew.call(os.getpid) != os.getpid()


def test_all_that_are_free_end(crew: Crew) -> None:
    crew.rest()
    held = crew._writers.get()
    first = crew.call(os.getpid)
    crew._writers.put(held)
    second = crew.call(os.getpid)
    assert first != second
    crew.rest()
    assert gone(first)
    assert gone(second)


def test_workers_end_with_the_template_and_nothing_is_begun_then(tmp_path: Path) -> None:
    with Template(tmp_path) as template:
        crew = Crew(template, 1)
        pid = crew.call(os.getpid)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(crew.call, signal.pause)
            while crew._writers.qsize():
                pass
            crew.close()
            template.close()
            assert isinstance(waiting.exception(), OSError | EOFError)
    assert gone(pid)


def test_what_comes_after_the_end_is_done_here(tmp_path: Path) -> None:
    with Template(tmp_path) as template:
        crew = Crew(template, 1)
        pids = [template.pid, crew.call(os.getpid), crew.draw(os.getpid)]
        crew.finish()
        assert all(gone(pid) for pid in pids)
        assert crew.call(os.getpid) == crew.draw(os.getpid) == os.getpid()
        assert crew.once(os.getpid) != os.getpid()


def test_without_a_template_everything_is_done_here() -> None:
    crew = Crew()
    assert {crew.call(os.getpid), crew.draw(os.getpid), crew.once(os.getpid)} == {os.getpid()}
