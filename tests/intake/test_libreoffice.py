"""The round trip as it happens: written here, filled in and saved by LibreOffice, read here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from komreport.intake.collect import collect
from komreport.intake.layout import IDS
from tests.intake.conftest import Fill, cell_of
from tests.intake.test_collect import ALL, ASIA, WOMEN, number

SOFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice mangler; installer libreoffice-calc"),
]


def saved_by_libreoffice(path: Path, folder: Path, form: str = "xlsx") -> Path:
    """Open a file in LibreOffice and save it anew."""
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    target = folder / "lagret"
    subprocess.run(
        [
            str(SOFFICE),
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(target),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return target / f"{path.stem}.{form}"


def test_there_and_back(begun: Path, fill: Fill, tmp_path: Path) -> None:
    path = fill(
        {
            (ALL, "verdi"): "=E9+18",
            (WOMEN, "verdi"): 12,
            (WOMEN, "status"): "Minst",
            (WOMEN, "merknad"): "Med «tegn», semikolon; og æøå",
            ("personer;2024;mann;i_alt", "verdi"): "1 234",
            (ASIA, "verdi"): 0,
        }
    )
    path = fill(
        {("ny-01", "tekst"): "Ny.", ("ny-01", "type"): "Utfordring", ("ny-01", "tema"): "Helse"},
        kind="register",
        start=path,
    )
    saved = saved_by_libreoffice(path, tmp_path)
    receipt = collect(begun, [saved])
    assert receipt.refused == []
    assert len(receipt.new) == 5
    assert number(begun, kjonn="kvinne") == (12, "minst", "Med «tegn», semikolon; og æøå")
    assert number(begun)[0] == 30
    assert number(begun, kjonn="mann")[0] == 1234
    assert number(begun, region="asia")[0] == 0
    assert "1-udi-2024-01,udi,utfordring,helse,Ny." in (
        begun / "data" / "2024" / "utfordringer.csv"
    ).read_text(encoding="utf-8")
    again = saved_by_libreoffice(saved, tmp_path / "igjen")
    assert collect(begun, [again]).unchanged == 5


def test_what_makes_it_work_survives(begun: Path, fill: Fill, tmp_path: Path) -> None:
    saved = saved_by_libreoffice(fill({(ALL, "verdi"): 30}), tmp_path)
    sheet = load_workbook(saved)["Personer"]
    assert sheet.protection.sheet
    assert sheet.row_dimensions[IDS].hidden
    assert sheet.column_dimensions["A"].hidden
    assert not sheet[cell_of(sheet, ALL, "verdi")].protection.locked
    kinds = {v.type for v in sheet.data_validations.dataValidation}
    assert kinds == {"whole", "list"}
    assert sheet.conditional_formatting
    values = load_workbook(saved, data_only=True)["Personer"]
    assert values[cell_of(values, ALL, "sum")].value in {"", None}


def test_the_warning_about_a_sum(begun: Path, fill: Fill, tmp_path: Path) -> None:
    path = fill(
        {(ALL, "verdi"): 30, (WOMEN, "verdi"): 12, ("personer;2024;mann;i_alt", "verdi"): 7}
    )
    values = load_workbook(saved_by_libreoffice(path, tmp_path), data_only=True)["Personer"]
    assert values[cell_of(values, ALL, "sum")].value == 19
    assert values[cell_of(values, ALL, "kontroll")].value == "Stemmer ikke"
