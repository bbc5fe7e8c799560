"""One build at a time in a project: the second one waits, says so, and uses what the first kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows without WSL: there builds take no turns
    fcntl = None  # type: ignore[assignment]

WAITING = "Et annet bygg pågår i prosjektet. Dette fortsetter når det er ferdig."
#: Seconds between two looks.
PAUSE = 0.1


@contextmanager
def turn(
    root: Path, waiting: Callable[[], None], looking: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold the project's only turn to build; it ends with the process, however that ends.

    The lock is on the project folder itself, so that nothing is left behind.

    Args:
        root: The project folder.
        waiting: Called once when another build is going on.
        looking: Called while waiting; what it raises ends the wait.
    """
    if fcntl is None:
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        if not _taken(folder):
            waiting()
            while not _taken(folder):
                if looking:
                    looking()
                time.sleep(PAUSE)
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_UN)  # a fork of this process may have it open, too
        os.close(folder)


def _taken(folder: int) -> bool:
    """Take the turn when nobody has it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
