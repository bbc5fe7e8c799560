"""Processes beside the build's own that functions are called in, so that all cores have work.

Python does one thing at a time in each process. Workers are forked from the template like kernels,
with what it has imported, and end with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeAlias, TypeVar

from komreport.kernels import worker
from komreport.kernels.template import NoFork, Template

Result = TypeVar("Result")
#: Lets the GNU C library give large blocks back as soon as they are freed, whatever came before.
THRIFT = {"MALLOC_TRIM_THRESHOLD_": str(2**20)}
#: The workers that are free; None is one that is not started.
Places: TypeAlias = "queue.LifoQueue[Connection | None]"


class Crew:
    """Some workers, each started when it is first needed.

    Functions must be importable, and depend on nothing but their arguments. What a worker cannot
    do, for whatever reason, is done in this process.

    Args:
        template: What workers are forked from; without one everything is done in this process.
        size: How many there are; one per core when left out.
        closed: Set when nothing more is to be done.
    """

    def __init__(
        self,
        template: Template | None = None,
        size: int | None = None,
        closed: threading.Event | None = None,
    ) -> None:
        self._template = template
        self._apart = template is not None
        self._writers = _places(size or os.cpu_count() or 1)
        self._drawer = _places(1)
        self._closed = closed or threading.Event()

    def call(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call a function in the next worker that is free."""
        return self._called(self._writers, function, arguments)

    def draw(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call a function in the one worker that starts a JavaScript engine, to draw with it."""
        return self._called(self._drawer, function, arguments)

    def once(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call a function in a new Python, which has nothing else in memory, and ends with it."""
        if not self._apart:
            return function(*arguments)
        try:
            with _alone() as link:
                done, result = _asked(link, function, arguments)
        except (OSError, EOFError):
            done, result = False, None
            if self._closed.is_set():
                raise
        return result if done else function(*arguments)

    def rest(self) -> None:
        """End the workers that are free; new ones are started when they are needed."""
        _end(self._writers)
        _end(self._drawer)

    def drawn(self) -> None:
        """End the worker that draws, if it is free; a new one is started when it is needed."""
        _end(self._drawer)

    def finish(self) -> None:
        """End the template too, for its memory: what workers are asked from now on is done here."""
        template, self._template = self._template, None
        self.rest()
        if template:
            template.close()
            _give_back()

    def close(self) -> None:
        """Do nothing more: who waits for a worker when the template ends gets an error."""
        self._closed.set()
        self.rest()

    def _called(
        self, places: Places, function: Callable[..., Result], arguments: tuple[object, ...]
    ) -> Result:
        template = self._template
        if template is None:
            return function(*arguments)
        link = places.get()
        try:
            link = link or _started(template)
            done, result = _asked(link, function, arguments)
        except (OSError, EOFError, NoFork):
            link, done = None, False
            if self._closed.is_set():
                raise
        finally:
            places.put(link)
        return result if done else function(*arguments)


def _places(size: int) -> Places:
    places: Places = queue.LifoQueue()
    for _ in range(size):
        places.put(None)
    return places


def _end(places: Places) -> None:
    """End the workers that are free: all are taken before the first place is put back."""
    free = []
    with contextlib.suppress(queue.Empty):
        while True:
            free.append(places.get_nowait())
    for link in free:
        if link:
            link.close()
        places.put(None)


def _give_back() -> None:
    """Give what this process has freed back to the system, where the C library can be asked to."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _started(template: Template) -> Connection:
    own, other = socket.socketpair()
    with own, other:
        template.worker(other.fileno())
        return Connection(own.detach())


@contextmanager
def _alone() -> Iterator[Connection]:
    """Start a Python that serves one who asks, and end it."""
    own, other = socket.socketpair()
    with Connection(own.detach()) as link:
        with other:
            numbers = [str(other.fileno()), str(os.getpid())]
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", worker.__name__, *numbers],
                pass_fds=[other.fileno()],
                env={**os.environ, **THRIFT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        with process:
            try:
                yield link
            finally:
                process.kill()


def _asked(link: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:  # noqa: ANN401
    """Give a worker's answer: whether it could do it, and what came of it."""
    link.send_bytes(pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL))
    return pickle.loads(link.recv_bytes())
