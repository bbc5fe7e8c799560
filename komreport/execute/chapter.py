"""One chapter: read, run, finish, clean, write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode

from komreport.execute.clean import clean, take_warnings
from komreport.execute.drafts import mark_drafts
from komreport.execute.engine import Session
from komreport.execute.failures import ChapterFailedError, ChapterFailure
from komreport.execute.notebook import read_notebook, write_notebook
from komreport.execute.outputs import finish_outputs
from komreport.execute.pictures import ENVIRONMENT, Pictures
from komreport.execute.results import ChapterEvent, ChapterResult

ENGINE = "komreport"


def run_chapter(
    path: Path,
    year: int,
    work_dir: Path,
    *,
    session: Session | None = None,
    pictures: Pictures | None = None,
) -> ChapterResult:
    """Run one chapter and write its clean, executed copy.

    Args:
        path: The notebook.
        year: The report year; the notebook gets it as ``aar``.
        work_dir: Where the copy is written, under the name of the notebook.
        session: Where and how to run; by default beside the notebook, in the project above it.
        pictures: Draws the figures of the project.

    Returns:
        How it went. Failures of the chapter are in the result and are not raised.
    """
    session = session or Session(root=path.resolve().parent.parent, cwd=path.resolve().parent)
    session.notebook = path.name
    session.year = year
    session.environment = {**session.environment, **ENVIRONMENT}
    pictures = pictures or Pictures(session.root)
    _tell(session, path.stem, "started")
    try:
        notebook = execute(read_notebook(path, year), year, session)
        warnings = take_warnings(notebook, path.name)
        uses = [*session.uses, *finish_outputs(notebook, path.name, pictures)]
        mark_drafts(notebook)
        clean(notebook, path.stem)
        copy = work_dir / path.name
        write_notebook(notebook, copy)
    except ChapterFailedError as error:
        _tell(session, path.stem, "failed")
        return ChapterResult(path.stem, None, failures=error.failures)
    except ChapterFailure as failure:
        _tell(session, path.stem, "failed")
        return ChapterResult(path.stem, None, failures=(failure,))
    _tell(session, path.stem, "done")
    return ChapterResult(
        path.stem,
        copy,
        tuple(sorted(uses, key=lambda use: use.cell)),
        tuple(warnings),
        reused=session.reused,
        why=session.why,
        depends=session.depends,
    )


def execute(notebook: NotebookNode, year: int, session: Session) -> NotebookNode:
    """Run a notebook through papermill with the engine of komreport.

    Raises:
        ChapterFailedError: When a cell or an expression fails, or the kernel stops.
    """
    run: Callable[..., NotebookNode] = papermill.execute_notebook
    return run(
        notebook,
        None,
        parameters={"aar": year},
        engine_name=ENGINE,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        autosave_cell_every=0,
        session=session,
    )


def _tell(session: Session, chapter: str, state: Any) -> None:  # noqa: ANN401
    if session.progress:
        session.progress(ChapterEvent(chapter, state))
