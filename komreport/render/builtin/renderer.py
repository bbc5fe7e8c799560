"""One way through the renderer: the pages, then HTML and PDF side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from importlib import metadata
from pathlib import Path

from komreport.kernels.crew import Crew
from komreport.render.builtin.memory import Memory
from komreport.render.builtin.pandoc import version
from komreport.render.builtin.pdf import begin_pages, write_pdf
from komreport.render.builtin.project import read_project
from komreport.render.builtin.references import resolve
from komreport.render.builtin.site import write_site
from komreport.render.rendered import FORMATS, Format, Rendered
from komreport.store import Store


def render(
    build: Path,
    out: Path,
    *,
    formats: Collection[Format] = FORMATS,
    store: Store | None = None,
    crew: Crew | None = None,
    first: Collection[str] = (),
    memory: Memory | None = None,
    look: Callable[[Path], object] | None = None,
    last: bool = False,
) -> Rendered:
    """Render a Quarto project to HTML and PDF, side by side.

    Args:
        build: The project: ``_quarto.yml``, executed notebooks, ``_extensions/kom``.
        out: Folder to write ``html/`` and ``rapport.pdf`` in.
        formats: Which of the two to write.
        store: What earlier renderings have made; all is made anew when left out.
        crew: Who makes the rest; this process when left out.
        first: Names of the pages to write first.
        memory: What the last rendering has left, and where this one leaves it for the next.
        look: Called with the folder of the web report when it is written, while Typst works.
        last: Whether nothing is made after this, so that no process need be kept for it.

    Returns:
        Where they are.

    Raises:
        RenderErrors: Every construct that is not supported, or every reference that leads nowhere.
        KomreportError: pandoc or Typst refused the result.
    """
    project = read_project(build.resolve(), store, crew, memory.pages if memory else {})
    if memory:
        memory.pages = {page.name: page for page in project.pages}
    resolve(project)
    html, pdf = out / "html", out / "rapport.pdf"
    warnings: tuple[str, ...] = ()
    # The PDF is begun first: when its pages are written, Typst sets them beside the HTML's pages.
    bodies = begin_pages(project) if "pdf" in formats else []
    with ThreadPoolExecutor(1, thread_name_prefix="pdf") as beside:
        printed = beside.submit(write_pdf, project, pdf, bodies) if bodies else None
        if "html" in formats:
            write_site(project, html, first, memory)
            if look:
                look(html)
            wait(bodies)
            # Typst may need the memory
            project.crew.finish() if last else project.crew.rest()
        if printed:
            warnings = printed.result()
    if memory is None:  # who renders again and again prunes when the pages are shown
        project.store.prune()
    name = f"den innebygde rendreren (pandoc {version()}, Typst {metadata.version('typst')})"
    return Rendered(html, pdf, name, warnings)
