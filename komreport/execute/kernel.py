"""The kernels that run chapters: the Python of the build, whatever is registered on the machine."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

KERNEL_NAME = "python3"
LEFT_OUT = ("PYTHONSTARTUP", "PYTHONINSPECT", "IPYTHONDIR")


class ChapterKernelManager(AsyncKernelManager):
    """Starts one kernel from a specification made on the spot, not from an installed one."""

    def __init__(self, python: str, folder: Path) -> None:
        super().__init__(kernel_name=KERNEL_NAME)
        self._kernel_spec = KernelSpec(
            argv=[
                python,
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
                "--HistoryManager.enabled=False",
            ],
            display_name="komreport",
            language="python",
        )
        self.connection_file = str(folder / "kernel.json")


def kernel_environment(root: Path, folder: Path, extra: dict[str, str]) -> dict[str, str]:
    """Give the environment of a kernel: this process's own, without the user's start-up files.

    Args:
        root: The project folder.
        folder: A private folder for what IPython wants to write.
        extra: More variables.
    """
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {
        **kept,
        "IPYTHONDIR": str(folder / "ipython"),
        "KOMREPORT_ROOT": str(root),
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **extra,
    }


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
