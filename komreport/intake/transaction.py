"""Several files written as one: all of them or none, also when interrupted half way."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from komreport.errors import KomreportError

STAGE = ".komreport-endring"
JOURNAL = "journal.json"


class Transaction:
    """New contents of files, put in place together by `commit`.

    The new contents and the old ones are first written beside the project. A journal then says that
    the change has begun; as long as it is there, `recover` can put everything back as it was.

    Args:
        root: The project folder; the files themselves may be elsewhere.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[Path, bytes] = {}

    def write(self, path: Path, content: bytes) -> None:
        """Plan the new content of a file; nothing is touched if it is what the file holds."""
        if not (path.is_file() and path.read_bytes() == content):
            self.files[path] = content

    def commit(self) -> None:
        """Write everything.

        Raises:
            KomreportError: When a file could not be written; all are as they were.
        """
        if not self.files:
            return
        recover(self.root)
        stage = self.root / STAGE
        try:
            self._prepare(stage)
            for number, path in enumerate(self.files):
                path.parent.mkdir(parents=True, exist_ok=True)
                beside = path.with_name(f".{path.name}.ny")
                shutil.copyfile(stage / f"{number}.ny", beside)
                os.replace(beside, path)  # noqa: PTH105  (atomic also where the file exists)
            (stage / JOURNAL).unlink()
        except BaseException as error:
            recover(self.root)
            if isinstance(error, OSError):
                raise KomreportError(
                    f"filene kunne ikke skrives: {error.strerror or error}",
                    where=str(error.filename or self.root),
                    remedy="Lukk filene i andre programmer, sjekk plassen. Ingenting er endret",
                ) from error
            raise
        shutil.rmtree(stage, ignore_errors=True)

    def _prepare(self, stage: Path) -> None:
        stage.mkdir(exist_ok=True)
        journal = []
        for number, (path, content) in enumerate(self.files.items()):
            (stage / f"{number}.ny").write_bytes(content)
            if path.exists():
                shutil.copyfile(path, stage / f"{number}.gammel")
            missing = [str(folder) for folder in path.parents if not folder.exists()]
            journal.append({"path": str(path), "new": not path.exists(), "folders": missing})
        half = stage / f"{JOURNAL}.ny"
        half.write_text(json.dumps(journal), encoding="utf-8")
        half.rename(stage / JOURNAL)


def recover(root: Path) -> bool:
    """Put back what an interrupted change has left half done; whether there was anything."""
    stage = root / STAGE
    if not stage.is_dir():
        return False
    journal = stage / JOURNAL
    found = journal.is_file()
    if found:
        for number, entry in enumerate(json.loads(journal.read_text(encoding="utf-8"))):
            path = Path(entry["path"])
            path.with_name(f".{path.name}.ny").unlink(missing_ok=True)
            if entry["new"]:
                path.unlink(missing_ok=True)
            else:
                shutil.copyfile(stage / f"{number}.gammel", path)
            for folder in map(Path, entry["folders"]):
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
        journal.unlink()
    shutil.rmtree(stage, ignore_errors=True)
    return found
