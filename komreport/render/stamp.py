"""What a build was made from and what it published, so that an unchanged one is seen at once.

Everything is compared by contents: all inputs, what the chapters looked at beyond them, and the
published files themselves.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from komreport.inputs import (
    PACKAGE,
    digest,
    file_digest,
    folder_digest,
    machine,
    tree,
    variable,
)
from komreport.kernels.environment import kernel_environment
from komreport.store import read_sealed, write_sealed

FOLDER = ".bygg"
#: What a project consists of, besides the folders of its notebooks.
PARTS = ("_quarto.yml", "_brand.yml", "_extensions", "assets", "data", "notebooks")
#: Kinds of input of a chapter that are looked at one by one, as they lie outside the parts.
FILE, FOLDERS, VARIABLE = "fil", "mappe", "variabel"


@dataclass(frozen=True)
class Stamp:
    """The stamp of one year's report in one place.

    Attributes:
        root: The project folder.
        year: The report year.
        target: Where the report is published.
        options: Everything else that decides what is built.
    """

    root: Path
    year: int
    target: Path
    options: Mapping[str, Any]

    @property
    def file(self) -> Path:
        """Where the stamp is kept."""
        name = digest(str(self.target.resolve()))[:16]
        return self.root / "build" / FOLDER / f"{self.year}-{name}"

    def inputs(self, homes: Iterable[str] = ()) -> dict[str, Any]:
        """Give what is built from, as it is now.

        Args:
            homes: Folders of notebooks outside the usual ones.
        """
        parts = {part: tree(self.root / part) for part in [*PARTS, *homes]}
        return {
            "parts": parts,
            "package": tree(PACKAGE),
            "machine": machine(),
            "options": {**self.options},
            "quarto": _quarto(),
        }

    def write(
        self,
        before: Mapping[str, Any],
        homes: Iterable[str],
        depends: Iterable[Mapping[str, Mapping[str, Any]] | None],
        told: Mapping[str, Any],
    ) -> None:
        """Write the stamp of a report that has just been published.

        Nothing is written when an input has changed since the build began, or when a chapter
        depends on something that cannot be followed: the next build is then a whole one.

        Args:
            before: What `inputs` gave when the build began.
            homes: Folders of notebooks outside the usual ones.
            depends: What each chapter depends on.
            told: What the build said at its end, to be said again.
        """
        self.remove()
        beyond: dict[str, dict[str, Any]] = {FILE: {}, FOLDERS: {}, VARIABLE: {}}
        for one in depends:
            if one is None:
                return
            for kind, found in beyond.items():
                found.update(one[kind])
        homes = [*homes]
        if self.inputs(homes) != before:
            return
        content = {
            "inputs": before,
            "homes": homes,
            "beyond": beyond,
            "output": tree(self.target),
            "told": told,
        }
        with suppress(OSError):
            write_sealed(self.file, json.dumps(content).encode())

    def remove(self) -> None:
        """Forget what was built."""
        with suppress(OSError):
            self.file.unlink()

    def unchanged(self) -> dict[str, Any] | None:
        """Give what the last build said when nothing has changed since, else None."""
        try:
            content = json.loads(read_sealed(self.file) or b"")
            same = (
                self.inputs(content["homes"]) == content["inputs"]
                and self._beyond(content["beyond"]) == content["beyond"]
                and tree(self.target) == content["output"]
            )
            told: dict[str, Any] = content["told"]
        except (ValueError, KeyError, TypeError):
            return None
        return told if same and content["output"] else None

    def _beyond(self, known: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        environment = kernel_environment(self.root, self.root, {"KOMREPORT_TEGNES_SENERE": "1"})
        return {
            FILE: {path: file_digest(path) for path in known[FILE]},
            FOLDERS: {path: folder_digest(path) for path in known[FOLDERS]},
            VARIABLE: {name: variable(environment, name) for name in known[VARIABLE]},
        }


def _quarto() -> list[Any]:
    """Say which Quarto is on the path: it is asked for its version only when something is built."""
    found = shutil.which("quarto")
    if found is None:
        return []
    about = os.stat(found)  # noqa: PTH116  (as quick as can be)
    return [found, about.st_size, about.st_mtime_ns]
