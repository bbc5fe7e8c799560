"""The checks find each thing that no reader should have to find."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst

from komreport.render.builtin.support import RenderErrors
from komreport.render.check import check_output, site_problems
from komreport.render.printed import pdf_problems
from komreport.render.rendered import Rendered

PAGE = """<!doctype html><html lang="nb"><head><title>Side</title></head>
<body><main><h1 id="a">Side</h1>{}</main></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Any:
    """Gives what is wrong with a site of one page."""

    def _site(body: str, page: str = PAGE, **files: str) -> list[str]:
        (tmp_path / "side.html").write_text(page.format(body), encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
        return list(site_problems(tmp_path))

    return _site


def test_a_rendered_book_is_in_order(rendered: Rendered) -> None:
    check_output(rendered.html, rendered.pdf)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<img src="data:image/png;base64,">', "mangler alternativ tekst"),
        ('<img src="data:image/png;base64," alt=" ">', "mangler alternativ tekst"),
        (
            '<img src="data:," alt="{python} r.x">',
            "«{python}» står igjen i den alternative teksten",
        ),
        ('<img src="borte.png" alt="b">', "filen borte.png finnes ikke"),
        ('<img src="https://x.no/a.png" alt="b">', "siden henter https://x.no/a.png utenfra"),
        ('<script src="https://cdn.x.no/a.js"></script>', "henter https://cdn.x.no/a.js utenfra"),
        ('<script src="//cdn.x.no/a.js"></script>', "henter //cdn.x.no/a.js utenfra"),
        ('<link rel="stylesheet" href="http://x.no/a.css">', "henter http://x.no/a.css utenfra"),
        ("<svg><text>a</text></svg>", "en SVG på siden mangler alternativ tekst"),
        ('<a href="borte.html">b</a>', "lenken borte.html fører ingen steder"),
        ('<a href="#borte">b</a>', "lenken #borte fører ingen steder"),
        ('<a href="side.html#borte">b</a>', "lenken side.html#borte fører ingen steder"),
        ('<p id="a">b</p>', "ankeret «a» finnes 2 ganger"),
        ("<p>Det er `{python} r.tall()` saker</p>", "«{python}» står igjen i teksten"),
        ("<p>Se ?@fig-borte</p>", "«?@fig-borte» står igjen i teksten"),
        ("<p>{{< include a >}}</p>", "«{{<» står igjen i teksten"),
        ("<style>a{background:url(https://x.no/a.png)}</style>", "henter https://x.no/a.png"),
    ],
)
def test_finds_each_fault(site: Any, body: str, message: str) -> None:
    (line,) = site(body)
    assert line.startswith("side.html: ")
    assert message in line


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://lovdata.no/">Lovdata</a> <a href="mailto:a@b.no">a</a>',
        '<a href="#a">opp</a> <a href="side.html">her</a> <a href="side.html#a">her</a>',
        '<svg role="img" aria-label="Figur"></svg><svg aria-hidden="true"></svg>',
        '<svg role="img"><title>Figur</title></svg><p aria-hidden="true"><svg></svg></p>',
        '<link rel="icon" href="data:image/svg+xml,a">',
    ],
)
def test_lets_what_is_right_through(site: Any, body: str) -> None:
    assert site(body) == []


def test_finds_a_page_without_language_and_title(site: Any) -> None:
    assert site("", page='<html lang="en"><title> </title><main></main>') == [
        "side.html: språket er ikke satt til nb",
        "side.html: siden har ingen tittel",
    ]


def test_finds_what_style_sheets_and_pictures_fetch(site: Any) -> None:
    problems = site("", a_css='@import "https://x.no/b.css";', b_svg="<!-- url(//x.no/c.woff) -->")
    assert problems == [
        "a.css: filen henter https://x.no/b.css utenfra",
        "b.svg: filen henter //x.no/c.woff utenfra",
    ]


def test_counts_dead_links_instead_of_listing_hundreds(site: Any) -> None:
    problems = site("".join(f'<a href="borte.html#{number}">a</a>' for number in range(9)))
    assert len(problems) == 4
    assert problems[-1] == "side.html: 6 andre lenker til borte.html fører heller ingen steder"


def compiled(folder: Path, source: str, **settings: Any) -> Path:
    path = folder / "rapport.pdf"
    (folder / "a.typ").write_text(source, encoding="utf-8")
    path.write_bytes(typst.compile(str(folder / "a.typ"), **settings))
    return path


def test_finds_a_pdf_without_tags(tmp_path: Path) -> None:
    source = '#set document(title: "T")\n#set text(lang: "nb")\n= A\nb'
    assert list(pdf_problems(compiled(tmp_path, source, pdf_tags=False))) == [
        "rapport.pdf: PDF-en er ikke merket (tagget)",
        "rapport.pdf: PDF-en er ikke PDF/UA-1",
    ]


def test_finds_a_pdf_without_language_and_title(tmp_path: Path) -> None:
    assert list(pdf_problems(compiled(tmp_path, "= A\nb"))) == [
        "rapport.pdf: språket er «en», ikke nb",
        "rapport.pdf: PDF-en har ingen tittel",
        "rapport.pdf: PDF-en er ikke PDF/UA-1",
    ]


def test_finds_a_figure_without_alternative_text(rendered: Rendered, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    taken = []
    with pikepdf.open(rendered.pdf) as pdf:
        for element in pdf.objects:
            is_figure = isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure"
            if is_figure and "/Alt" in element and not taken:
                taken.append(str(element["/Alt"]))
                del element["/Alt"]
        pdf.save(path)
    assert taken
    (line,) = pdf_problems(path)
    assert "mangler alternativ tekst" in line


def test_tells_everything_at_once(rendered: Rendered, tmp_path: Path) -> None:
    site = tmp_path / "html"
    shutil.copytree(rendered.html, site)
    page = site / "01_politi.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<main", "<img><main", 1), "utf-8")
    (site / "site" / "kom.css").unlink()
    with pytest.raises(RenderErrors) as caught:
        check_output(site, compiled(tmp_path, "= A\nb"))
    lines = caught.value.problems
    assert "01_politi.html: bildet None mangler alternativ tekst" in lines
    assert "01_politi.html: filen site/kom.css finnes ikke" in lines
    assert "rapport.pdf: PDF-en har ingen tittel" in lines
