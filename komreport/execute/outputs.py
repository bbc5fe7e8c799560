"""What code cells show: alternative texts, data tables and source lines for figures and tables."""

from __future__ import annotations

import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from komreport.execute import basis
from komreport.execute.engine import position
from komreport.execute.failures import ChapterFailure, one_line
from komreport.execute.inline import headings, plain, unescaped
from komreport.execute.options import read_options
from komreport.execute.pictures import Pictures
from komreport.execute.use import Kind, Use

_new_node: Any = nbformat.from_dict  # without types
_v4: Any = nbformat.v4  # only in part typed
METADATA = "komreport"
IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
READABLE = (*IMAGES, "text/html", "text/markdown", "text/latex")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def finish_outputs(notebook: NotebookNode, name: str, pictures: Pictures) -> list[Use]:
    """Make the outputs of a chapter fit for readers, in place.

    Figures are drawn, and get ``#| fig-alt`` from their metadata when the cell has none; figures
    and tables are followed by one Markdown cell with the numbers as a table, the source and the
    notes, and a link to the number basis of the chapter.

    Args:
        notebook: The executed chapter.
        name: File name, for messages.
        pictures: Draws figures that come as specs.

    Returns:
        The figures, tables and rows of cards that show numbers.

    Raises:
        ChapterFailure: When a figure has no alternative text, or an output cannot be read.
    """
    cells: list[NotebookNode] = []
    uses: list[Use] = []
    heading = ""
    for index, cell in enumerate(notebook.cells):
        cells.append(cell)
        if cell.cell_type != "code":
            heading = [heading, *(text for _, text in headings(cell.source))][-1]
            continue
        shown = [o for o in cell.outputs if o.output_type in ("display_data", "execute_result")]
        for output in shown:
            _draw(output, name, position(cell, index), pictures)
            _check(output, name, position(cell, index))
        facts = [output.metadata.get(METADATA, {}) for output in shown]
        _add_alt(cell, shown, name, position(cell, index))
        used = [
            _use(cell, output, fact, position(cell, index), heading)
            for output, fact in zip(shown, facts, strict=True)
        ]
        uses += [use for use in used if use.keys]
        added = "\n\n".join(
            part
            for fact, use in zip(facts, used, strict=True)
            for part in _additions(fact, basis.link(use))
        )
        if added:
            follow = _v4.new_markdown_cell(added)
            follow["id"] = "ny"
            cells.append(follow)
        for output in shown:
            output.metadata.pop(METADATA, None)
            _as_markdown(output)
    notebook.cells = cells
    return uses


def _use(
    cell: NotebookNode, output: NotebookNode, fact: dict[str, Any], number: int, heading: str
) -> Use:
    options = read_options(cell.source)
    picture = any(kind in output.data for kind in IMAGES)
    table = "text/html" in output.data and "text/markdown" not in output.data
    kind: Kind = "figur" if picture else "tabell" if table else "kort"
    caption = str(options.values.get("fig-cap" if picture else "tbl-cap", ""))
    lines = [line for line in options.body.split("\n") if line.strip()]
    return Use(
        kind=kind,
        cell=number,
        line=1,
        code=" ".join(" ".join(lines).split()),
        shown=unescaped(plain(caption)) or str(fact.get("alt", "")),
        label=str(options.values.get("label", "")),
        heading=heading,
        keys=tuple(fact.get("tall", [])),
    )


def _as_markdown(output: NotebookNode) -> None:
    """Store an HTML table as Markdown that holds it; HTML beside Markdown is for JupyterLab alone.

    For a notebook with a ``text/html`` output Quarto loads scripts from a host outside; a table in
    Markdown is read the same by both renderers.
    """
    if "text/markdown" in output.data:
        output.data.pop("text/html", None)
    html = _text(output.data.get("text/html", ""))
    if "<table" in html:
        output.data = _new_node({"text/markdown": f"````{{=html}}\n{html.strip()}\n````"})


def _draw(output: NotebookNode, name: str, cell: int, pictures: Pictures) -> None:
    """Draw a figure of komreport; a bare Vega description is not one, and is refused later."""
    if METADATA not in output.metadata:
        return
    try:
        pictures.add(output, str(output.metadata[METADATA].get("alt", "")))
    except ValueError as error:
        problem = f"figuren kunne ikke tegnes: {one_line(str(error))}"
        raise ChapterFailure(name, problem, cell=cell) from error


def _check(output: NotebookNode, name: str, cell: int) -> None:
    data = output.data
    if any(kind in data for kind in READABLE):
        if ADDRESS.search(_text(data.get("text/plain", ""))):
            del data["text/plain"]
        return
    if any(kind.startswith("application/vnd.vega") for kind in data):
        raise ChapterFailure(
            name,
            "figuren har ikke noe bilde, bare en Vega-beskrivelse",
            cell=cell,
            remedy="Lag figuren med r.figur",
        )
    if ADDRESS.search(_text(data.get("text/plain", ""))):
        shown = ADDRESS.sub("", _text(data["text/plain"]))
        raise ChapterFailure(
            name,
            f"cellen viser et Python-objekt uten innhold for lesere ({shown})",
            cell=cell,
            remedy="La siste linje i cellen være en figur, en tabell eller ingenting",
        )


def _text(value: Any) -> str:  # noqa: ANN401
    return "".join(value) if isinstance(value, list) else str(value)


def _add_alt(cell: NotebookNode, shown: list[NotebookNode], name: str, number: int) -> None:
    pictures = [o for o in shown if any(kind in o.data for kind in IMAGES)]
    if not pictures:
        return
    options = read_options(cell.source)
    if options.values.get("fig-alt"):
        return
    texts = [str(o.metadata.get(METADATA, {}).get("alt", "")).strip() for o in pictures]
    if not all(texts):
        raise ChapterFailure(
            name,
            "figuren mangler alternativ tekst",
            cell=number,
            remedy="Skriv den etter «#| fig-alt:» øverst i cellen",
        )
    alt = [unescaped(plain(" ".join(text.split()))) for text in texts]
    options.values["fig-alt"] = alt[0] if len(alt) == 1 else alt
    cell.source = options.source()


def _additions(fact: dict[str, Any], link: str) -> list[str]:
    parts = []
    if fact.get("data"):
        parts.append(_div("figurdata", [str(fact["data"])]))
    notes = [str(note) for note in fact.get("merknader", [])]
    source = str(fact.get("kilde", ""))
    if source and not source.startswith("Kilde"):
        source = f"Kilde: {source}"
    if source or notes:
        shown = " ".join(part for part in (source, link) if part)
        parts.append(_div("kilde", [*([shown] if shown else []), *notes]))
    return parts


def _div(name: str, paragraphs: list[str]) -> str:
    inner = "\n\n".join(paragraph.strip("\n") for paragraph in paragraphs)
    return f"::: {{.{name}}}\n{inner}\n:::"
