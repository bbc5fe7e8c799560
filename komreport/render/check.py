"""Checks of the finished report, before it is published: what no reader should have to find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pikepdf
from bs4 import BeautifulSoup, Tag

from komreport.render.builtin.support import RenderErrors

LITERAL = re.compile(r"\{(python|r)\}|\?@\w+-|\{\{<")
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


def check_output(folder: Path, pdf: Path, lang: str = "nb") -> None:
    """Check HTML and PDF of a report.

    Args:
        folder: The web report.
        pdf: The PDF.
        lang: Language that both must declare.

    Raises:
        RenderErrors: Everything that is wrong, a line each.
    """
    RenderErrors.check([*_site_problems(folder, lang), *pdf_problems(pdf, lang)])


def _site_problems(folder: Path, lang: str) -> Iterator[str]:
    pages = {
        path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(folder.glob("*.html"))
    }
    anchors = {
        name: {str(tag["id"]) for tag in soup.find_all(id=True)} for name, soup in pages.items()
    }
    for name, soup in pages.items():
        root = soup.find("html")
        if not isinstance(root, Tag) or root.get("lang") != lang:
            yield f"{name}: språket er ikke satt til {lang}"
        for image in soup.find_all("img"):
            if not image.get("alt"):
                yield f"{name}: bildet {image.get('src')} mangler alternativ tekst"
        yield from _loaded(folder, name, soup)
        yield from _links(folder, name, soup, anchors)
        main = soup.find("main") or soup
        if match := LITERAL.search(main.get_text(" ")):
            yield f"{name}: «{match[0]}» står igjen i teksten"


def _loaded(folder: Path, name: str, soup: BeautifulSoup) -> Iterator[str]:
    for tag, attribute in LOADED.items():
        for element in soup.find_all(tag):
            address = str(element.get(attribute, ""))
            if re.match(r"(https?:)?//", address):
                yield f"{name}: siden henter {address} utenfra"
            elif (
                address
                and not address.startswith(("data:", "#"))
                and not (folder / unquote(address).split("?")[0]).is_file()
            ):
                yield f"{name}: filen {address} finnes ikke"


def _links(
    folder: Path, name: str, soup: BeautifulSoup, anchors: dict[str, set[str]]
) -> Iterator[str]:
    seen: set[str] = set()
    for link in soup.find_all("a", href=True):
        href = str(link["href"])
        if href in seen or re.match(r"[a-z]+:", href):
            continue
        seen.add(href)
        page, _, anchor = href.partition("#")
        page = unquote(page).removeprefix("./") or name
        if page in anchors:
            if anchor and unquote(anchor) not in anchors[page]:
                yield f"{name}: lenken {href} fører ingen steder"
        elif not (folder / page).exists():
            yield f"{name}: lenken {href} fører ingen steder"


def _marked(root: pikepdf.Object) -> bool:
    info = root.get("/MarkInfo")
    return info is not None and bool(info.get("/Marked", False))


def pdf_problems(path: Path, lang: str = "nb") -> Iterator[str]:
    """Tell what a PDF lacks for readers with assistive technology, a line each."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        if "/StructTreeRoot" not in root or not _marked(root):
            yield f"{path.name}: PDF-en er ikke merket (tagget)"
        declared = str(root.get("/Lang", ""))
        if declared.split("-", maxsplit=1)[0] != lang:
            yield f"{path.name}: språket er «{declared}», ikke {lang}"
        with pdf.open_metadata() as metadata:
            if not metadata.get("dc:title"):
                yield f"{path.name}: PDF-en har ingen tittel"
            if str(metadata.get("pdfuaid:part", "")) != "1":
                yield f"{path.name}: PDF-en er ikke PDF/UA-1"
