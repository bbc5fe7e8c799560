from __future__ import annotations

import pytest

from komreport.errors import KomreportError
from komreport.execute import read_book

BOOK = """
book:
  chapters:
    - notebooks/index.ipynb
    - part: Del 1
      chapters: [notebooks/01_a.ipynb, notebooks/08_straffesaker.ipynb]
  appendices: [notebooks/A1_tallgrunnlag.ipynb]
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("index", "01_a", "08_straffesaker", "A1_tallgrunnlag"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    (tmp_path / "_quarto.yml").write_text(BOOK, encoding="utf-8")
    return tmp_path


def test_chapters_come_in_the_order_of_the_book(root):
    book = read_book(root)
    assert [p.stem for p in book.chapters] == ["index", "01_a", "08_straffesaker"]
    assert [p.stem for p in book.appendices] == ["A1_tallgrunnlag"]


@pytest.mark.parametrize("name", ["8", "08", "08_straffesaker", "08_straffesaker.ipynb"])
def test_a_chapter_is_chosen_by_name_or_number_and_the_first_page_comes_along(root, name):
    assert [p.stem for p in read_book(root).select([name]).notebooks] == [
        "index",
        "08_straffesaker",
    ]


def test_an_unknown_chapter_names_the_nearest(root):
    with pytest.raises(KomreportError, match="Mente du «08_straffesaker»"):
        read_book(root).select(["straffesaker"])


def test_a_missing_notebook_is_named(root):
    (root / "notebooks" / "01_a.ipynb").unlink()
    with pytest.raises(KomreportError, match=r"notebooks/01_a\.ipynb» finnes ikke"):
        read_book(root)


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "linje 1: fila er ikke gyldig YAML"), ("project: 1", "beskriver ingen bok")],
)
def test_a_bad_book_file_is_one_line(root, text, message):
    (root / "_quarto.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KomreportError, match=message):
        read_book(root)
