from __future__ import annotations

from pathlib import Path
from typing import Any

import panflute as pf
import pytest

from komreport.render.builtin import floats
from komreport.render.builtin.project import Project, read_project
from komreport.render.builtin.references import resolve
from komreport.render.builtin.resolved import REFERENCE, document, manuscript
from komreport.render.builtin.support import RenderErrors

from ..book import code, sample_book, svg, text, write_book


def opened(project: Project, page: int) -> pf.Doc:
    return document(manuscript(project, project.pages[page], {}), "html")


def texts(project: Project, page: int = 0) -> list[str]:
    """The words of all references of a page."""
    doc = opened(project, page)
    links = floats.found(doc, lambda element: isinstance(element, pf.Link))
    return [pf.stringify(link) for link in links if REFERENCE in link.classes]


def errors(folder: Path, chapters: dict[str, list[dict[str, Any]]]) -> list[str]:
    project = read_project(write_book(folder / "b", chapters))
    with pytest.raises(RenderErrors) as caught:
        resolve(project)
    return caught.value.problems


def test_says_what_quarto_says_in_norwegian(tmp_path: Path) -> None:
    project = read_project(sample_book(tmp_path / "bok"))
    resolve(project)
    figure, table = "Figur\u00a0", "Tabell\u00a0"
    chapter, appendix = "Kapittel\u00a0", "Vedlegg\u00a0"
    assert texts(project, 2) == [
        f"{table}1.1",  # in the footnote, which belongs to the words before it
        f"{figure}1.1",
        f"{table}1.1",
        "1.2",
        f"{chapter}2",
        f"{chapter}2.2",
        f"{appendix}A",
        f"{figure}1.1",
        f"{figure}1.2",
        "Fig.\u00a01.2",
        f"{chapter}1.1",
    ]


def test_numbers_chapters_appendices_and_front_matter(tmp_path: Path) -> None:
    project = read_project(sample_book(tmp_path / "bok"))
    resolve(project)
    assert [(page.kind, page.number) for page in project.pages] == [
        ("front", ""),
        ("front", ""),
        ("chapter", "1"),
        ("chapter", "2"),
        ("appendix", "A"),
    ]
    heads = floats.found(
        document(manuscript(project, project.pages[2], {}), "html"),
        lambda element: isinstance(element, pf.Header),
    )
    numbers = [head.attributes.get("number", "") for head in heads]
    assert numbers == ["1", "1.1", "", ""]


def test_a_capital_reference_and_one_without_number(resolved: Any) -> None:
    project = resolved(
        text("## Uten nummer {#sec-uten .unnumbered}\n\nSe @Fig-a, @sec-uten og @sec-en."),
        code("label: fig-a\nfig-alt: b", svg()),
    )
    assert texts(project) == ["Figur\u00a01.1", "«Uten nummer»", "Kapittel\u00a01"]


def test_every_place_of_a_dead_reference_is_named(tmp_path: Path) -> None:
    lines = errors(
        tmp_path,
        {
            "01_en": [text("# En\n\n@fig-borte og @fig-borte2"), text("a\n\n[-@fig-borte]")],
            "02_to": [text("# To\n\n[@tbl-x; @sec-y]")],
        },
    )
    assert [line.partition(". ")[0] for line in lines] == [
        "01_en.ipynb, celle 1, linje 3: henvisningen «@fig-borte» fører ingen steder",
        "01_en.ipynb, celle 2, linje 3: henvisningen «@fig-borte» fører ingen steder",
        "01_en.ipynb, celle 1, linje 3: henvisningen «@fig-borte2» fører ingen steder",
        "02_to.ipynb, celle 1, linje 3: henvisningen «@tbl-x» fører ingen steder",
        "02_to.ipynb, celle 1, linje 3: henvisningen «@sec-y» fører ingen steder",
    ]


def test_a_label_that_stands_twice(tmp_path: Path) -> None:
    cell = code("label: fig-a\nfig-alt: b", svg())
    (line,) = errors(tmp_path, {"01_en": [text("# En"), cell], "02_to": [text("# To"), cell]})
    assert line.startswith("02_to.ipynb, celle 2, linje 1: etiketten «fig-a» finnes fra før")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[a](02_borte.ipynb)", "lenken til «02_borte.ipynb» fører ingen steder"),
        ("[a](01_en.ipynb#borte)", "lenken til «01_en.ipynb#borte» fører ingen steder"),
        ("[a](#borte)", "lenken til «#borte» fører ingen steder"),
        ("[a](fil.pdf)", "lenken til «fil.pdf» fører ingen steder"),
        ("[@sec-en, side 3]", "«, side 3» etter henvisningen «@sec-en» blir borte"),
        ("![](borte.png){fig-alt=a}", "bildet «borte.png» finnes ikke"),
        ("![](https://x.no/a.png){fig-alt=a}", "bildet «https://x.no/a.png» hentes utenfra"),
    ],
)
def test_dead_links_and_pictures_are_named_with_their_line(
    tmp_path: Path, source: str, message: str
) -> None:
    (line,) = errors(tmp_path, {"01_en": [text(f"# En {{#sec-en}}\n\n{source}")]})
    assert line.startswith("01_en.ipynb, celle 1, linje 3: ")
    assert message in line


def test_headings_keep_their_order(tmp_path: Path) -> None:
    first = [text("# En\n\n### Tre {#sec-tre}\n\n## To\n\n### Tre\n\n# Enda en")]
    assert errors(tmp_path, {"01_en": first}) == [
        "01_en.ipynb, celle 1, linje 7: overskriften «Tre» hopper over et nivå. Skriv «## Tre»",
        "01_en.ipynb, celle 1, linje 9: «Enda en» er en tittel til i kapitlet. Skriv «## Enda en»",
    ]


def test_a_figure_inside_a_figure(tmp_path: Path) -> None:
    source = "# En\n\n:::: {#fig-a}\n::: {#fig-b}\nx\n\nDel\n:::\n\nHelhet\n::::"
    (line,) = errors(tmp_path, {"01_en": [text(source)]})
    assert line.startswith("01_en.ipynb, celle 1, linje 4: ")
    assert "«fig-b» i «fig-a»" in line


def test_a_picture_needs_an_alternative_text(tmp_path: Path) -> None:
    book = write_book(tmp_path / "b", {"01_en": [text("# En\n\n![](a.svg)")]})
    (book / "a.svg").write_text("<svg/>", encoding="utf-8")
    with pytest.raises(RenderErrors, match=r"bildet «a\.svg» mangler alternativ tekst"):
        resolve(read_project(book))


def test_links_inside_and_outside_are_left_alone(resolved: Any) -> None:
    project = resolved(
        text("## Del {#sec-del}\n\n[a](https://lovdata.no) [b](mailto:a@b.no) [c](../data/a.csv)")
    )
    links = floats.found(
        document(manuscript(project, project.pages[0], {}), "html"),
        lambda element: isinstance(element, pf.Link),
    )
    assert [link.url for link in links] == ["https://lovdata.no", "mailto:a@b.no", "../data/a.csv"]
