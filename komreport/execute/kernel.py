"""The kernels that run chapters: the Python of the build, whatever is registered on the machine."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from komreport.kernels.provisioner import LAUNCHER, NAME
from komreport.kernels.template import Template

KERNEL_NAME = "python3"
#: A connection file whose path is longer is too long for Unix sockets beside it.
LONGEST = 100


class ChapterKernelManager(AsyncKernelManager):
    """Starts one kernel from a specification made on the spot, not from an installed one.

    Args:
        python: The interpreter.
        folder: A private folder.
        template: What to fork the kernel from; without it, it is started by itself.
    """

    def __init__(self, python: str, folder: Path, template: Template | None = None) -> None:
        connection = folder / "kernel.json"
        # Ports are chosen before they are used, and other programs may take them in between.
        sockets = sys.platform != "win32" and len(os.fsencode(connection)) < LONGEST
        super().__init__(kernel_name=KERNEL_NAME, transport="ipc" if sockets else "tcp")
        self.template = template if python == sys.executable else None
        self._kernel_spec = KernelSpec(
            argv=[
                python,
                "-m",
                LAUNCHER,
                "-f",
                "{connection_file}",
                "--HistoryManager.enabled=False",
            ],
            display_name="komreport",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": NAME}} if template else {},
        )
        self.connection_file = str(connection)


@dataclass
class Kernels:
    """The kernels that run now, so that all can be stopped at once from another thread."""

    _running: set[ChapterKernelManager] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: bool = False

    def add(self, manager: ChapterKernelManager) -> None:
        """Remember a kernel that has started; stop it at once when all are to stop."""
        with self._lock:
            self._running.add(manager)
            if self.stopped:
                _kill(manager)

    def remove(self, manager: ChapterKernelManager) -> None:
        """Forget a kernel that has been shut down."""
        with self._lock:
            self._running.discard(manager)

    def stop(self) -> None:
        """Kill every kernel; those that are starting die when they are added."""
        with self._lock:
            self.stopped = True
            for manager in self._running:
                _kill(manager)


def _kill(manager: ChapterKernelManager) -> None:
    process = getattr(manager.provisioner, "process", None)
    if process is not None and process.poll() is None:
        process.kill()
