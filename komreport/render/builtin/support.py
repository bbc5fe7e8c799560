"""What the built-in renderer does not support: named with cell and line instead of half done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from komreport.errors import KomreportError
from komreport.render.builtin.notebook import Notebook

SUPPORTED_OPTIONS = frozenset(
    ["label", "fig-cap", "fig-alt", "tbl-cap", "echo", "include", "output", "eval", "warning", "message", "error"]
)
CALLOUTS = frozenset(
    f"callout-{kind}" for kind in ("note", "tip", "warning", "important", "caution")
)

FENCE = re.compile(r"^\s*(```|~~~)")
CODE = re.compile(r"`[^`]*`")
PATTERNS = (
    (re.compile(r"\{\{<.*?>\}\}"), "kortkoder"),
    (
        re.compile(r"^\s*:::+.*\.(panel-tabset|content-visible|content-hidden|layout|aside)\b"),
        "blokken",
    ),
    (re.compile(r"^\s*:::+.*\.column-(margin|page|screen|body)\b"), "blokken"),
    (re.compile(r"^\s*:::+.*\blayout(-ncol|-nrow)?="), "rutenettet"),
    (re.compile(r"(?<!\\)\$\$|(?<![\\\w])\$[^\s$][^$]*\$"), "formler"),
    (re.compile(r"(?<![\w@])@(eq|lst|thm|lem|cor|exm|def|rem|sol)-[\w-]+"), "henvisningen"),
    (re.compile(r"`\{(python|r|julia|ojs)\}"), "uttrykket er ikke regnet ut:"),
)


class RenderErrors(KomreportError):
    """Several things that stop the rendering, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    @classmethod
    def check(cls, problems: Iterable[str]) -> None:
        """Raise when there are any problems.

        Raises:
            RenderErrors: With all of them.
        """
        found = list(problems)
        if found:
            raise cls(found)


def unsupported(notebook: Notebook) -> Iterator[str]:
    """Tell every construct of a notebook that the renderer does not support, a line each."""
    for cell in notebook.cells:
        where = f"{notebook.path.name}, celle {cell.number}"
        if cell.kind == "code":
            for name in cell.options:
                if name not in SUPPORTED_OPTIONS:
                    yield (
                        f"{where}: den innebygde rendreren kan ikke valget «#| {name}». "
                        "Fjern det, eller bygg med Quarto"
                    )
        elif cell.kind == "markdown":
            for number, line in _prose(cell.source):
                for pattern, what in PATTERNS:
                    if match := pattern.search(line):
                        yield (
                            f"{where}, linje {number}: den innebygde rendreren kan ikke {what} "
                            f"«{match[0].strip()}». Skriv det på en annen måte, eller bygg med Quarto"
                        )


def _prose(source: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a cell that are not code, with their numbers."""
    fenced = False
    for number, line in enumerate(source.splitlines(), start=1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            unevaluated = re.search(r"`\{(python|r|julia|ojs)\}", line)
            yield number, line if unevaluated else CODE.sub("", line)
