"""The papermill engine of komreport: code cells as papermill runs them, and inline expressions.

Registered as the entry point ``komreport`` in the group ``papermill.engine``, so that
``papermill --engine komreport`` runs a chapter as a build does.
"""

from __future__ import annotations

import ast
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from komreport.execute import inline
from komreport.execute.cache import Cache, Kept, Situation, Surroundings
from komreport.execute.evaluate import Ask, CellEvaluator
from komreport.execute.failures import (
    ChapterFailedError,
    ChapterFailure,
    cell_line,
    error_texts,
    one_line,
)
from komreport.execute.kernel import ChapterKernelManager, Kernels
from komreport.execute.results import ChapterEvent, Progress
from komreport.execute.use import Use
from komreport.kernels.environment import kernel_environment
from komreport.kernels.template import Template

CELL_TIMEOUT = 600
START_TIMEOUT = 90
POSITION = "komreport_celle"
#: Asked of a kernel at its end.
REPORT = "__import__('komreport.kernels.recorder', fromlist=['report']).report()"

#: Also makes a copy that shares nothing with what it is given, several times as quick as deepcopy.
_node: Callable[[Any], Any] = nbformat.from_dict
log = logging.getLogger("komreport.execute")
log.addHandler(logging.NullHandler())


@dataclass
class Session:
    """One run of one chapter: what it needs, and what it finds on the way.

    Attributes:
        notebook: File name, for messages.
        root: The project folder.
        cwd: Where the kernel works.
        timeout: Seconds that one cell may take.
        python: The interpreter of the kernel.
        environment: More environment variables for the kernel.
        progress: Called for each cell.
        kernels: Where running kernels are remembered.
        template: What kernels are forked from; without one each is started by itself.
        cache: Results of earlier runs; without it the chapter is run and not kept.
        year: The report year.
        used_digest: Digest of the numbers that the chapters show, for an appendix.
        why: Why the chapter was run or was not.
        reused: Whether an earlier result was used.
        depends: What the result depends on; None when nobody can say.
        uses: The inline expressions that show numbers.
        heading: The heading that the run has come to.
    """

    notebook: str = "notatbok"
    root: Path = field(default_factory=Path.cwd)
    cwd: Path = field(default_factory=Path.cwd)
    timeout: int = CELL_TIMEOUT
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)
    progress: Progress | None = None
    kernels: Kernels = field(default_factory=Kernels)
    template: Template | None = None
    cache: Cache | None = None
    year: int = 0
    used_digest: str = ""
    why: str = ""
    reused: bool = False
    depends: dict[str, dict[str, Any]] | None = None
    uses: list[Use] = field(default_factory=list)
    heading: str = ""

    @property
    def surroundings(self) -> Surroundings:
        """What the chapter is run with, besides its notebook."""
        return Surroundings(
            Path(self.notebook).stem,
            self.year,
            kernel_environment(self.root, self.cwd, self.environment),
            self.cwd,
            self.used_digest,
        )

    def note_uses(self, cell: NotebookNode, uses: list[Use]) -> None:
        """Remember the uses of a cell that has been evaluated, each under its heading."""
        headings = [(0, self.heading)]
        if cell.cell_type == "markdown":
            headings += inline.headings(cell.source)
            self.heading = headings[-1][1]
        for use in uses:
            under = [text for line, text in headings if line <= use.line]
            self.uses.append(replace(use, heading=under[-1]))


class Walk:
    """Goes through the cells of a chapter in order, Markdown cells included.

    Args:
        cells: The cells.
        session: Where failures, numbers and progress are told.
        run_code: Gives a code cell its outputs; what it raises is given back.
        ask: Gives the answers to expressions at this point of the notebook.
        nb_man: papermill's holder of the notebook, to note when each cell was run, where any was.
    """

    def __init__(
        self,
        cells: Sequence[NotebookNode],
        session: Session,
        run_code: Callable[[NotebookNode, int], list[ChapterFailure]],
        ask: Ask,
        nb_man: NotebookExecutionManager | None = None,
    ) -> None:
        self.cells = cells
        self.nb_man = nb_man
        self.session = session
        self.run_code = run_code
        self.ask = ask

    def go(self) -> None:
        """Go through all cells.

        Raises:
            ChapterFailedError: When a cell or an expression failed; the rest has been gone through
                when it was an expression.
        """
        failures: list[ChapterFailure] = []
        for index, cell in enumerate(self.cells):
            if self.nb_man:
                self.nb_man.cell_start(cell, index)
            evaluator = CellEvaluator(self.session.notebook, position(cell, index), self.ask)
            if cell.cell_type == "code":
                if raised := self.run_code(cell, index):
                    failures += raised
                    break
                evaluator.options(cell)
            elif cell.cell_type == "markdown":
                evaluator.markdown(cell)
            failures += evaluator.failures
            self.session.note_uses(cell, evaluator.uses)
            if self.nb_man:
                self.nb_man.cell_complete(cell, cell_index=index)
            if self.session.progress:
                chapter = Path(self.session.notebook).stem
                self.session.progress(ChapterEvent(chapter, "cell", index + 1, len(self.cells)))
        if failures:
            raise ChapterFailedError(failures)


class ChapterClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill is not typed
    """Runs the cells of a chapter in order, Markdown cells included."""

    def __init__(self, nb_man: NotebookExecutionManager, session: Session, folder: Path) -> None:
        super().__init__(nb_man, timeout=session.timeout, startup_timeout=START_TIMEOUT, log=log)
        self.session = session
        self.folder = folder
        self.manager: ChapterKernelManager | None = None
        self.slot = 0
        self.answers: list[tuple[int, str, dict[str, Any]]] = []
        self.seen: dict[str, Any] = {}
        self.shell_timeout_interval = 1
        # what a cell shows may come long after its reply when the machine has much to do
        self.iopub_timeout = session.timeout
        self.shutdown_kernel = "immediate"

    def create_kernel_manager(self) -> AsyncKernelManager:
        """Make a kernel of the build's own Python."""
        self.km = self.manager = ChapterKernelManager(
            self.session.python, self.folder, self.session.template
        )
        return self.km

    def start_new_kernel(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Start the kernel and remember it, so that it can be stopped from outside."""
        super().start_new_kernel(**kwargs)
        if self.manager is not None:
            self.session.kernels.add(self.manager)

    def papermill_execute_cells(self) -> None:
        """Run all cells; failing expressions are collected, a failing code cell ends it."""
        Walk(self.nb.cells, self.session, self.run_code, self.ask, self.nb_man).go()
        if self.session.cache is not None and self.nb.cells:
            self.seen = self.look_back(self.nb.cells[-1])

    def run_code(self, cell: NotebookNode, index: int) -> list[ChapterFailure]:
        """Run a code cell; what it raises is given back."""
        try:
            self.execute_cell(cell, index)
        except CellExecutionError as error:
            return self.cell_failures(cell, index, error)
        self.slot += 1
        return []

    def ask(self, expressions: list[str], cell: NotebookNode) -> list[dict[str, Any]]:
        """Evaluate expressions in the kernel, as it is at this point of the notebook."""
        answers = self.evaluate(expressions, cell)
        self.answers += [
            (self.slot, code, found) for code, found in zip(expressions, answers, strict=True)
        ]
        return answers

    def evaluate(self, expressions: list[str], cell: NotebookNode) -> list[dict[str, Any]]:
        """Evaluate expressions in the kernel."""
        named = {str(index): code for index, code in enumerate(expressions)}
        message = self.kc.execute("", silent=True, store_history=False, user_expressions=named)
        reply = self.wait_for_reply(message, cell)
        answers = reply["content"].get("user_expressions", {})
        return [answers.get(name, {"status": "error", "ename": "Tomt svar"}) for name in named]

    def look_back(self, cell: NotebookNode) -> dict[str, Any]:
        """Ask the kernel what the chapter has looked at; empty when it does not know."""
        (answer,) = self.evaluate([REPORT], cell)
        try:
            text = ast.literal_eval(answer["data"]["text/plain"])
            found = json.loads(text)
        except (KeyError, ValueError, SyntaxError, TypeError):
            return {}
        return found if isinstance(found, dict) else {}

    def cell_failures(
        self, cell: NotebookNode, index: int, error: CellExecutionError
    ) -> list[ChapterFailure]:
        """Tell what a cell raised: one failure per finding."""
        line = cell_line(error.traceback)
        return [
            ChapterFailure(self.session.notebook, text, cell=position(cell, index), line=line)
            for text in error_texts(error.ename, error.evalue)
        ]

    def current(self) -> int | None:
        """Give the position of the cell that was running when something went wrong."""
        for index, cell in enumerate(self.nb.cells):
            if cell.metadata.get("papermill", {}).get("status") == self.nb_man.RUNNING:
                return position(cell, index)
        return None


class KomreportEngine(Engine):  # type: ignore[misc]  # papermill is not typed
    """Runs a chapter with its inline expressions in a kernel of the same Python."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003  (papermill's signature; the kernel is always our own)
        *,
        session: Session | None = None,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Run the notebook of ``nb_man``.

        Args:
            nb_man: papermill's holder of the notebook.
            kernel_name: Not used.
            session: Where and how to run; by default in the working folder.

        Raises:
            ChapterFailedError: When a cell or an expression fails, or the kernel stops.
        """
        session = session or Session()
        if session.cache is None:
            cls._run(nb_man, session)
            return
        situation = Situation(**vars(session.surroundings), notebook=_node(nb_man.nb))
        kept, session.why = session.cache.find(situation)
        if kept is not None:
            session.reused = True
            session.depends = kept.depends
            _replay(nb_man.nb, session, kept)
            return
        client = cls._run(nb_man, session)
        outputs = [c.outputs for c in nb_man.nb.cells if c.cell_type == "code"]
        kept = Kept(outputs, client.answers, {})
        hindrance = session.cache.keep(situation, kept, client.seen)
        if not hindrance:
            session.depends = kept.depends
        else:
            session.why += f" (tas ikke vare på: {hindrance})"

    @classmethod
    def _run(cls, nb_man: NotebookExecutionManager, session: Session) -> ChapterClient:
        """Run the notebook in a kernel."""
        with tempfile.TemporaryDirectory(prefix="komreport-") as name:
            folder = Path(name)
            client = ChapterClient(nb_man, session, folder)
            environment = kernel_environment(session.root, folder, session.environment)
            with (folder / "kernel.log").open("wb") as output:
                try:
                    client.execute(
                        cwd=str(session.cwd), env=environment, stdout=output, stderr=output
                    )
                except CellTimeoutError:
                    problem = f"cellen brukte mer enn {session.timeout} sekunder og ble stoppet"
                    raise cls._failed(client, problem) from None
                except DeadKernelError:
                    problem = (
                        "kjøringen ble avbrutt"
                        if session.kernels.stopped
                        else "Python-kjernen stoppet mens cellen kjørte"
                    )
                    raise cls._failed(client, problem) from None
                except (OSError, RuntimeError) as error:
                    said = _last_line(folder / "kernel.log") or str(error)
                    problem = f"Python-kjernen kunne ikke startes: {one_line(said)}"
                    raise cls._failed(client, problem) from error
                finally:
                    if client.manager is not None:
                        session.kernels.remove(client.manager)
        return client

    @staticmethod
    def _failed(client: ChapterClient, problem: str) -> ChapterFailedError:
        failure = ChapterFailure(client.session.notebook, problem, cell=client.current())
        return ChapterFailedError([failure])


def _replay(notebook: NotebookNode, session: Session, kept: Kept) -> None:
    """Go through the cells with what a kernel answered before."""
    outputs = iter(kept.outputs)
    slot = 0

    def run_code(cell: NotebookNode, index: int) -> list[ChapterFailure]:  # noqa: ARG001
        nonlocal slot
        slot += 1
        cell.outputs = _node(next(outputs))
        return []

    def ask(expressions: list[str], cell: NotebookNode) -> list[dict[str, Any]]:  # noqa: ARG001
        return [kept.answer(slot, code) for code in expressions]

    Walk(notebook.cells, session, run_code, ask).go()


def position(cell: NotebookNode, index: int) -> int:
    """Give the number of a cell in the notebook as the editor sees it, from 1."""
    return int(cell.metadata.get(POSITION, index + 1))


def _last_line(file: Path) -> str:
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "")
