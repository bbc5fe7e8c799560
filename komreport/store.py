"""What earlier runs have made, under a digest of everything that it was made from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

#: Bytes that may be kept; what has not been used for longest goes first.
LIMIT = 300 * 2**20
#: Folder in ``build/`` for pictures and pages.
FOLDER = ".tegnet"
DIGEST = 64


class Store:
    """Keeps results on the disk, or nowhere.

    A result is found again only under the digest of all its parts, and is used only when its own
    digest is right, so that half a file is as good as none.

    Args:
        folder: Where to keep them; without it everything is made anew.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def version(self) -> str:
        """Give what every result depends on, such as the versions of libraries."""
        return ""

    def text(self, kind: str, parts: Any, make: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Give a result that can be written as JSON.

        Args:
            kind: What it is, such as ``html``.
            parts: Everything that it depends on, as something that can be written as JSON; what
                `version` gives is added.
            make: Makes it when it is not there.
        """

        def made() -> bytes:
            return orjson.dumps(make())

        return orjson.loads(self.content(kind, parts, made))

    def texts(
        self, kind: str, parts: Sequence[Any], make: Callable[[list[Any]], list[Any]]
    ) -> list[Any]:
        """Give several results that can be written as JSON; those not there are made in one go.

        Args:
            kind: What they are.
            parts: For each, everything that it depends on.
            make: Makes those whose parts it is given.
        """
        found: dict[int, Any] = {}
        for number, one in enumerate(parts):
            kept = self._kept(self._path(kind, one))
            if kept is not None:
                found[number] = orjson.loads(kept)
        missing = [number for number in range(len(parts)) if number not in found]
        made = make([parts[number] for number in missing]) if missing else []
        for number, result in zip(missing, made, strict=True):
            found[number] = result
            self._keep(self._path(kind, parts[number]), orjson.dumps(result))
        return [found[number] for number in range(len(parts))]

    def content(self, kind: str, parts: Any, make: Callable[[], bytes]) -> bytes:  # noqa: ANN401
        """Give a result that is bytes; the arguments are those of `text`."""
        path = self._path(kind, parts)
        kept = self._kept(path)
        if kept is not None:
            return kept
        result = make()
        self._keep(path, result)
        return result

    def prune(self, limit: int = LIMIT) -> None:
        """Remove what has not been used for longest, down to a number of bytes."""
        if self.folder is None or not self.folder.is_dir():
            return
        with suppress(OSError):
            files_ = [(path.stat(), path) for path in self.folder.iterdir()]
            for about, path in sorted(files_, key=lambda item: item[0].st_mtime, reverse=True):
                limit -= about.st_size
                if limit < 0:
                    path.unlink(missing_ok=True)

    def _path(self, kind: str, parts: Any) -> Path | None:  # noqa: ANN401
        return self.folder / f"{kind}-{self._digest(parts)}" if self.folder else None

    def _kept(self, path: Path | None) -> bytes | None:
        return read_sealed(path) if path else None

    def _keep(self, path: Path | None, content: bytes) -> None:
        if path:
            with suppress(OSError):  # without room on the disk it is made again the next time
                write_sealed(path, content)

    def _digest(self, parts: Any) -> str:  # noqa: ANN401
        content = orjson.dumps([self.version(), parts], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(content).hexdigest()


def file_digest(*paths: Path) -> str:
    """Give the digest of some files and folders, names and contents."""
    total = hashlib.sha256()
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in (file for file in inside if file.is_file()):
            name = file.relative_to(path if path.is_dir() else path.parent).as_posix().encode()
            content = hashlib.sha256(file.read_bytes()).digest()
            total.update(b"%d %b" % (len(name), name) + content)
    return total.hexdigest()


def read_sealed(path: Path) -> bytes | None:
    """Give what `write_sealed` has written; None when there is nothing, or not all of it."""
    try:
        whole = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    seal, content = whole[:DIGEST], whole[DIGEST:]
    return content if hashlib.sha256(content).hexdigest().encode() == seal else None


def write_sealed(path: Path, content: bytes) -> None:
    """Write a file with its digest, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".ny-", delete=False) as temp:
        try:
            temp.write(hashlib.sha256(content).hexdigest().encode() + content)
            temp.close()
            Path(temp.name).replace(path)
        except BaseException:
            Path(temp.name).unlink(missing_ok=True)
            raise
