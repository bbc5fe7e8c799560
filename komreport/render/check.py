"""Checks of the finished report, before it is published: what no reader should have to find."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from komreport.kernels.crew import Crew
from komreport.render.builtin.parallel import each
from komreport.render.builtin.support import RenderErrors
from komreport.render.facts import Facts, page_facts
from komreport.store import Store, file_digest

FETCHED = re.compile(
    r"""url\(\s*['"]?((?:https?:)?//[^'")]+)|@import\s+['"]((?:https?:)?//[^'"]+)"""
)
EXTERNAL = re.compile(r"(https?:)?//")
#: Dead links from one page to another that are told one by one.
LISTED = 3


def check_output(
    folder: Path,
    pdf: Path,
    lang: str = "nb",
    store: Store | None = None,
    crew: Crew | None = None,
) -> None:
    """Check HTML and PDF of a report.

    Args:
        folder: The web report.
        pdf: The PDF.
        lang: Language that both must declare.
        store: What earlier checks have found in the same files.
        crew: Who reads the others.

    Raises:
        RenderErrors: Everything that is wrong, a line each.
    """
    store = store or Store()
    crew = crew or Crew()
    printed = store.text(
        "pdfkontroll", [file_digest(pdf), lang], lambda: crew.call(_printed, pdf, lang)
    )
    RenderErrors.check([*site_problems(folder, lang, store, crew), *printed])


def site_problems(
    folder: Path,
    lang: str = "nb",
    store: Store | None = None,
    crew: Crew | None = None,
    go_on: Callable[[], None] = lambda: None,
) -> Iterator[str]:
    """Tell what is wrong with a web report, a line each.

    Links and anchors must lead somewhere, pictures must have alternative texts, nothing may be
    fetched from outside the folder, and no unresolved Markdown may be left.

    Args:
        folder: The web report.
        lang: Language that it must declare.
        store: What earlier checks have found in the same files.
        crew: Who reads the others.
        go_on: Called before each file, from several threads; it may raise to give the check up.
    """
    kept, crew = store or Store(), crew or Crew()
    files = sorted(folder.glob("*.html"))

    def read(path: Path) -> Facts:
        go_on()
        return _facts(path, kept, crew)

    found = each(read, files)
    pages = {path.name: facts for path, facts in zip(files, found, strict=True)}
    anchors = {name: set(facts.anchors) for name, facts in pages.items()}
    for name, facts in pages.items():
        if facts.lang != lang:
            yield f"{name}: språket er ikke satt til {lang}"
        yield from (f"{name}: {fault}" for fault in facts.faults)
        yield from _loaded(folder, name, facts.loaded)
        yield from _links(folder, name, facts.links, anchors)
        for identifier, count in Counter(facts.anchors).items():
            if count > 1:
                yield f"{name}: ankeret «{identifier}» finnes {count} ganger"
        for literal in facts.literals:
            yield f"{name}: «{literal}» står igjen i teksten"
    yield from _fetched(folder, go_on)


def read_pages(folder: Path, store: Store, crew: Crew) -> None:
    """Read the pages of a web report beforehand, for `site_problems` to find what they hold."""
    each(lambda path: _facts(path, store, crew), sorted(folder.glob("*.html")))


def _facts(path: Path, store: Store, crew: Crew) -> Facts:
    text = path.read_text(encoding="utf-8")
    return Facts(**store.text("funn", text, lambda: vars(crew.call(page_facts, text))))


def _loaded(folder: Path, name: str, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        if EXTERNAL.match(address):
            yield f"{name}: siden henter {address} utenfra"
        elif not address.startswith(("data:", "#")):
            file = re.split("[?#]", unquote(address))[0]
            if not (folder / file).is_file():
                yield f"{name}: filen {address} finnes ikke"


def _fetched(folder: Path, go_on: Callable[[], None]) -> Iterator[str]:
    """Find what style sheets and pictures would fetch from outside."""
    for path in sorted(folder.rglob("*")):
        go_on()
        if path.suffix in {".css", ".svg", ".html"}:
            for match in FETCHED.finditer(path.read_text(encoding="utf-8")):
                where = path.relative_to(folder).as_posix()
                yield f"{where}: filen henter {match[1] or match[2]} utenfra"


def _links(
    folder: Path, name: str, hrefs: list[str], anchors: dict[str, set[str]]
) -> Iterator[str]:
    dead: dict[str, list[str]] = defaultdict(list)
    for href in hrefs:
        if re.match(r"[a-z]+:|//", href):
            continue
        page, _, anchor = href.partition("#")
        page = unquote(page.partition("?")[0]).removeprefix("./") or name
        if page in anchors:
            if anchor and unquote(anchor) not in anchors[page]:
                dead[page].append(href)
        elif not (folder / page).exists():
            dead[page].append(href)
    for page, lost in dead.items():
        for href in lost[:LISTED]:
            yield f"{name}: lenken {href} fører ingen steder"
        if len(lost) > LISTED:
            more = len(lost) - LISTED
            yield f"{name}: {more} andre lenker til {page} fører heller ingen steder"


def _printed(pdf: Path, lang: str) -> list[str]:
    """Tell what is wrong with a PDF, in a worker; this process has no use for its library."""
    from komreport.render.printed import pdf_problems  # noqa: PLC0415  (slow to import)

    return list(pdf_problems(pdf, lang))
