"""Checks of the finished report, before it is published: what no reader should have to find."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
from bs4 import BeautifulSoup, Tag

from komreport.render.builtin.support import RenderErrors

LITERAL = re.compile(r"\{(python|r)\}|\?@\w+-[\w-]*|\{\{<")
#: What a browser fetches without being asked to.
LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "image": "href",
    "use": "href",
}
FETCHED = re.compile(
    r"""url\(\s*['"]?((?:https?:)?//[^'")]+)|@import\s+['"]((?:https?:)?//[^'"]+)"""
)
EXTERNAL = re.compile(r"(https?:)?//")
#: Dead links from one page to another that are told one by one.
LISTED = 3


def check_output(folder: Path, pdf: Path, lang: str = "nb") -> None:
    """Check HTML and PDF of a report.

    Args:
        folder: The web report.
        pdf: The PDF.
        lang: Language that both must declare.

    Raises:
        RenderErrors: Everything that is wrong, a line each.
    """
    RenderErrors.check([*site_problems(folder, lang), *pdf_problems(pdf, lang)])


def site_problems(folder: Path, lang: str = "nb") -> Iterator[str]:
    """Tell what is wrong with a web report, a line each.

    Links and anchors must lead somewhere, pictures must have alternative texts, nothing may be
    fetched from outside the folder, and no unresolved Markdown may be left.
    """
    pages = {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(folder.glob("*.html"))
    }
    anchors = {
        name: [str(tag["id"]) for tag in soup.find_all(id=True)] for name, soup in pages.items()
    }
    for name, soup in pages.items():
        root = soup.find("html")
        if not isinstance(root, Tag) or root.get("lang") != lang:
            yield f"{name}: språket er ikke satt til {lang}"
        if not soup.title or not soup.title.get_text(strip=True):
            yield f"{name}: siden har ingen tittel"
        yield from _pictures(name, soup)
        yield from _loaded(folder, name, soup)
        yield from _links(folder, name, soup, {page: set(ids) for page, ids in anchors.items()})
        for identifier, count in Counter(anchors[name]).items():
            if count > 1:
                yield f"{name}: ankeret «{identifier}» finnes {count} ganger"
        main = soup.find("main") or soup
        for match in LITERAL.finditer(main.get_text(" ")):
            yield f"{name}: «{match[0]}» står igjen i teksten"
    yield from _fetched(folder)


def _pictures(name: str, soup: BeautifulSoup) -> Iterator[str]:
    for image in soup.find_all("img"):
        alt = str(image.get("alt") or "").strip()
        if not alt:
            yield f"{name}: bildet {image.get('src')} mangler alternativ tekst"
        elif match := LITERAL.search(alt):
            where = f"den alternative teksten til {image.get('src')}"
            yield f"{name}: «{match[0]}» står igjen i {where}"
    for drawing in soup.find_all("svg"):
        text = drawing.get("aria-label") or drawing.find("title")
        named = drawing.get("role") == "img" and text
        hidden = drawing.find_parent(attrs={"aria-hidden": "true"})
        if not named and not hidden and drawing.get("aria-hidden") != "true":
            yield f"{name}: en SVG på siden mangler alternativ tekst"


def _loaded(folder: Path, name: str, soup: BeautifulSoup) -> Iterator[str]:
    for tag, attribute in LOADED.items():
        for element in soup.find_all(tag):
            address = str(element.get(attribute, ""))
            if EXTERNAL.match(address):
                yield f"{name}: siden henter {address} utenfra"
            elif address and not address.startswith(("data:", "#")):
                file = re.split("[?#]", unquote(address))[0]
                if not (folder / file).is_file():
                    yield f"{name}: filen {address} finnes ikke"


def _fetched(folder: Path) -> Iterator[str]:
    """Find what style sheets and pictures would fetch from outside."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".css", ".svg", ".html"}:
            for match in FETCHED.finditer(path.read_text(encoding="utf-8")):
                where = path.relative_to(folder).as_posix()
                yield f"{where}: filen henter {match[1] or match[2]} utenfra"


def _links(
    folder: Path, name: str, soup: BeautifulSoup, anchors: dict[str, set[str]]
) -> Iterator[str]:
    dead: dict[str, list[str]] = defaultdict(list)
    for href in dict.fromkeys(str(link["href"]) for link in soup.find_all("a", href=True)):
        if re.match(r"[a-z]+:|//", href):
            continue
        page, _, anchor = href.partition("#")
        page = unquote(page.partition("?")[0]).removeprefix("./") or name
        if page in anchors:
            if anchor and unquote(anchor) not in anchors[page]:
                dead[page].append(href)
        elif not (folder / page).exists():
            dead[page].append(href)
    for page, hrefs in dead.items():
        for href in hrefs[:LISTED]:
            yield f"{name}: lenken {href} fører ingen steder"
        if len(hrefs) > LISTED:
            more = len(hrefs) - LISTED
            yield f"{name}: {more} andre lenker til {page} fører heller ingen steder"


def pdf_problems(path: Path, lang: str = "nb") -> Iterator[str]:
    """Tell what a PDF lacks for readers with assistive technology, a line each."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        marked = "/MarkInfo" in root and bool(root["/MarkInfo"].get("/Marked", False))
        if "/StructTreeRoot" not in root or not marked:
            yield f"{path.name}: PDF-en er ikke merket (tagget)"
        else:
            for number in _without_text(root["/StructTreeRoot"]):
                yield f"{path.name}: figur nummer {number} mangler alternativ tekst"
        declared = str(root.get("/Lang", ""))
        if declared.split("-", maxsplit=1)[0] != lang:
            yield f"{path.name}: språket er «{declared}», ikke {lang}"
        with pdf.open_metadata() as metadata:
            if not metadata.get("dc:title"):
                yield f"{path.name}: PDF-en har ingen tittel"
            if str(metadata.get("pdfuaid:part", "")) != "1":
                yield f"{path.name}: PDF-en er ikke PDF/UA-1"


def _without_text(tree: pikepdf.Object) -> Iterator[int]:
    """Count the figures of a structure tree, and give those that have no alternative text."""
    figures = 0
    waiting: list[Any] = [tree]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if element.get("/S") == "/Figure":
            figures += 1
            if not str(element.get("/Alt", "")).strip() and not str(element.get("/ActualText", "")):
                yield figures
        children: Any = element.get("/K", [])
        waiting += reversed(list(children)) if isinstance(children, pikepdf.Array) else [children]
