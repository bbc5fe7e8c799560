"""Pages side by side: threads wait for pandoc and the workers, which keep all cores busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Call a function for each item, as many at a time as there are cores.

    Calls are begun in the order that they come in, from whichever thread: what is asked for first
    is finished first. The function must not call `each` itself.

    Args:
        function: What to call.
        items: What to call it with.

    Returns:
        The results, in the order of the items; the first error is raised.
    """
    return [future.result() for future in begun(function, items)]


def begun(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Future[Result]]:
    """Do as `each`, without waiting for the results."""
    return [_pool().submit(function, item) for item in items]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="side")
