"""What checks look at: the project's data, its notebooks and its report year, each read once."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from komreport.check.chapter import Chapter, read_chapter
from komreport.data import Dataset
from komreport.data.loader import Reading
from komreport.data.source import Table, find_file, read_table
from komreport.errors import DataError, DataErrors, KomreportError


class Project:
    """A project, seen for one report year.

    Args:
        root: The project folder.
        year: The report year.
    """

    def __init__(self, root: Path, year: int) -> None:
        self.root = root.resolve()
        self.year = year
        self._errors: list[KomreportError] = []

    @cached_property
    def reading(self) -> Reading | None:
        """All data files as they were read; None when code lists or schemas cannot be."""
        try:
            return Reading(self.root)
        except DataErrors as error:
            self._errors = error.errors
        except KomreportError as error:
            self._errors = [error]
        return None

    @property
    def data_errors(self) -> list[KomreportError]:
        """Everything that is wrong with the data files."""
        return self.reading.errors if self.reading is not None else self._errors

    @cached_property
    def dataset(self) -> Dataset:
        """The data of the report year, rows with errors left out.

        Raises:
            DataErrors: When code lists or schemas cannot be read. A check that says so in its
                `Check.needs_data` never meets it.
        """
        if self.reading is None:
            raise DataErrors(self._errors)
        return Dataset(self.reading, self.year)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The files of the report year that can be read, by theme."""
        found = {}
        for name in self.reading.themes if self.reading is not None else ():
            try:
                path = find_file(self.root / "data" / str(self.year), name)
                if path is not None:
                    found[name] = read_table(path, self.root)
            except (DataError, DataErrors):
                continue
        return found

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The notebooks that can be read, in the order of their names."""
        paths = sorted((self.root / "notebooks").glob("*.ipynb"))
        read = (read_chapter(path, self.path(path)) for path in paths)
        return [chapter for chapter in read if chapter is not None]

    def of(self, year: int) -> Project:
        """Give the same project for another report year, without reading the data again."""
        other = Project(self.root, year)
        other.__dict__["reading"] = self.reading
        return other

    def path(self, file: Path | str) -> str:
        """Name a file as findings do: relative to the project, with forward slashes."""
        path = Path(file)
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()
