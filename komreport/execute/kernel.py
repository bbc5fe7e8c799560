"""The kernels that run chapters: the Python of the build, whatever is registered on the machine."""

from __future__ import annotations

import contextlib
import math
import os
import queue
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from komreport.kernels.provisioner import LAUNCHER, NAME
from komreport.kernels.template import Template

KERNEL_NAME = "python3"
#: A connection file whose path is longer is too long for Unix sockets beside it.
LONGEST = 100
#: Seconds until the kernel is asked again when what it shows does not come through yet.
IOPUB_TIMEOUT = 0.2


class ChapterKernelClient(AsyncKernelClient):
    """Speaks to a kernel as soon as it answers.

    The library's own waits for a fifth of a second of silence, so that no message is left from
    before; nbclient knows messages by the request that they answer, and needs no silence.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and what it shows comes through.

        Args:
            timeout: Seconds that it may take.

        Raises:
            RuntimeError: When it has ended, or takes longer.
        """
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            self.kernel_info()
            with contextlib.suppress(queue.Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=IOPUB_TIMEOUT)
                    return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


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
        super().__init__(
            kernel_name=KERNEL_NAME,
            transport="ipc" if sockets else "tcp",
            client_factory=ChapterKernelClient,
        )
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
