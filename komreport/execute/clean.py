"""Taking out of an executed chapter all that varies from run to run, or is not for readers."""

from __future__ import annotations

import re
from collections.abc import Callable

from nbformat import NotebookNode

from komreport.execute.engine import POSITION, position
from komreport.execute.failures import one_line
from komreport.execute.notebook import PARAMETERS, tags

INJECTED = "injected-parameters"
HIDDEN = "remove-cell"
QUARTO_TAGS = frozenset({HIDDEN, "remove-input", "remove-output", "hide-input", "hide-output"})
KEPT_METADATA = frozenset({"user_expressions"})
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_node: Callable[..., NotebookNode] = NotebookNode
_FIRST_HEADING = re.compile(r"\s*# ")
_NOT_ID = re.compile(r"[^a-zA-Z0-9]+")


def take_warnings(notebook: NotebookNode, name: str) -> list[str]:
    """Take what the cells wrote to stderr out of the outputs, in place.

    Returns:
        The texts, one line each, with notebook and cell.
    """
    warnings = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        noise = [o for o in cell.outputs if o.output_type == "stream" and o.name == "stderr"]
        cell.outputs = [output for output in cell.outputs if output not in noise]
        text = one_line(" ".join("".join(output.text) for output in noise))
        if text:
            warnings.append(f"{name}, celle {position(cell, index)}: {text}")
    return warnings


def clean(notebook: NotebookNode, stem: str) -> None:
    """Make an executed chapter the same in every run, in place.

    Metadata of papermill and of the execution, tags that Quarto does not know, ids and execution
    counts go; cells with nothing to show are hidden; the first heading gets an empty comment before
    it, without which Quarto drops its attributes.

    Args:
        notebook: The executed chapter.
        stem: Its name, from which the ids are made.
    """
    slug = _NOT_ID.sub("-", stem).strip("-").lower()[:50]
    last, added = 0, 0
    for cell in notebook.cells:
        # the number is the editor's own, so that later errors name the cell that the editor sees
        number = cell.metadata.get(POSITION)
        last, added = (int(number), 0) if number else (last, added + 1)
        kept = {tag for tag in tags(cell) if tag in QUARTO_TAGS}
        if cell.cell_type == "code":
            if not cell.outputs or {PARAMETERS, INJECTED} & set(tags(cell)):
                kept.add(HIDDEN)
            cell.execution_count = None
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = None
        metadata = {key: value for key, value in cell.metadata.items() if key in KEPT_METADATA}
        if kept:
            metadata["tags"] = sorted(kept)
        cell.metadata = _node(metadata)
        cell["id"] = f"{slug}-{last:03d}" + (f"-{chr(ord('a') + added - 1)}" if added else "")
    first = next((cell for cell in notebook.cells if cell.cell_type == "markdown"), None)
    if first is not None and _FIRST_HEADING.match(first.source):
        first.source = f"<!-- -->\n\n{first.source.lstrip()}"
    notebook.metadata = _node({key: _node(value) for key, value in NOTEBOOK_METADATA.items()})
