"""Building for the preview: in a folder of its own, in this process, given up when it is stale."""

from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from komreport.data.dataset import Dataset, dataset_of
from komreport.data.loader import Reading
from komreport.data.release import write_release
from komreport.execute import ChapterEvent, run_report
from komreport.execute.workshop import Workshop
from komreport.preview.problems import Problem, from_line, problems
from komreport.render.built import PDF_NAME
from komreport.render.builtin import renderer as builtin
from komreport.render.builtin.kept import PageStore
from komreport.render.builtin.memory import Memory
from komreport.render.check import site_problems
from komreport.render.project import write_project
from komreport.render.turn import turn
from komreport.store import FOLDER

#: The store is pruned once in so many builds; it grows by a page in each.
PRUNED = 20


class Stale(BaseException):
    """A build is given up because what it builds has changed; no error, so nothing catches it."""


@dataclass
class Outcome:
    """How a build went.

    Attributes:
        site: Folder of the pages; None when none were made.
        problems: What is wrong; pages may be there all the same.
        warnings: What the editor should know.
    """

    site: Path | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Builder:
    """Builds the pages of one year again and again.

    Nothing is written outside ``build/``: what is published stays as it is.

    Args:
        root: The project folder.
        year: The report year.
        waiting: Called when a build waits for another one in the project.
    """

    def __init__(self, root: Path, year: int, waiting: Callable[[], None]) -> None:
        self.root = root
        self.waiting = waiting
        self.year = year
        self.folder = root / "build" / f".visning-{year}"
        self.store = PageStore(root / "build" / FOLDER)
        self.workshop = Workshop(root, spare=self.folder)
        self.memory = Memory()
        self._number = 0
        self._data: tuple[Reading, Dataset] | None = None
        self._settled = False
        self._stale = threading.Event()
        self._project = threading.Lock()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def close(self) -> None:
        """End what builds are made with."""
        self.workshop.close()

    def cancel(self) -> None:
        """Give up the build that is going on."""
        self._stale.set()

    def renew(self) -> None:
        """Get ready for a build; what is cancelled from now on is that one."""
        self._stale.clear()

    def build(self, first: Collection[str] = ()) -> Outcome:
        """Build the pages; `check` says what is wrong with them when they are shown.

        Args:
            first: Names of the pages to make first.

        Raises:
            Stale: When the build was cancelled.
        """
        self._number += 1
        site = self.folder / f"sider-{self._number}"
        try:
            with turn(self.root, self.waiting, self._check):
                warnings = self._make(site, first)
        except Exception as error:
            self._undo(site)
            self._check()
            return Outcome(None, problems(error))
        except BaseException:
            self._undo(site)
            raise
        if not self._settled:
            # what the first build has read stays; Python need not look through it all the time
            gc.freeze()
            self._settled = True
        return Outcome(site, warnings=warnings)

    def check(self, site: Path) -> list[Problem]:
        """Say what is wrong with pages, such as a link that leads nowhere.

        Raises:
            Stale: When it was cancelled, since other pages are on their way.
        """
        try:
            lines = site_problems(site, store=self.store, go_on=self._check)
            found = [from_line(line) for line in lines]
            self._check()
            if self._number % PRUNED == 0:
                self.store.prune()
        except Exception as error:  # whatever it is, the editor is to see it
            return problems(error)
        return found

    def _undo(self, site: Path) -> None:
        """Remove the pages of a build that was not finished."""
        shutil.rmtree(site, ignore_errors=True)
        if self.memory.folder and self.memory.folder.is_relative_to(site):
            self.memory.forget()

    def discard(self, site: Path | None) -> None:
        """Remove the pages of an earlier build."""
        if site is not None:
            shutil.rmtree(site, ignore_errors=True)

    def pdf(self) -> Outcome:
        """Make the PDF of the pages that were built last; it is put in its place as a whole."""
        work = self.folder / "pdf"
        shutil.rmtree(work, ignore_errors=True)
        try:
            with self._project:
                shutil.copytree(self.folder / "prosjekt", work / "prosjekt")
            made = builtin.render(work / "prosjekt", work, formats=["pdf"], store=self.store)
            made.pdf.replace(self.folder / PDF_NAME.format(year=self.year))
        except Exception as error:
            return Outcome(None, problems(error))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return Outcome(None)

    def _make(self, site: Path, first: Collection[str]) -> list[str]:
        reading, engine = self.workshop.read()
        dataset = self._read(reading)
        warnings = [str(finding) for finding in dataset.findings]
        work = self.folder / "kapitler"
        shutil.rmtree(work, ignore_errors=True)
        self._check()
        run = run_report(
            self.root,
            self.year,
            work,
            progress=self._progress,
            dataset=dataset,
            engine=engine,
        )
        warnings += run.warnings
        self._check()
        with self._project:
            project = write_project(self.root, run, self.folder / "prosjekt")
        self._check()
        site.mkdir()
        made = builtin.render(
            project,
            site,
            formats=["html"],
            store=self.store,
            first=frozenset(first),
            memory=self.memory,
        )
        for path in made.html.iterdir():
            path.rename(site / path.name)
        made.html.rmdir()
        self.memory.folder = site
        self._check()
        return warnings

    def _read(self, reading: Reading) -> Dataset:
        """Give the data of the year, with the open data beside the pages, which link to them."""
        if self._data is None or self._data[0] is not reading:
            dataset = dataset_of(reading, self.year)
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            write_release(dataset, self.folder / "data")
            self._data = reading, dataset
        return self._data[1]

    def _progress(self, event: ChapterEvent) -> None:  # noqa: ARG002  (any event is a time to look)
        self._check()

    def _check(self) -> None:
        if self._stale.is_set():
            raise Stale
