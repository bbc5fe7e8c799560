"""A small project that has begun a new year, and its questionnaires."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from komreport.data.package import write_package
from komreport.intake.layout import IDS
from komreport.intake.newyear import new_year
from tests.small import small_project

Fill = Callable[..., Path]

CHALLENGES = "id,aktor,type,tema,tekst,kapittel,punkt,anker\n"
CHALLENGE = "1-udi-01,udi,utfordring,bolig,Det er for få plasser.,1,3.1,sec-personer\n"


def register_schema() -> dict[str, object]:
    """Give the schema of the register ``utfordringer``."""
    names = CHALLENGES.strip().split(",")
    fields = [
        {"name": n, "title": n.capitalize(), "constraints": {"required": True}} for n in names
    ]
    fields[2]["constraints"] = {"required": True, "enum": ["utfordring", "anbefaling"]}
    return {
        "fields": fields,
        "primaryKey": "id",
        "foreignKeys": [
            {"fields": "aktor", "reference": {"resource": "aktorer", "fields": "kode"}},
            {"fields": "tema", "reference": {"resource": "tema", "fields": "kode"}},
        ],
        "komreport": {"type": "register", "tittel": "Utfordringer", "kapittel": [1]},
    }


def last_year(root: Path) -> Path:
    """Write a small project with the report of 2023, a register and prose of its year."""
    small_project(root)
    data = root / "data"
    (data / "kodelister" / "tema.csv").write_text("kode,navn\nbolig,Bolig\nhelse,Helse\n", "utf-8")
    schema = yaml.safe_dump(register_schema(), allow_unicode=True)
    (data / "skjema" / "utfordringer.yml").write_text(schema, encoding="utf-8")
    (data / "2023" / "utfordringer.csv").write_text(CHALLENGES + CHALLENGE, encoding="utf-8")
    write_package(root)
    path = root / "notebooks" / "01_personer.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {
            "cell_type": "markdown",
            "id": "aarets",
            "metadata": {"tags": ["aar-2023"]},
            "source": [
                "## Året {#sec-aaret}\n",
                "\n",
                "I 2023 kom `{python} r.tall('personer')` personer, litt "
                "`{python} r.tall('personer', kjonn='kvinne')` kvinner. I mai 2023 skjedde noe.",
            ],
        }
    )
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return root


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A small project with the report of 2023."""
    return last_year(tmp_path / "prosjekt")


@pytest.fixture(scope="session")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that has begun 2024; not to be changed."""
    root = last_year(tmp_path_factory.mktemp("nytt") / "prosjekt")
    new_year(root, 2024)
    return root


@pytest.fixture
def begun(begun_once: Path, tmp_path: Path) -> Path:
    """A small project that has begun 2024."""
    return Path(shutil.copytree(begun_once, tmp_path / "prosjekt"))


def sheet_of(path: Path, kind: str) -> str:
    """Give the name of the first sheet of a kind."""
    book = load_workbook(path)
    return next(s.title for s in book.worksheets if f";{kind};" in str(s["A1"].value))


def cell_of(sheet: Worksheet, key: str, column: str) -> str:
    """Give the coordinate of a cell by the key of its row and the name of its column."""
    names = {c.value: c.column_letter for c in sheet[IDS]}
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == key)
    return f"{names[column]}{row}"


@pytest.fixture
def fill(begun: Path) -> Fill:
    """Fills in a questionnaire: values by key and column; gives the file."""

    def _fill(
        values: dict[tuple[str, str], object],
        *,
        kind: str = "tall",
        actor: str = "udi",
        start: Path | None = None,
        name: str = "svar.xlsx",
    ) -> Path:
        source = start or begun / "sporreskjema" / "2024" / f"{actor}.xlsx"
        book = load_workbook(source)
        sheet = book[sheet_of(source, kind)]
        for (key, column), value in values.items():
            sheet[cell_of(sheet, key, column)] = value
        path = begun.parent / name
        book.save(path)
        return path

    return _fill
