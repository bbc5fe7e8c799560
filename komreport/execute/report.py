"""All chapters of a report: in parallel, then the appendices, which need to know what was used."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from jupyter_core.utils import ensure_event_loop

from komreport.execute import inline
from komreport.execute.book import read_book
from komreport.execute.chapter import run_chapter
from komreport.execute.engine import CELL_TIMEOUT, Session
from komreport.execute.failures import ReportFailed
from komreport.execute.kernel import Kernels
from komreport.execute.pictures import Pictures
from komreport.execute.results import ChapterResult, Progress, ReportRun
from komreport.execute.workshop import Engine
from komreport.inputs import file_digest
from komreport.kernels.environment import USED_VARIABLE
from komreport.store import FOLDER, Store

if TYPE_CHECKING:
    from komreport.data import Dataset

USED_FILE = "bruk.json"


def run_report(
    root: Path,
    year: int,
    work_dir: Path,
    *,
    only: Sequence[str] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    timeout: int = CELL_TIMEOUT,
    kept: Mapping[str, Sequence[str]] | None = None,
    dataset: Dataset | None = None,
    engine: Engine | None = None,
) -> ReportRun:
    """Run the notebooks of the book, and write their executed copies to a folder.

    A thread per chapter waits for that chapter's kernel, so the kernels share the cores and this
    process does little. Threads start at once; processes would first import papermill again.

    Args:
        root: The project folder.
        year: The report year.
        work_dir: Where the copies go; made when it is missing.
        only: Names of the chapters to run; all when left out. The first page is always run.
        jobs: How many kernels at a time; the number of cores when left out.
        progress: Called from several threads, never from two at once for one chapter.
        timeout: Seconds that one cell may take.
        kept: Keys that chapters show which are not run now, by chapter, for the appendices.
        dataset: The data of the report year; each chapter then gets its number basis at its end.
        engine: Data, preheated kernels and earlier results; without it each chapter reads the data
            itself, in a kernel started by itself, and is run.

    Returns:
        The results, in the book's order.

    Raises:
        ReportFailed: When a chapter failed; all others have been run, and all failures are in it.
        KomreportError: When ``_quarto.yml`` cannot be read, or ``only`` names no chapter.
    """
    root = root.resolve()
    book = read_book(root)
    chosen = book.select(only) if only else book
    work_dir.mkdir(parents=True, exist_ok=True)
    engine = engine or Engine()
    pictures = Pictures(root, Store(root / "build" / FOLDER), engine.crew)
    jobs = max(1, jobs or os.cpu_count() or 1)
    runner = _Runner(root, year, work_dir, jobs, progress, timeout, pictures, engine, dataset)
    chapters = runner.run(chosen.chapters)
    shown = {**(kept or {}), **{chapter.chapter: chapter.used for chapter in chapters}}
    used = {
        path.stem: {"tittel": _title(path), "tall": list(shown[path.stem])}
        for path in book.chapters
        if shown.get(path.stem)
    }
    used_file = work_dir / USED_FILE
    used_file.write_text(json.dumps(used, ensure_ascii=False), encoding="utf-8")
    chapters += runner.run(chosen.appendices, used_file.resolve())
    used_file.unlink()
    if engine.cache:
        engine.cache.prune()
    failures = [failure for chapter in chapters for failure in chapter.failures]
    if failures:
        raise ReportFailed(failures)
    return ReportRun(year, book, tuple(chapters))


def _title(path: Path) -> str:
    """Give the title of a chapter as its notebook has it."""
    for cell in orjson.loads(path.read_bytes())["cells"]:
        if cell["cell_type"] == "markdown":
            for _, words in inline.headings("".join(cell["source"])):
                return words
    return path.stem


@dataclass
class _Runner:
    """Runs notebooks side by side."""

    root: Path
    year: int
    work_dir: Path
    jobs: int
    progress: Progress | None
    timeout: int
    pictures: Pictures
    engine: Engine
    dataset: Dataset | None
    kernels: Kernels = field(default_factory=Kernels)

    def run(self, notebooks: Sequence[Path], used: Path | None = None) -> list[ChapterResult]:
        """Run some notebooks; kernels are stopped when the user interrupts.

        Args:
            notebooks: The notebooks.
            used: File with the keys of the numbers that the chapters show, for appendices.
        """
        with ThreadPoolExecutor(self.jobs, thread_name_prefix="kapittel") as pool:
            futures = [pool.submit(self._chapter, path, used) for path in notebooks]
            try:
                return [future.result() for future in futures]
            except BaseException:
                self.kernels.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _chapter(self, path: Path, used: Path | None) -> ChapterResult:
        environment = self.engine.environment()
        if used:
            environment[USED_VARIABLE] = str(used)
        session = Session(
            root=self.root,
            cwd=path.parent,
            timeout=self.timeout,
            environment=environment,
            progress=self.progress,
            kernels=self.kernels,
            template=self.engine.template,
            cache=self.engine.cache,
            used_digest=(file_digest(str(used)) or "") if used else "",
        )
        try:
            return run_chapter(
                path,
                self.year,
                self.work_dir,
                session=session,
                pictures=self.pictures,
                dataset=self.dataset,
                appendix=used is not None,
            )
        finally:
            ensure_event_loop().close()  # the thread's own, which nbclient leaves open
