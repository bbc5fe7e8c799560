"""What the result of a chapter can depend on, as it is now: digests of files, settings, versions.

Everything is read anew for each build; a project's inputs are a few megabytes, and a digest of the
contents cannot be deceived by times and sizes.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from komreport.kernels.environment import VARYING

PACKAGE = Path(__file__).resolve().parent
#: The parts of the package that run in a kernel, or decide what becomes of its answers.
RUNNING = (
    "errors.py",
    "inputs.py",
    "project.py",
    "store.py",
    "data",
    "report",
    "execute",
    "kernels",
)
#: Variables that Python and its libraries read while they start.
EARLY = re.compile(r"PYTHON|LC_|LANG|TZ$|OMP_|OPENBLAS_|MKL_|NUMEXPR_|PANDAS_|MPL|ALTAIR_|BABEL_")
#: Name of each part of the base in an explanation.
SOURCE, PYTHON, PACKAGES, SETTINGS = (
    "komreport",
    "Python",
    "installerte pakker",
    "miljøvariabler som Python leser når det starter",
)
#: Folders of what every chapter depends on.
SHARED = ("data/skjema", "data/kodelister")
#: What tools leave in folders.
_OWN_FOLDERS = {"__pycache__", ".ipynb_checkpoints"}
_YEAR = re.compile(r"\d{4}")


def digest(*parts: str) -> str:
    """Give the digest of some texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def file_digest(path: str) -> str | None:
    """Give the digest of what a file holds; «mappe» for a folder, None when there is nothing."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except IsADirectoryError:
        return "mappe"
    except OSError:
        return None


def folder_digest(path: str) -> str | None:
    """Give the digest of the names in a folder; None when there is no such folder."""
    try:
        names = sorted(set(os.listdir(path)) - _OWN_FOLDERS)  # noqa: PTH208  (only the names)
    except OSError:
        return None
    return hashlib.sha256("\0".join(names).encode(errors="surrogateescape")).hexdigest()


def tree(folder: Path, *, root: Path | None = None) -> dict[str, str]:
    """Give the digest of every file below a folder, by path from ``root``; hidden ones left out."""
    result = {}
    above = [folder.relative_to(root).as_posix()] if root else []
    for path in _files(str(folder)):
        found = file_digest(path)
        if found is not None:
            below = path[len(str(folder)) + 1 :].replace(os.sep, "/")
            result["/".join([*above, below] if below else above) or "."] = found
    return dict(sorted(result.items()))


def _files(folder: str) -> Iterator[str]:
    """Give the paths of files; as texts, since an unchanged build does little else."""
    if os.path.isfile(folder):  # noqa: PTH113
        yield folder
        return
    for home, folders, names in os.walk(folder):
        folders[:] = [n for n in folders if not n.startswith(".") and n != "__pycache__"]
        yield from (f"{home}{os.sep}{n}" for n in names if not n.startswith((".", "~$")))


@dataclass(frozen=True)
class Inputs:
    """The inputs of a project at one time.

    Attributes:
        data: Digest of every file below ``data/``, by path from the project folder.
        base: Digest of what every chapter depends on, by its name in an explanation.
    """

    data: Mapping[str, str]
    base: Mapping[str, str]

    @classmethod
    def read(cls, root: Path) -> Inputs:
        """Read all inputs of a project."""
        data = tree(root / "data", root=root)
        return cls(data, _base(data, root))

    @cached_property
    def _themes(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for path, own in self.data.items():
            if _YEAR.fullmatch((parts := Path(path)).parent.name):
                found.setdefault(parts.stem, {})[path] = own
        return found

    def theme(self, name: str) -> dict[str, str]:
        """Give the files of one theme in all report years."""
        return self._themes.get(name, {})


def base(root: Path) -> dict[str, str]:
    """Read what `Inputs.base` holds, and no more."""
    shared = (tree(root / folder, root=root) for folder in SHARED)
    return _base({path: found for part in shared for path, found in part.items()}, root)


def _base(data: Mapping[str, str], root: Path) -> dict[str, str]:
    return {**_shared(data, root), **machine()}


def _shared(data: Mapping[str, str], root: Path) -> dict[str, str]:
    """Code lists, schemas and the list of years, each file by itself."""
    shared = {
        path: found
        for path, found in data.items()
        if path.startswith(tuple(f"{folder}/" for folder in SHARED))
    }
    years = sorted(
        path.name
        for path in (root / "data").glob("*")
        if path.is_dir() and _YEAR.fullmatch(path.name)
    )
    return {**shared, "mappene i data/": digest(*years)}


def machine() -> dict[str, str]:
    """Give the digests of the package's own source, of Python and of what is installed."""
    source = [tree(PACKAGE / name, root=PACKAGE) for name in RUNNING]
    early = [f"{name}={text}" for name, text in sorted(os.environ.items()) if EARLY.match(name)]
    return {
        SOURCE: digest(*(f"{path} {found}" for part in source for path, found in part.items())),
        PYTHON: digest(sys.version, sys.executable, platform.platform()),
        PACKAGES: digest(*installed()),
        SETTINGS: digest(*early),
    }


def installed() -> list[str]:
    """Name the installed distributions with their versions, as their folders are named."""
    names: set[str] = set()
    for folder in sys.path:
        try:
            found = os.listdir(folder or ".")  # noqa: PTH208  (names are enough, and this is quick)
        except OSError:
            continue
        names.update(name for name in found if name.endswith((".dist-info", ".egg-info", ".pth")))
    return sorted(names)


def variable(environment: Mapping[str, str], name: str) -> str | None:
    """Give the digest of a variable, of all of them for ``*``; None when it is not set."""
    if name == "*":
        shown = sorted((n, text) for n, text in environment.items() if n not in VARYING)
        return digest(*(f"{n}={text}" for n, text in shown))
    return digest(environment[name]) if name in environment else None
