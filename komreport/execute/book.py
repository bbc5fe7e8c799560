"""The book in ``_quarto.yml``: which notebooks it consists of, and in which order."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from komreport.errors import KomreportError

BOOK_FILE = "_quarto.yml"


@dataclass(frozen=True)
class Book:
    """The notebooks of the report as paths, in the order of the book."""

    chapters: tuple[Path, ...]
    appendices: tuple[Path, ...]

    @property
    def notebooks(self) -> tuple[Path, ...]:
        """All notebooks: chapters, then appendices."""
        return self.chapters + self.appendices

    def select(self, names: Sequence[str]) -> Book:
        """Keep the notebooks that are named, and the first page, which every book needs.

        Args:
            names: Names as editors write them: ``08_straffesaker`` (``.ipynb`` or not) or ``08``.

        Raises:
            KomreportError: When a name fits no notebook.
        """
        wanted = {self._find(name) for name in names}
        return Book(
            tuple(p for p in self.chapters if p in wanted or p.stem == "index"),
            tuple(p for p in self.appendices if p in wanted),
        )

    def _find(self, name: str) -> Path:
        stem = Path(name).stem if name.endswith(".ipynb") else name
        number = stem.lower().zfill(2)
        for path in self.notebooks:
            if path.stem == stem or path.stem.lower().split("_")[0] == number:
                return path
        stems = [path.stem for path in self.notebooks]
        near = difflib.get_close_matches(stem, stems, n=1, cutoff=0.4)
        raise KomreportError(
            f"boka har ikke noe kapittel «{name}»",
            where=BOOK_FILE,
            remedy=f"Mente du «{near[0]}»?" if near else f"Kapitlene er: {', '.join(stems)}",
        )


def read_config(root: Path) -> dict[str, Any]:
    """Read ``_quarto.yml`` of the project.

    Raises:
        KomreportError: When the file is missing or is not valid YAML.
    """
    try:
        config = copy.deepcopy(_parsed((root / BOOK_FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise KomreportError(
            "fila mangler", where=BOOK_FILE, remedy="Kjør kommandoen i prosjektmappa"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{BOOK_FILE}, linje {mark.line + 1}" if mark else BOOK_FILE
        problem = getattr(error, "problem", None) or "kan ikke leses"
        raise KomreportError(f"fila er ikke gyldig YAML: {problem}", where=where) from error
    if not isinstance(config, dict) or not isinstance(config.get("book"), dict):
        raise KomreportError("fila beskriver ingen bok (nøkkelen «book» mangler)", where=BOOK_FILE)
    return config


@lru_cache(maxsize=8)
def _parsed(text: str) -> Any:  # noqa: ANN401
    """Read YAML; the same text is read once."""
    return yaml.safe_load(text)


def chapter_files(entries: Iterable[Any]) -> list[str]:
    """Give the files of a ``chapters`` or ``appendices`` list, parts included, in order."""
    files: list[str] = []
    for entry in entries:
        if isinstance(entry, str):
            files.append(entry)
        elif isinstance(entry, dict):
            for key in ("file", "href", "part"):
                if isinstance(entry.get(key), str) and entry[key].endswith(".ipynb"):
                    files.append(entry[key])
            files += chapter_files(entry.get("chapters") or [])
    return files


def read_book(root: Path) -> Book:
    """Read which notebooks the report consists of.

    Args:
        root: The project folder.

    Raises:
        KomreportError: When ``_quarto.yml`` cannot be read or names a notebook that does not exist.
    """
    book = read_config(root)["book"]
    parts: list[tuple[Path, ...]] = []
    for key in ("chapters", "appendices"):
        files = [file for file in chapter_files(book.get(key) or []) if file.endswith(".ipynb")]
        for file in files:
            if not (root / file).is_file():
                raise KomreportError(
                    f"notatboka «{file}» finnes ikke",
                    where=BOOK_FILE,
                    remedy="Rett navnet i lista, eller legg notatboka på plass",
                )
        parts.append(tuple(root / file for file in files))
    return Book(parts[0], parts[1])
