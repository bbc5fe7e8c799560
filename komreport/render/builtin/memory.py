"""What one rendering leaves for the next one in the same process: pages that are still the same."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from komreport.render.builtin.project import Page
from komreport.render.builtin.search import Section


@dataclass(frozen=True)
class Made:
    """What is made of a page by itself, whatever the others are.

    Attributes:
        body: Its HTML, with its drawings.
        sections: Its sections, to be searched.
        files: Its pictures and tables, beside the pages.
    """

    body: str
    sections: list[Section]
    files: tuple[str, ...]


@dataclass
class Memory:
    """Pages as they were rendered last.

    Attributes:
        folder: Where the files of the pages are; None when there are none.
        pages: The pages by name, as they were read.
        made: What was made of them by name, and the digest of all that it depends on.
    """

    folder: Path | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    made: dict[str, tuple[str, Made]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget what was made, for its files are gone."""
        self.folder = None
        self.made = {}

    def again(self, name: str, key: str, out: Path) -> Made | None:
        """Give what was made of a page, with its files in another folder; None when it is another.

        Args:
            name: The page.
            key: Digest of all that it depends on now.
            out: The folder; the files are the same ones under other names where that can be.
        """
        known, made = self.made.get(name, ("", None))
        if self.folder is None or made is None or known != key:
            return None
        for file in made.files:
            try:
                (out / file).hardlink_to(self.folder / file)
            except OSError:
                shutil.copyfile(self.folder / file, out / file)
        return made
