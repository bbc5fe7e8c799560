"""Results of chapters that have been run, used again when all that they depend on is the same.

A result is what the kernel answered: the outputs of each code cell, and the value of each
expression between the same code cells. Everything after that, from the text around the values to
the finished copy, is made anew, so that an edit of prose needs no kernel.

What a chapter depends on is known after it has run (`komreport.kernels.recorder`). A kept result
names all of it with digests, and holds as long as every one of them is right.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from nbformat import NotebookNode

from komreport.execute import inline, purity
from komreport.execute.options import OptionsError, read_options
from komreport.inputs import Inputs, base, digest, file_digest, folder_digest, variable
from komreport.store import read_sealed, write_sealed

FOLDER = ".kapitler"
#: Results kept of one chapter in one year: as many states of the data can be gone back to.
KEPT = 6
LIMIT = 200 * 2**20
FORMAT = 1
#: Why a result is used again.
SAME = "alt det bygger på, er som før"
Question = tuple[int, str]
Depends = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Surroundings:
    """What a chapter is going to run with, besides its notebook.

    Attributes:
        name: Stem of the notebook.
        year: The report year.
        environment: The environment of its kernel.
        cwd: Where the kernel works.
        used: Digest of the numbers that the chapters show; empty for a chapter.
    """

    name: str
    year: int
    environment: Mapping[str, str]
    cwd: Path
    used: str

    def beside(self) -> str:
        """Give the digest of the modules that lie where the kernel looks first."""
        found = (p for p in self.cwd.glob("*") if p.suffix in {".py", ".so"} or p.is_dir())
        return digest(*sorted(p.name for p in found if not p.name.startswith((".", "__"))))


@dataclass(frozen=True)
class Situation(Surroundings):
    """What a chapter is going to run with.

    Attributes:
        notebook: The notebook with its parameters, not run.
    """

    notebook: NotebookNode

    @property
    def sources(self) -> list[str]:
        """The source of every code cell."""
        return [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]

    def cells(self, questions: Sequence[Question]) -> list[str]:
        """Give a digest per code cell; captions and other options are prose, and not in it."""
        whole = purity.sees_itself([*self.sources, *(code for _, code in questions)])
        return [
            digest(
                cell.source if whole else _body(cell.source),
                json.dumps(sorted(cell.metadata.get("tags", []))),
            )
            for cell in self.notebook.cells
            if cell.cell_type == "code"
        ]


def questions(notebook: NotebookNode) -> list[Question]:
    """Give every expression of a notebook with the number of code cells that run before it.

    Raises:
        OptionsError: When the options of a cell cannot be read.
    """
    result: list[Question] = []
    slot = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            slot += 1
            result += [(slot, code) for code, _ in read_options(cell.source).expressions]
        elif cell.cell_type == "markdown":
            result += [(slot, found.code) for found in inline.scan(cell.source).expressions]
    return result


def _body(source: str) -> str:
    lines = source.split("\n")
    while lines and lines[0].startswith("#|"):
        lines.pop(0)
    return "\n".join(lines)


@dataclass
class Kept:
    """A result: what the kernel answered, and what the answers depend on.

    Attributes:
        outputs: The outputs of each code cell.
        answers: Each question in the order in which it was asked, with the kernel's answer.
        depends: Kind of input → its name → its digest.
    """

    outputs: list[Any]
    answers: list[tuple[int, str, Any]]
    depends: Depends
    _next: int = 0
    _ordered: bool = True

    def fits(self, asked: Sequence[Question], sources: Sequence[str]) -> bool:
        """Whether it answers these questions: the same ones, or others with the same values."""
        own = [(slot, code) for slot, code, _ in self.answers]
        self._ordered = own == list(asked)
        if self._ordered:
            return True
        known = {code for _, code in [*own, *asked]}
        return set(asked) <= set(own) and purity.pure(known, sources)

    def answer(self, slot: int, code: str) -> Any:  # noqa: ANN401
        """Give the kernel's answer to a question."""
        if self._ordered:
            self._next += 1
            return self.answers[self._next - 1][2]
        return next(found for at, asked, found in self.answers if (at, asked) == (slot, code))


@dataclass
class Cache:
    """The kept results of a project.

    Attributes:
        folder: Where they are.
        root: The project folder.
        inputs: What chapters can depend on, as this build has read it.
        pattern: Which numbers are withheld, in all themes; empty when none can be.
        use: Whether results may be used; without it they are only kept for the next time.
    """

    folder: Path
    root: Path
    inputs: Inputs
    pattern: str = ""
    use: bool = True
    _files: dict[str, str | None] = field(default_factory=dict)

    def find(self, situation: Situation) -> tuple[Kept | None, str]:
        """Give a result that holds, and why; None, and why not, when there is none."""
        if not self.use:
            return None, "mellomlageret er slått av"
        try:
            asked = questions(situation.notebook)
        except OptionsError:
            return None, "valgene i en celle kan ikke leses"
        why = "ikke kjørt før"
        for number, (path, kept) in enumerate(self._entries(situation)):
            cells = self._cells(situation, asked)
            changed = self.changed(kept.depends, situation, cells)
            if not changed:
                if kept.fits(asked, situation.sources):
                    with suppress(OSError):
                        os.utime(path)
                    return kept, SAME
                changed = "uttrykkene er endret"
            if number == 0:
                why = changed
        return None, why

    def keep(self, situation: Situation, kept: Kept, seen: Mapping[str, Any]) -> str:
        """Keep a result, with all that was seen while it was made.

        Returns:
            Why it is not kept; empty when it is.
        """
        if seen.get("outside", ["kan ikke følges"]):
            return ", ".join(seen.get("outside", ["kan ikke følges"]))
        if base(self.root) != self.inputs.base:
            return "noe ble endret mens det kjørte"
        kept.depends = {
            **self._around(situation),
            "celle": self._cells(situation, questions(situation.notebook)),
            "tema": {name: self.inputs.theme(name) for name in seen["themes"]},
            "fil": seen["files"],
            "mappe": seen["folders"],
            "variabel": {
                name: variable(situation.environment, name) for name in seen["environment"]
            },
            "brukt": {"tallene": situation.used} if seen["used"] else {},
        }
        body = json.dumps(
            {"outputs": kept.outputs, "answers": kept.answers, "depends": kept.depends},
            ensure_ascii=False,
        ).encode("utf-8", "surrogatepass")
        folder = self._folder(situation)
        with suppress(OSError):  # without room on the disk it is run again the next time
            write_sealed(folder / digest(body.decode("utf-8", "surrogatepass"))[:32], body)
            for old in newest(folder)[KEPT:]:
                old.unlink(missing_ok=True)
        return ""

    def prune(self) -> None:
        """Remove what was not used for longest, down to the limit."""
        left = LIMIT
        with suppress(OSError):
            for path in newest(self.folder):
                left -= path.stat().st_size
                if left < 0:
                    path.unlink(missing_ok=True)

    def _folder(self, situation: Situation) -> Path:
        return self.folder / f"{situation.year}-{situation.name}"

    def _entries(self, situation: Situation) -> Iterator[tuple[Path, Kept]]:
        for path in newest(self._folder(situation)):
            body = read_sealed(path)
            try:
                content = orjson.loads(body or b"")
                answers = [(slot, code, found) for slot, code, found in content["answers"]]
                kept = Kept(content["outputs"], answers, content["depends"])
            except (ValueError, KeyError, TypeError):
                path.unlink(missing_ok=True)
                continue
            yield path, kept

    def _around(self, around: Surroundings) -> Depends:
        return {
            "felles": {**self.inputs.base, "skjermingen": self.pattern, "format": FORMAT},
            "ved siden av": {"modulene ved siden av notatboka": around.beside()},
        }

    def _cells(self, situation: Situation, asked: Sequence[Question]) -> dict[str, str]:
        return {str(number): found for number, found in enumerate(situation.cells(asked), 1)}

    def changed(self, depends: Depends, around: Surroundings, cells: Mapping[str, str]) -> str:
        """Say what a result depends on that is another now; empty when nothing is.

        Args:
            depends: What it depends on, as it was.
            around: What it would be made with now.
            cells: Digests of its code cells as they are now.
        """
        now: dict[str, Mapping[str, Any]] = {**self._around(around), "celle": cells}
        now["brukt"] = {"tallene": around.used} if depends["brukt"] else {}
        now["mappe"] = {path: folder_digest(path) for path in depends["mappe"]}
        now["fil"] = {path: self._file(path) for path in depends["fil"]}
        now["variabel"] = {n: variable(around.environment, n) for n in depends["variabel"]}
        for kind, present in now.items():
            for name in dict.fromkeys([*present, *depends[kind]]):
                if present.get(name, "") != depends[kind].get(name, ""):
                    return self._told(kind, name, depends[kind].get(name), present.get(name))
        for theme, files in depends["tema"].items():
            present = self.inputs.theme(theme)
            for name in sorted({*present, *files}):
                if present.get(name) != files.get(name):
                    return self._told("fil", name, files.get(name), present.get(name))
        return ""

    def _file(self, path: str) -> str | None:
        if path not in self._files:
            self._files[path] = file_digest(path)
        return self._files[path]

    def _told(self, kind: str, name: str, before: object, after: object) -> str:
        shown = name.removeprefix(f"{self.root}{os.sep}")
        state = "er ny" if before is None else "er borte" if after is None else "er endret"
        if kind == "celle":
            return f"kodecelle {name} {state}"
        if kind == "brukt":
            return "tallene som kapitlene viser, er endret"
        if kind == "variabel":
            return f"miljøvariabelen {name} {state}"
        if kind == "mappe":
            return f"innholdet i mappa {shown} er endret"
        return f"{shown} {state}"


def newest(folder: Path) -> list[Path]:
    """Give the files below a folder, the one that was used last first."""
    found = []
    for path in folder.rglob("*") if folder.is_dir() else ():
        with suppress(OSError):
            if path.is_file() and not path.name.startswith("."):
                found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]
