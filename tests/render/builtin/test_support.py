from __future__ import annotations

from pathlib import Path

import pytest

from komreport.render.builtin.notebook import HEAD_GUARD, read_notebook
from komreport.render.builtin.project import read_project
from komreport.render.builtin.renderer import render
from komreport.render.builtin.support import RenderErrors, unsupported, unsupported_settings

from ..book import (
    HOUSING,
    INDEX,
    POLICE,
    SUMMARY,
    code,
    display,
    stream,
    svg,
    text,
    write_book,
)


def problems(folder: Path, *cells: dict[str, object]) -> list[str]:
    book = write_book(folder / "bok", {"01_en": [text("# Kapittel {#sec-en}"), *cells]})
    with pytest.raises(RenderErrors) as caught:
        read_project(book)
    return caught.value.problems


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("{{< include fil.qmd >}}", "{{< include fil.qmd >}}"),
        ("::: {.panel-tabset}\n:::", ".panel-tabset"),
        ("::: panel-tabset\n:::", ".panel-tabset"),
        ('::: {.content-visible when-format="html"}\n:::', ".content-visible"),
        ("::: {.column-margin}\n:::", ".column-margin"),
        ("::: {layout-ncol=2}\n:::", "layout-ncol="),
        ("[tekst]{.aside}", ".aside"),
        ("![](a.png){.lightbox}", ".lightbox"),
        ('![](a.png){fig-align="right"}', "fig-align="),
        ("Se @eq-formel.", "@eq-formel"),
        ("Se @lst-kode.", "@lst-kode"),
        ("::: {#nte-husk .callout-note}\n:::", "#nte-husk"),
        ("Formelen $a + b$ her.", "$a + b$"),
        ("$$\na\n$$", "$$"),
        ("Det er `{python} r.tall('x')` saker.", "`{python} r.tall('x')`"),
        ("```{mermaid}\na\n```", "{mermaid}"),
        ("```{python}\n1\n```", "{python}"),
        ("---\ntitle: Tittel\n---", "---"),
    ],
)
def test_names_construct_cell_and_line(tmp_path: Path, source: str, named: str) -> None:
    cell = text(source if source.startswith("---") else f"Før.\n\n{source}")
    (line, *_) = problems(tmp_path, cell)
    number = 1 if source.startswith("---") else 3
    assert line.startswith(f"01_en.ipynb, celle 2, linje {number}: ")
    assert named in line
    assert line.endswith("eller bygg med Quarto")
    assert "\n" not in line


@pytest.mark.parametrize(
    "source",
    [
        "Et beløp på 5 $ og 6 $, og \\$HOME.",
        "`$a$` og ``{{< x >}}`` er kode",
        "```markdown\n::: {.panel-tabset}\n{{< x >}}\n$a$\n```",
        "~~~\n@eq-x\n~~~",
        "Skriv til post@eq-huset.no",
    ],
)
def test_lets_ordinary_text_and_code_through(tmp_path: Path, source: str) -> None:
    project = read_project(write_book(tmp_path / "b", {"01_en": [text(f"# En\n\n{source}")]}))
    assert len(project.pages) == 1


def test_lists_findings_of_all_notebooks_together(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "b",
        {
            "01_en": [text("# En\n\n{{< a >}}\n\n{{< b >}}")],
            "02_to": [text("# To"), code("fig-align: right", svg())],
        },
    )
    with pytest.raises(RenderErrors) as caught:
        render(book, tmp_path)
    assert [line.partition(":")[0] for line in caught.value.problems] == [
        "01_en.ipynb, celle 1, linje 3",
        "01_en.ipynb, celle 1, linje 5",
        "02_to.ipynb, celle 2, linje 1",
        "02_to.ipynb, celle 2",
    ]
    assert not (tmp_path / "html").exists()


def test_counts_lines_as_the_editor_sees_them(tmp_path: Path) -> None:
    cells = [text(f"{HEAD_GUARD}# En\n\n{{{{< a >}}}}")]
    book = write_book(tmp_path / "b", {"01_en": cells})
    with pytest.raises(RenderErrors, match=r"celle 1, linje 3: "):
        read_project(book)


def test_takes_the_number_of_a_cell_from_its_id(tmp_path: Path) -> None:
    cell = text("{{< a >}}") | {"id": "01-en-017"}
    (line,) = problems(tmp_path, cell)
    assert line.startswith("01_en.ipynb, celle 17, linje 1")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (code("label: fig-x\nfig-subcap: a\nfig-alt: b", svg()), "«#| fig-subcap: a»"),
        (code("echo: fenced", stream("a")), "«#| echo: fenced»"),
        (code("label: fig-x\nfig-alt: b"), "etiketten «fig-x» viser ingenting"),
        (code("label: lst-x", stream("a")), "«lst-x»"),
        (code("label: fig-x", svg()), "mangler alternativ tekst"),
        (code("", svg()), "mangler alternativ tekst"),
        (code("", display("application/x-ukjent", "a")), "application/x-ukjent"),
        (
            code("", {"output_type": "error", "ename": "KeyError", "evalue": "'a'"}),
            "stoppet med KeyError: 'a'",
        ),
        ({"cell_type": "raw", "metadata": {}, "source": ["<b>"]}, "råceller"),
    ],
)
def test_names_what_is_wrong_with_a_code_cell(
    tmp_path: Path, cell: dict[str, object], message: str
) -> None:
    (line,) = problems(tmp_path, cell)
    assert line.startswith("01_en.ipynb, celle 2")
    assert message in line


def test_a_notebook_that_is_not_executed_is_judged_by_what_is_written(tmp_path: Path) -> None:
    cells = [
        text("# En\n\n`{python} r.tall('x')` {{< a >}}"),
        code("label: fig-x\nfig-align: right"),
    ]
    book = write_book(tmp_path / "b", {"01_en": cells})
    lines = list(unsupported(read_notebook(book / "01_en.ipynb"), executed=False))
    assert [line.partition(":")[0] for line in lines] == [
        "01_en.ipynb, celle 1, linje 3",
        "01_en.ipynb, celle 2, linje 2",
    ]


def test_passes_over_cells_that_are_not_shown(tmp_path: Path) -> None:
    hidden = [
        code("fig-align: right", svg(), tags=("remove-cell",)),
        code("include: false\nfig-align: right", svg()),
    ]
    book = write_book(tmp_path / "b", {"01_en": [text("# En"), *hidden]})
    assert read_project(book).pages[0].images == {}


def test_names_settings_that_would_be_passed_over() -> None:
    settings = "project:\n  type: book\nbibliography: a.bib\nfig-cap-location: bottom\n"
    lines = list(unsupported_settings("_quarto.yml", settings))
    assert [line.partition(":")[0] for line in lines] == [
        "_quarto.yml, linje 3",
        "_quarto.yml, linje 4",
    ]


def test_accepts_all_that_the_notebooks_use(tmp_path: Path) -> None:
    chapters = {"index": INDEX, "00": SUMMARY, "01": POLICE, "02": HOUSING}
    assert len(read_project(write_book(tmp_path / "b", chapters)).pages) == 4
