"""Run a command and measure it: wall clock, processor time, and memory of all its processes."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

INTERVAL = 0.05


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, user and system, of it and all its children.
        memory: Peak of the memory of all its processes together, in bytes; shared pages once.
    """

    wall: float
    cpu: float
    memory: int

    @property
    def megabytes(self) -> float:
        """The memory in MB (2**20 bytes)."""
        return self.memory / 2**20


def run(command: list[str], *, cwd: Path, environment: dict[str, str] | None = None) -> Measured:
    """Run a command to its end.

    Raises:
        CalledProcessError: When it fails; its output has been shown.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watcher = _Watcher(process.pid)
    watcher.start()
    said, _ = process.communicate()
    wall = time.perf_counter() - start
    watcher.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        print(said)
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, watcher.peak)


class _Watcher(threading.Thread):
    """Looks at a process and all below it, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(INTERVAL):
            try:
                top = psutil.Process(self.pid)
                processes = [top, *top.children(recursive=True)]
            except psutil.Error:
                continue
            self.peak = max(self.peak, sum(_memory(process) for process in processes))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _memory(process: psutil.Process) -> int:
    """A process's share of the memory that it uses; all of it where shares are not told."""
    try:
        about = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(about, "pss", about.rss))
