"""The files that a report is made of, and which of them say something new after a save."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from watchfiles import Change, awatch

FOLDERS = ("notebooks", "data", "_extensions", "assets")
SETTINGS = ("_quarto.yml", "_brand.yml")
#: Milliseconds between looks for changes, and without a new one before a group of them is told.
QUIET = 20
#: Seconds that a file may stand half written before its fault is shown, and between looks at it.
PATIENCE = 1.0
PAUSE = 0.05
#: What of a cell reaches the report; outputs and run numbers do not.
CELL = ("cell_type", "source", "metadata")
TRACES = frozenset({"execution", "scrolled", "collapsed", "jupyter", "ExecuteTime"})


class Files:
    """Knows what stands in each file, so that a save without a change is no change.

    Args:
        root: The project folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[Path, str] = {}
        self.take(self._all())

    def take(self, paths: Iterable[Path]) -> set[Path]:
        """Look at some files again; give those whose content is another than at the last look."""
        changed = set()
        for path in paths:
            mark = fingerprint(path)
            if mark != self._known.get(path, ""):
                changed.add(path)
            if mark:
                self._known[path] = mark
            else:
                self._known.pop(path, None)
        return changed

    async def changes(self) -> AsyncIterator[set[Path]]:
        """Give the files of each group of saves that say something new."""
        queue: asyncio.Queue[set[Path]] = asyncio.Queue()
        folders = [self.root / name for name in FOLDERS if (self.root / name).is_dir()]
        watchers = [
            asyncio.create_task(self._watch(queue, folders, recursive=True)),
            asyncio.create_task(self._watch(queue, [self.root], recursive=False)),
        ]
        try:
            while True:
                paths = await queue.get()
                while not queue.empty():
                    paths |= queue.get_nowait()
                await settle(paths)
                if changed := self.take(paths):
                    yield changed
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)

    async def _watch(
        self, queue: asyncio.Queue[set[Path]], paths: list[Path], *, recursive: bool
    ) -> None:
        watching = awatch(
            *paths,
            recursive=recursive,
            step=QUIET,
            debounce=400,
            watch_filter=self._counts,
            ignore_permission_denied=True,
        )
        async for group in watching:
            # a folder that comes or goes as a whole may tell of itself alone
            found = {Path(name) for _, name in group}
            inside = {file for path in found if path.is_dir() for file in _files(path)}
            gone = {path for path in self._known if not path.exists()}
            await queue.put({path for path in found if not path.is_dir()} | inside | gone)

    def _counts(self, _: Change, name: str) -> bool:
        path = Path(name)
        try:
            parts = path.relative_to(self.root).parts
        except ValueError:
            return False
        if not parts or any(part.startswith(("~$", ".")) for part in parts):
            return False
        return parts[0] in FOLDERS or (len(parts) == 1 and parts[0] in SETTINGS)

    def _all(self) -> Iterable[Path]:
        for name in FOLDERS:
            yield from _files(self.root / name)
        yield from (self.root / name for name in SETTINGS)


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(("~$", ".")) for part in path.relative_to(folder).parts)
    ]


def fingerprint(path: Path) -> str:
    """Give a mark of what a file says to the report; an empty one when it is not there.

    A notebook that JupyterLab has run and saved says the same as before.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    if path.suffix == ".ipynb":
        with suppress(ValueError, KeyError, AttributeError, TypeError):
            content = json.dumps(_essence(json.loads(content)), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


def _essence(notebook: dict[str, Any]) -> list[Any]:
    cells = []
    for cell in notebook["cells"]:
        kept = {key: cell.get(key) for key in CELL}
        if isinstance(kept["source"], list):
            kept["source"] = "".join(kept["source"])
        metadata = kept["metadata"] or {}
        kept["metadata"] = {key: value for key, value in metadata.items() if key not in TRACES}
        cells.append(kept)
    return cells


async def settle(paths: Iterable[Path], patience: float = PATIENCE) -> None:
    """Wait a moment for files that are half written to be written to the end."""
    waiting = [path for path in paths if unfinished(path)]
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while waiting and loop.time() < end:
        await asyncio.sleep(PAUSE)
        waiting = [path for path in waiting if unfinished(path)]


def unfinished(path: Path) -> bool:
    """Whether a file cannot be read as what its name says, as when a program is writing it."""
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return path.suffix == ".ipynb"
    except OSError:
        # an editor that saves by way of another file leaves none for an instant
        return True
    if not content.strip():
        return True
    try:
        if path.suffix == ".ipynb":
            json.loads(content)
        elif path.name in SETTINGS:
            yaml.safe_load(content)
    except (ValueError, yaml.YAMLError):
        return True
    return False
