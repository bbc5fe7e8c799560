"""What the built-in renderer does not support: named with cell and line instead of half done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from komreport.errors import KomreportError
from komreport.render.builtin.markdown import FLOATS, NO_OUTPUT, PICTURES
from komreport.render.builtin.notebook import Cell, Notebook


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Options of a code cell that are supported, or say what has been done when it was executed.
OPTIONS = _names(
    "label fig-cap fig-alt tbl-cap out-width fig-width fig-height "
    "echo include output eval warning message error"
)
#: Settings, classes and attributes that mean something to Quarto, and nothing here.
SETTINGS = _names(
    "bibliography csl filters crossref include-in-header include-before-body include-after-body "
    "css theme number-offset shift-heading-level-by lof lot metadata-files reference-location "
    "code-fold code-tools template profile template-partials part"
)
CLASSES = _names(
    "panel-tabset panel-sidebar panel-input panel-fill panel-center landscape content-visible "
    "content-hidden layout aside grid incremental nonincremental fragment notes proof remark "
    "solution lightbox callout"
)
ATTRIBUTES = _names(
    "layout layout-ncol layout-nrow layout-align layout-valign fig-align fig-pos fig-env fig-cap "
    "fig-subcap tbl-colwidths tbl-cap tbl-subcap group filename lst-cap lst-label shift"
)
CLASS_FAMILIES = re.compile(r"column-.+|g-col-.+|cell-output.*|quarto-.+")
ATTRIBUTE_FAMILIES = re.compile(r"(when|unless)-.+|cap-location|(fig|tbl)-cap-location|code-.+")
LABELS = "eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|nte|tip|wrn|imp|cau|sol|rem|proof"

FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$")
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
UNEVALUATED = re.compile(r"`\{(python|r|julia|ojs)\}[^`]*`?")
SHORTCODE = re.compile(r"\{\{<.*?>\}\}")
MATH = re.compile(r"(?<!\\)\$\$|(?<![\\$])\$[^\s$](?:[^$]*[^\s$\\])?\$(?!\d)")
REFERENCE = re.compile(rf"(?<![\w@])@({LABELS})-[\w-]+")
BRACES = re.compile(r"\{([^{}]*)\}")
BARE_DIV = re.compile(r"^\s*:{3,}\s*([\w-]+)\s*$")
TOKEN = re.compile(r"""([.#]?[\w-]+)(=("[^"]*"|'[^']*'|\S+))?""")
DISPLAYED = frozenset(["text/markdown", "text/html", "text/plain", *PICTURES])


class RenderErrors(KomreportError):
    """Several things that stop the rendering, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    @classmethod
    def check(cls, problems: Iterable[str]) -> None:
        """Raise when there are any problems.

        Raises:
            RenderErrors: With all of them, each once.
        """
        found = list(dict.fromkeys(problems))
        if found:
            raise cls(found)


CAPTIONS = frozenset({"fig-cap-location", "tbl-cap-location"})


def unsupported_settings(file: str, text: str) -> Iterator[str]:
    """Tell every setting of a ``_quarto.yml`` that the renderer would pass over, a line each."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = re.match(r"\s*-?\s*([\w-]+):", line)
        if match and match[1] in SETTINGS:
            yield _refusal(f"{file}, linje {number}", f"innstillingen «{match[1]}»", "Fjern den")
        elif match and match[1] in CAPTIONS and "top" not in line:
            yield _refusal(f"{file}, linje {number}", f"«{line.strip()}»", "Skriv «top»")


def unsupported(notebook: Notebook, *, executed: bool = True) -> Iterator[str]:
    """Tell every construct of a notebook that the renderer does not support, a line each.

    Args:
        notebook: The notebook.
        executed: Whether it has been executed; else outputs and inline expressions are not judged.
    """
    for cell in notebook.cells:
        if not cell.shown:
            continue
        if cell.kind == "code":
            yield from _options(notebook, cell)
            if executed:
                yield from _outputs(notebook, cell)
        elif cell.kind == "markdown":
            for number, line in _prose(cell):
                for what in _constructs(line, first=number == 1, executed=executed):
                    yield _refusal(notebook.place(cell, number), what, "Skriv det på en annen måte")
        elif cell.source.strip():
            yield _refusal(notebook.place(cell), "råceller", "Gjør cellen om til tekst")


def _refusal(where: str, what: str, remedy: str) -> str:
    return f"{where}: den innebygde rendreren støtter ikke {what}. {remedy}, eller bygg med Quarto"


def _options(notebook: Notebook, cell: Cell) -> Iterator[str]:
    for name, value in cell.options.items():
        line = next(
            (
                number
                for number, text in cell.lines()
                if re.match(rf"#\|\s*{re.escape(name)}:", text)
            ),
            None,
        )
        if name not in OPTIONS or (name == "echo" and not isinstance(value, bool)):
            shown = f"valget «#| {name}: {value}»"
            yield _refusal(notebook.place(cell, line), shown, "Fjern det")
    kind = cell.label.partition("-")[0]
    if re.fullmatch(LABELS, kind):
        yield _refusal(notebook.place(cell), f"etiketten «{cell.label}»", "Fjern den")


def _outputs(notebook: Notebook, cell: Cell) -> Iterator[str]:
    kind = cell.label.partition("-")[0]
    hidden = cell.options.get("output") is False or cell.tags & NO_OUTPUT
    if kind in FLOATS and (hidden or not cell.outputs):
        yield (
            f"{notebook.place(cell)}: cellen med etiketten «{cell.label}» viser ingenting. "
            "La den vise en figur eller en tabell, eller fjern etiketten"
        )
    for output in cell.outputs if not hidden else []:
        yield from _output(notebook, cell, output)


def _output(notebook: Notebook, cell: Cell, output: dict[str, object]) -> Iterator[str]:
    where = notebook.place(cell)
    kind = output.get("output_type")
    data = output.get("data")
    types = set(data) if isinstance(data, dict) else set()
    if kind == "error":
        yield f"{where}: cellen stoppet med {output.get('ename')}: {output.get('evalue')}"
    elif kind != "stream" and not types & DISPLAYED:
        yield _refusal(where, f"resultater av typen {', '.join(sorted(types))}", "Vis noe annet")
    elif types & set(PICTURES) and "text/markdown" not in types and not cell.options.get("fig-alt"):
        yield f"{where}: figuren mangler alternativ tekst. Skriv «#| fig-alt: …» øverst i cellen"


def _prose(cell: Cell) -> Iterator[tuple[int, str]]:
    """Give the lines of a text cell that are not code, with their numbers."""
    fence = ""
    for number, line in cell.lines():
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
            if re.match(r"\s*\{\s*[a-z]", match[2]):
                yield number, line
        elif match and match[1].startswith(fence) and not match[2].strip():
            fence = ""
        elif not fence:
            yield number, line


@lru_cache(maxsize=32768)
def _constructs(line: str, *, first: bool, executed: bool) -> tuple[str, ...]:
    """Tell what is not supported in a line; of a notebook that is edited, most are the same."""
    return tuple(_found(line, first=first, executed=executed))


def _found(line: str, *, first: bool, executed: bool) -> Iterator[str]:
    if first and line.rstrip() == "---":
        yield "innstillinger (---) i en celle"
    if FENCE.match(line):
        yield f"kjørbar kode i tekst, «{line.strip()}»,"
        return
    if executed and (match := UNEVALUATED.search(line)):
        yield f"uttrykk som ikke er regnet ut, «{match[0]}»,"
    line = CODE.sub("", line)
    for match in SHORTCODE.finditer(line):
        yield f"kortkoden «{match[0]}»"
    line = SHORTCODE.sub("", line)
    if match := MATH.search(line):
        yield f"formler, «{match[0]}»,"
    for match in REFERENCE.finditer(line):
        yield f"henvisningen «{match[0]}»"
    if match := BARE_DIV.match(line):
        yield from _token(f".{match[1]}", value=False)
    for braces in BRACES.findall(line):
        for match in TOKEN.finditer(braces):
            yield from _token(match[1], value=bool(match[2]))


def _token(token: str, *, value: bool) -> Iterator[str]:
    name = token.lstrip(".#")
    if token.startswith("."):
        if name in CLASSES or CLASS_FAMILIES.fullmatch(name):
            yield f"klassen «.{name}»"
    elif token.startswith("#"):
        if re.match(rf"({LABELS})-", name):
            yield f"etiketten «#{name}»"
    elif value and (name in ATTRIBUTES or ATTRIBUTE_FAMILIES.fullmatch(name)):
        yield f"«{name}=»"
