"""What a chapter looks at while it runs, noted in its kernel, so that its result can be kept.

Python tells an audit hook of each file that is opened and each folder that is listed; environment
variables and questions about files (`os.stat`) are watched by wrappers. Data themes are noted by
`komreport.data.uses`. What cannot be followed, such as another process, a network connection or a
file that the chapter writes, is noted as a reason not to keep the result at all.

What libraries in C read by themselves is not seen; nothing that chapters use does so.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from komreport.data import uses
from komreport.inputs import file_digest, folder_digest
from komreport.kernels.environment import USED_VARIABLE, VARYING

#: Events of the audit hook after which nobody can say what the chapter depends on.
OUTSIDE = {
    "subprocess.Popen": "starter et annet program",
    "os.system": "starter et annet program",
    "os.posix_spawn": "starter et annet program",
    "os.exec": "starter et annet program",
    "os.fork": "starter en annen prosess",
    "os.forkpty": "starter en annen prosess",
    "socket.connect": "bruker nettverket",
    "socket.sendto": "bruker nettverket",
    "socket.getaddrinfo": "bruker nettverket",
}
CHANGING = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
)
WRITES = "skriver filer"
#: A file that was changed so shortly before it was read may have been changed once more since.
RACY_NS = 50_000_000
_SYSTEM = ("/proc/", "/sys/", "/dev/")
_stat = os.stat


class Recorder:
    """Notes what this process looks at.

    Args:
        environment: The kernel's own environment: it says which folders are the build's.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        package = Path(__file__).parents[1]
        private = Path(environment.get("IPYTHONDIR", "/nonexistent")).parent
        prefixes = {sys.prefix, sys.base_prefix, str(package), str(private)}
        prefixes |= {os.path.realpath(prefix) for prefix in prefixes}
        self._left_out = (*_SYSTEM, *(f"{prefix}{os.sep}" for prefix in prefixes))
        # asked for now: inside the hook it would wait for a lock that the hook's caller may hold
        temp = tempfile.gettempdir()
        self._temp = (f"{temp}{os.sep}", f"{os.path.realpath(temp)}{os.sep}")
        self._used = environment.get(USED_VARIABLE, "")
        self._snapshot = environment.get("KOMREPORT_DATA", "")
        self._root = environment.get("KOMREPORT_ROOT", "")
        self.files: dict[str, tuple[int, ...] | None] = {}
        self.folders: set[str] = set()
        self.names: set[str] = set()
        self.outside: set[str] = set()
        self.used = False
        self._written: set[str] = set()

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an event of the audit hook."""
        if event == "open":
            self._open(*arguments)
        elif event in OUTSIDE:
            self.outside.add(OUTSIDE[event])
        elif event in {"os.listdir", "os.scandir"}:
            self._list(arguments[0])
        elif event in CHANGING:
            path = self._path(arguments[0])
            if path and not self._ours(path) and not self._temporary(path):
                self.outside.add(WRITES)

    def stat(self, path: Any) -> None:  # noqa: ANN401
        """Note a question about a file of the project, also when there is none."""
        found = self._path(path)
        if found and found.startswith(f"{self._root}{os.sep}") and not self._ours(found):
            self._read(found)

    def _open(self, path: Any, mode: Any, flags: Any) -> None:  # noqa: ANN401
        found = self._path(path)
        if not found or self._ours(found):
            return
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            self._written.add(found)
            if not self._temporary(found):
                self.outside.add(WRITES)
        elif found not in self._written:
            self._read(found)

    def _read(self, path: str) -> None:
        if path == self._used:
            self.used = True
        elif path not in self.files and path not in self._written:
            self.files[path] = _state(path)

    def _list(self, path: Any) -> None:  # noqa: ANN401
        found = self._path(path if path is not None else ".")
        if found and not self._ours(f"{found}{os.sep}") and not _by_import():
            self.folders.add(found)

    def _path(self, path: Any) -> str | None:  # noqa: ANN401
        if isinstance(path, int) or path is None:
            return None
        with contextlib.suppress(OSError, TypeError, ValueError):
            return os.path.normpath(Path.cwd() / os.fsdecode(path))
        return None

    def _ours(self, path: str) -> bool:
        """Whether a file belongs to Python, its packages, this kernel or the build."""
        return (
            path.startswith(self._left_out)
            or path == self._snapshot
            or f"{os.sep}__pycache__{os.sep}" in path
        )

    def _temporary(self, path: str) -> bool:
        """Whether a file is in the folder for such, and not in the project."""
        return path.startswith(self._temp) and not path.startswith(f"{self._root}{os.sep}")

    def modules(self) -> None:
        """Note the modules that were imported from beside the notebooks."""
        for module in [*sys.modules.values()]:
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and not self._ours(file):
                self._read(file)

    def digests(self) -> dict[str, str | None]:
        """Give what the files hold that were read; a file that is another now is a reason."""
        result = {}
        for path, seen in sorted(self.files.items()):
            digest = file_digest(path)
            now = _state(path)
            if (seen and seen[:-1]) != (now and now[:-1]) or (seen and seen[-1]):
                self.outside.add(f"leste {Path(path).name} mens den ble endret")
            result[path] = digest
        return result


def _state(path: str) -> tuple[int, ...] | None:
    """Give size, times and number of a file, and whether it was changed just now."""
    try:
        found = _stat(path)
    except (OSError, ValueError):
        return None
    racy = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < RACY_NS
    folder = found.st_mode & 0o170000 == 0o040000
    if folder:
        return (0, 0, 0, found.st_ino, 0)
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, int(racy))


def _by_import() -> bool:
    """Whether Python's import system is asking: it lists every folder that it looks in."""
    frame = sys._getframe(3)
    return frame.f_code.co_filename.startswith("<frozen importlib")


class _Watched(type(os.environ)):  # type: ignore[misc]  # the class of os.environ has no public name
    """An environment that notes which variables are asked for."""

    def __getitem__(self, key: str) -> str:
        _note_variable(os.fsdecode(key))  # subprocess asks for bytes
        return str(super().__getitem__(key))

    def __iter__(self) -> Iterator[str]:
        _note_variable("*")
        return iter(super().__iter__())


def _note_variable(name: str) -> None:
    if _recorder is not None and name not in VARYING:
        _recorder.names.add(name)


_recorder: Recorder | None = None


def start() -> None:
    """Begin to note, once in a process; an audit hook stays until the process ends."""
    global _recorder  # noqa: PLW0603  (one for the process, as the hook is)
    recorder = Recorder(dict(os.environ))

    def stat(path: Any, *arguments: Any, **named: Any) -> os.stat_result:  # noqa: ANN401
        recorder.stat(path)
        return _stat(path, *arguments, **named)

    _recorder = recorder
    os.stat = stat
    os.environ.__class__ = _Watched
    sys.addaudithook(recorder.hook)


def report() -> str:
    """Tell, as JSON, what was looked at so far; an empty object when nothing is noted."""
    recorder = _recorder
    if recorder is None:
        return "{}"
    names = sorted(recorder.names)
    recorder.modules()
    return json.dumps(
        {
            "themes": uses.noted(),
            "files": recorder.digests(),
            "folders": {path: folder_digest(path) for path in sorted(recorder.folders)},
            "environment": names,
            "outside": sorted(recorder.outside),
            "used": recorder.used,
        }
    )
