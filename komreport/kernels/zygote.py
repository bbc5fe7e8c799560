"""The template process: imports once what chapters need, and forks kernels and workers.

It runs ``python -m komreport.kernels.zygote FD`` with one end of a socket pair. A request is one
message with the kernel's arguments, environment and working folder and two open files; the answer
holds the kernel's process id and a file descriptor that becomes readable when the kernel ends.
A request without arguments is for a worker (`komreport.kernels.worker`): its file is a socket.

The template has one thread and no ZMQ context: both begin in the kernel, after the fork. Its
kernels die with it, and it ends, with all of them, when the other end of the socket is closed,
which the operating system does when the build ends, however it ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import warnings
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from komreport.imports import quick_imports
from komreport.kernels import worker

#: What chapters import, directly or through `komreport.report`, what kernels import when they
#: start, and what pages are written with.
PRELOADED = (
    "pandas",
    "vl_convert",
    "komreport.data.dataset",
    "komreport.report.book",
    "komreport.report.figures",
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "komreport.kernels.launch",
    "komreport.render.builtin.renderer",
)
MESSAGE_SIZE = 2**20


@dataclass(frozen=True)
class Request:
    """A kernel that is to be: its arguments, environment, working folder and output files.

    A worker is to be where there are no arguments; its file is its end of a socket.
    """

    files: list[int]
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    cwd: str = ""


def main(descriptor: int) -> None:
    """Serve until the build is gone; in a forked process: be the kernel."""
    gc.disable()  # a collection would touch, and so copy, every page that the kernels share
    _prepare()
    gc.freeze()
    gc.enable()
    request = Server(socket.socket(fileno=descriptor)).serve()
    if request is None:
        return
    _detach()
    if request.arguments:
        become(request)
    else:
        worker.serve(*request.files)
        os._exit(0)


def _prepare() -> None:
    if sys.path[0] in {"", str(Path.cwd())}:
        del sys.path[0]
    with quick_imports():
        for name in PRELOADED:
            importlib.import_module(name)
    from komreport.report import formats  # noqa: PLC0415  (after the imports that are timed)

    formats.number(Decimal(1234))  # reads the Norwegian formats


class Server:
    """Answers requests.

    Args:
        link: The template's end of the socket pair.
    """

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.kernels: dict[int, int] = {}

    def serve(self) -> Request | None:
        """Answer until the other end closes; in a forked process give that process's request."""
        poll = select.poll()
        poll.register(self.link, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self.link.fileno():
                    request = self._read()
                    if request is None:
                        self._end()
                        return None
                    if "keep" in request[0]:
                        _keep(request[0]["keep"])
                        continue
                    pid = self._fork(*request)
                    if pid is None:
                        self.link.close()
                        return Request(request[1], **request[0])
                    if pid:
                        poll.register(self.kernels[pid], select.POLLIN)
                else:
                    poll.unregister(descriptor)
                    self._reap(descriptor)

    def _read(self) -> tuple[dict[str, Any], list[int]] | None:
        try:
            data, files, _, _ = socket.recv_fds(self.link, MESSAGE_SIZE, 2)
        except OSError:
            return None
        return (json.loads(data), files) if data else None

    def _fork(self, message: dict[str, Any], files: list[int]) -> int | None:
        """Fork a kernel: its process id, 0 when it cannot be; None in the kernel itself."""
        hidden = shadowing(Path(message["cwd"])) if message else []
        if hidden:
            self._answer({"refused": hidden}, [])
            pid = 0
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of threads in the libraries' own C code
                pid = os.fork()
            if pid == 0:
                for descriptor in self.kernels.values():
                    os.close(descriptor)
                return None
            self.kernels[pid] = os.pidfd_open(pid)
            self._answer({"pid": pid}, [self.kernels[pid]])
        for file in files:
            os.close(file)
        return pid

    def _answer(self, message: dict[str, Any], files: list[int]) -> None:
        with contextlib.suppress(OSError):  # the build is gone; the next read says so
            socket.send_fds(self.link, [json.dumps(message).encode()], files)

    def _reap(self, descriptor: int) -> None:
        pid = next(pid for pid, own in self.kernels.items() if own == descriptor)
        _kill_group(pid)  # what the chapter started itself; the number is not free before waitpid
        os.waitpid(pid, 0)
        os.close(self.kernels.pop(pid))

    def _end(self) -> None:
        for pid in self.kernels:
            _kill_group(pid)
            os.kill(pid, signal.SIGKILL)
        for pid in self.kernels:
            os.waitpid(pid, 0)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _keep(file: str) -> None:
    from komreport.data import snapshot  # noqa: PLC0415

    with contextlib.suppress(OSError, ValueError):  # kernels read it, and report it, themselves
        snapshot.keep(file)
    gc.freeze()


def shadowing(folder: Path) -> list[str]:
    """Name the modules in a folder that a kernel working there would import instead of ours."""
    try:
        names = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    except OSError:
        return []
    return sorted(name for name in names if name in sys.modules and "." not in name)


def _detach() -> None:
    """Leave the template's session, and die with it all the same."""
    parent = os.getppid()
    os.setsid()
    worker.die_with(parent)


def become(request: Request) -> None:
    """Turn this process into the kernel that was asked for, as if it had been started by itself."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in zip((nothing, *request.files), (0, 1, 2), strict=True):
        os.dup2(source, target)
        os.close(source)
    os.chdir(request.cwd)
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    from komreport.kernels import launch  # noqa: PLC0415

    sys.argv = [launch.__file__, *request.arguments]
    launch.main()


if __name__ == "__main__":
    main(int(sys.argv[1]))
