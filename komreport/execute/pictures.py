"""The pictures of the figures of all chapters: drawn in this process, each only once.

A figure's own kernel could draw it too, and does in JupyterLab; but every kernel would then start a
JavaScript engine of its own.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import orjson
from nbformat import NotebookNode

from komreport.kernels.crew import Crew
from komreport.report.charts import svg
from komreport.report.charts.figure import SPEC_TYPE
from komreport.store import Store

#: Environment of kernels whose figures are drawn here.
ENVIRONMENT = {svg.LATER: "1"}


@dataclass
class Pictures:
    """Draws the figures of a project.

    Attributes:
        root: The project folder.
        store: Pictures that were drawn before.
        crew: Who draws the others.
    """

    root: Path
    store: Store = field(default_factory=Store)
    crew: Crew = field(default_factory=Crew)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def version(self) -> list[str]:
        """What the same spec may look different with."""
        return svg.version(self.root)

    def add(self, output: NotebookNode, alt: str) -> None:
        """Add the picture to an output that has only its spec, in place.

        Args:
            output: What a cell shows.
            alt: Its alternative text.
        """
        spec = output.data.get(SPEC_TYPE)
        if spec is not None and svg.TYPE not in output.data:
            picture = self.draw(spec, alt)
            output.data = NotebookNode({svg.TYPE: picture, **output.data})  # type: ignore[no-untyped-call]

    def draw(self, spec: dict[str, Any], alt: str) -> str:
        """Give the picture of a Vega-Lite spec, with its alternative text in it."""
        with self._lock:
            # without nbformat's types, for which a worker would have to import it
            plain = orjson.loads(orjson.dumps(spec))
            parts = [plain, alt, self.version]
            make = partial(self.crew.draw, svg.render, plain, self.root, alt)
            picture: str = self.store.text("svg", parts, make)
        return picture
