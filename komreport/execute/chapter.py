"""One chapter: read, run, finish, clean, write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from komreport.execute import basis, openings
from komreport.execute.clean import clean, take_warnings
from komreport.execute.drafts import mark_drafts
from komreport.execute.engine import Session
from komreport.execute.failures import ChapterFailedError, ChapterFailure
from komreport.execute.finished import Shelf
from komreport.execute.notebook import read_notebook, write_notebook
from komreport.execute.outputs import finish_outputs
from komreport.execute.pictures import ENVIRONMENT, Pictures
from komreport.execute.results import ChapterEvent, ChapterResult
from komreport.execute.use import keys_of

if TYPE_CHECKING:
    from komreport.data import Dataset

ENGINE = "komreport"


def run_chapter(
    path: Path,
    year: int,
    work_dir: Path,
    *,
    session: Session | None = None,
    pictures: Pictures | None = None,
    dataset: Dataset | None = None,
    appendix: bool = False,
) -> ChapterResult:
    """Run one chapter and write its clean, executed copy.

    Args:
        path: The notebook.
        year: The report year; the notebook gets it as ``aar``.
        work_dir: Where the copy is written, under the name of the notebook.
        session: Where and how to run; by default beside the notebook, in the project above it.
        pictures: Draws the figures of the project.
        dataset: The data of the report year; the chapter then gets its number basis at its end,
            and the names of those who supplied its numbers at its opening.
        appendix: Whether it is an appendix, which has no such opening.

    Returns:
        How it went. Failures of the chapter are in the result and are not raised.
    """
    session = session or Session(root=path.resolve().parent.parent, cwd=path.resolve().parent)
    session.notebook = path.name
    session.year = year
    session.environment = {**session.environment, **ENVIRONMENT}
    pictures = pictures or Pictures(session.root)
    _tell(session, path.stem, "started")
    copy = work_dir / path.name
    shelf = _shelf(path, session, pictures, dataset, appendix=appendix)
    if shelf and (known := shelf.find(copy)):
        _tell(session, path.stem, "done")
        return known
    try:
        notebook = execute(read_notebook(path, year), year, session)
        warnings = take_warnings(notebook, path.name)
        found = [*session.uses, *finish_outputs(notebook, path.name, pictures)]
        uses = tuple(sorted(found, key=lambda use: use.cell))
        mark_drafts(notebook)
        clean(notebook, path.stem)
        if dataset is not None:
            basis.add(notebook, path.stem, uses, dataset)
            if not appendix:
                openings.add(notebook, keys_of(uses), dataset)
        write_notebook(notebook, copy)
    except ChapterFailedError as error:
        _tell(session, path.stem, "failed")
        return ChapterResult(path.stem, None, failures=error.failures)
    except ChapterFailure as failure:
        _tell(session, path.stem, "failed")
        return ChapterResult(path.stem, None, failures=(failure,))
    _tell(session, path.stem, "done")
    result = ChapterResult(
        path.stem,
        copy,
        uses,
        tuple(warnings),
        reused=session.reused,
        why=session.why,
        depends=session.depends,
    )
    if shelf:
        shelf.keep(result, dataset)
    return result


def _shelf(
    path: Path, session: Session, pictures: Pictures, dataset: Dataset | None, *, appendix: bool
) -> Shelf | None:
    """Give the place of the chapter's finished copies; None when nothing is kept."""
    if session.cache is None:
        return None
    made_with = [str(session.year), *pictures.version, "tallgrunnlag" if dataset else ""]
    made_with.append("vedlegg" if appendix else "kapittel")
    try:
        return Shelf.of(session.cache, session.surroundings, path, *made_with)
    except OSError:
        return None


def execute(notebook: NotebookNode, year: int, session: Session) -> NotebookNode:
    """Run a notebook through papermill with the engine of komreport.

    Raises:
        ChapterFailedError: When a cell or an expression fails, or the kernel stops.
    """
    # what papermill.execute_notebook does, but for writing all of it as text at the end, for nobody
    kernel: dict[str, Any] = {"engine_name": ENGINE, "kernel_name": "python3"}
    ready = parameterize_notebook(
        load_notebook_node(notebook), {"aar": year}, language="python", **kernel
    )
    result: NotebookNode = papermill_engines.execute_notebook_with_engine(
        nb=ready, progress_bar=False, autosave_cell_every=0, session=session, **kernel
    )
    return result


def _tell(session: Session, chapter: str, state: Any) -> None:  # noqa: ANN401
    if session.progress:
        session.progress(ChapterEvent(chapter, state))
