"""The build's side of the template process: start it, ask it for kernels, end it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from komreport.inputs import EARLY
from komreport.kernels.environment import kernel_environment
from komreport.kernels.zygote import MESSAGE_SIZE


def _early(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that Python and its libraries read while they start."""
    return {name: text for name, text in environment.items() if EARLY.match(name)}


class NoFork(Exception):
    """A kernel cannot be forked here; it can be started by itself."""


def can_fork() -> bool:
    """Whether kernels can be forked: Linux, where forking is sound and processes have handles."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")


class ForkedProcess:
    """A forked kernel, with what jupyter_client asks of a process that it has started.

    Args:
        pid: Its process id; also the id of its process group.
        handle: A file descriptor that becomes readable when it has ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self.handle = handle
        self.returncode: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Give None while it runs, else 1: only the template knows how it ended."""
        with self._lock:
            if self.returncode is None and select.select([self.handle], [], [], 0)[0]:
                self.returncode = 1
                os.close(self.handle)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises:
            TimeoutExpired: When it runs still after ``timeout`` seconds.
        """
        if self.poll() is None:
            select.select([self.handle], [], [], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to its process group; nothing when it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once, with what it has started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Template:
    """A process that kernels are forked from. It starts at once and imports while others work.

    Args:
        root: The project folder.
    """

    def __init__(self, root: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="komreport-")
        self._environment = kernel_environment(root, Path(self._folder.name), {})
        own, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link = own
        self._lock = threading.Lock()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "komreport.kernels.zygote", str(other.fileno())],
                pass_fds=[other.fileno()],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def keep(self, snapshot: Path) -> None:
        """Let the kernels that are forked from now on have the data of a snapshot in memory."""
        with self._lock, contextlib.suppress(OSError):
            self._link.sendall(json.dumps({"keep": str(snapshot)}).encode())

    def fork(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        cwd: str,
        output: tuple[int, int],
    ) -> ForkedProcess:
        """Fork a kernel.

        Args:
            arguments: What ipykernel wants to know.
            environment: All of the kernel's environment.
            cwd: Where it works.
            output: File descriptors of its standard output and error.

        Raises:
            NoFork: When it needs a process of its own, or the template is gone.
        """
        if self._differs(environment):
            raise NoFork("a variable that libraries read while they are imported is another one")
        message = {"arguments": [*arguments], "environment": {**environment}, "cwd": cwd}
        return self._forked(message, output)

    def worker(self, link: int) -> None:
        """Fork a worker.

        Args:
            link: The worker's end of a socket; it ends when the other one closes.

        Raises:
            NoFork: When the template is gone.
        """
        process = self._forked({}, [link])
        os.close(process.handle)

    def _forked(self, message: Mapping[str, Any], files: Sequence[int]) -> ForkedProcess:
        with self._lock:
            try:
                socket.send_fds(self._link, [json.dumps(message).encode()], files)
                data, handles, _, _ = socket.recv_fds(self._link, MESSAGE_SIZE, 1)
            except OSError as error:
                raise NoFork(str(error)) from error
        answer = json.loads(data) if data else {}
        if "pid" not in answer:
            raise NoFork(f"refused: {answer.get('refused', 'the template is gone')}")
        return ForkedProcess(answer["pid"], handles[0])

    def _differs(self, environment: Mapping[str, str]) -> bool:
        """Whether a kernel's environment is another one than the template was started with."""
        return _early(self._environment) != _early(environment)

    def close(self) -> None:
        """End the template and all of its kernels."""
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for an answer
        self._link.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()  # it imports still, and has no kernels yet
            self._process.wait()
        self._folder.cleanup()
