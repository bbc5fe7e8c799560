"""Finished copies of chapters, used again while notebook and surroundings are the same.

`komreport.execute.cache` keeps what a kernel answered, for a notebook whose prose may have changed.
Here is kept what became of it: a chapter that nobody has touched is not even read again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from komreport.execute.cache import SAME, Cache, Depends, Surroundings, newest
from komreport.execute.results import ChapterResult
from komreport.execute.use import Use
from komreport.inputs import digest
from komreport.store import read_sealed, write_sealed

if TYPE_CHECKING:
    from komreport.data import Dataset

#: Ending of the folder of a chapter, beside that of its results.
FOLDER = "-ferdig"
#: Copies kept of one chapter in one year: as many states can be gone back to.
KEPT = 6


@dataclass(frozen=True)
class Shelf:
    """The finished copies of one chapter.

    Attributes:
        cache: What knows whether a copy holds.
        around: What the chapter would be run with.
        key: Digest of the notebook, and of what the copy is made with after the run.
    """

    cache: Cache
    around: Surroundings
    key: str

    @classmethod
    def of(cls, cache: Cache, around: Surroundings, path: Path, *made_with: str) -> Shelf:
        """Give the shelf of a notebook as it is on the disk.

        Args:
            cache: What knows whether a copy holds.
            around: What the chapter would be run with.
            path: The notebook.
            made_with: What the copy is made with after the run.

        Raises:
            OSError: When the notebook cannot be read.
        """
        source = path.read_bytes().decode("utf-8", "surrogateescape")
        return cls(cache, around, digest(source, *made_with)[:32])

    @property
    def folder(self) -> Path:
        """Where the copies are."""
        return self.cache.folder / f"{self.around.year}-{self.around.name}{FOLDER}"

    def find(self, copy: Path) -> ChapterResult | None:
        """Write a copy that holds; None when there is none.

        Args:
            copy: The file to write.
        """
        for path in newest(self.folder) if self.cache.use else ():
            if not path.name.startswith(self.key):
                continue
            try:
                kept = orjson.loads(read_sealed(path) or b"")
                depends: Depends = kept["depends"]
                uses = tuple(Use.of_record(record) for record in kept["uses"])
                text, warnings = kept["text"], tuple(kept["warnings"])
            except (ValueError, KeyError, TypeError):
                path.unlink(missing_ok=True)
                continue
            if not self.cache.changed(depends, self.around, depends["celle"]):
                copy.write_text(text, encoding="utf-8", newline="\n")
                return ChapterResult(
                    self.around.name,
                    copy,
                    uses,
                    warnings,
                    reused=True,
                    why=SAME,
                    depends=depends,
                )
        return None

    def keep(self, result: ChapterResult, dataset: Dataset | None) -> None:
        """Keep the copy of a chapter that has just been finished.

        Args:
            result: The chapter.
            dataset: The data that its number basis was made from.
        """
        if result.depends is None or result.notebook is None:
            return
        themes = dataset.themes_of(result.used) if dataset else ()
        known: Any = result.depends["tema"]
        rows = {name: self.cache.inputs.theme(name) for name in themes}
        content = {
            "text": result.notebook.read_text(encoding="utf-8"),
            "uses": [use.record() for use in result.uses],
            "warnings": result.warnings,
            "depends": {**result.depends, "tema": {**rows, **known}},
        }
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
        mark = digest(json.dumps(content["depends"], sort_keys=True))[:16]
        with suppress(OSError):  # without room on the disk it is made again the next time
            write_sealed(self.folder / f"{self.key}-{mark}", body)
            for old in newest(self.folder)[KEPT:]:
                old.unlink(missing_ok=True)
