"""A small report project: the sample data, two chapters and an appendix, and the real extension."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import yaml

from tests.conftest import ROOT, write_project

OPEN = "from komreport import rapport\n\nr = rapport(aar)"

FIRST = [
    "# Personer {#sec-personer}\n\nDet var `{python} r.tall('personer')` personer. Se @sec-saker.",
]
SECOND = ["# Saker {#sec-saker}\n\n`{python} aar - 1` var året før. Se @sec-personer."]


def write_notebook(root: Path, name: str, *sources: str) -> Path:
    """Write a chapter: texts, and code cells for what begins with «python:»."""
    v4 = nbformat.v4
    cells = [
        v4.new_code_cell("aar = 2023", metadata={"tags": ["parameters"]}),
        v4.new_code_cell(OPEN),
    ]
    for source in sources:
        code = source.startswith("python:")
        new = v4.new_code_cell if code else v4.new_markdown_cell
        cells.append(new(source.removeprefix("python:")))
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"celle-{number}"
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def small_project(root: Path) -> Path:
    """Write the project."""
    write_project(root)
    settings = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    names = ["index", "01_personer", "02_saker"]
    settings["book"]["chapters"] = [f"notebooks/{name}.ipynb" for name in names]
    settings["book"]["appendices"] = ["notebooks/A1_tallgrunnlag.ipynb"]
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (root / "_quarto.yml").write_text(text, encoding="utf-8")
    shutil.copyfile(ROOT / "_brand.yml", root / "_brand.yml")
    shutil.copytree(ROOT / "_extensions", root / "_extensions")
    write_notebook(root, "index", "# Forord {.unnumbered}\n\nOm tallene fra `{python} aar`.")
    write_notebook(root, "01_personer", *FIRST)
    write_notebook(root, "02_saker", *SECOND)
    basis = ["# Tallgrunnlag {#sec-tallgrunnlag}", "python:r.tallgrunnlag()"]
    write_notebook(root, "A1_tallgrunnlag", *basis)
    return root


def publish_old(root: Path) -> dict[str, str]:
    """Put an older report in ``output/2023``; give what is in it."""
    folder = root / "output" / "2023" / "html"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("gammel", encoding="utf-8")
    return contents(root / "output")


def contents(folder: Path) -> dict[str, str]:
    """Give every file below a folder, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
