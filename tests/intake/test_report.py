"""From a new year to its first draft, as an editor sees it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from komreport.execute import DraftsLeftError
from komreport.intake.collect import collect
from komreport.render.build import Built, build_report
from tests.intake.conftest import Fill
from tests.intake.test_collect import ALL

pytestmark = pytest.mark.slow
MARK = "Utkast – teksten er fra 2023-rapporten"


@pytest.fixture(scope="module")
def built(begun_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The first draft of 2024, before anybody has answered."""
    root = Path(shutil.copytree(begun_once, tmp_path_factory.mktemp("utkast") / "prosjekt"))
    return build_report(root, 2024, renderer="builtin")


def test_a_first_draft_without_a_number(built: Built) -> None:
    page = (built.html.parent / "01_personer.html").read_text(encoding="utf-8")
    assert MARK in page
    assert 'class="utkast"' in page
    assert "ikke rapportert" in page
    assert "I 2024 kom" in page
    assert "I mai 2023 skjedde noe." in page
    assert "litt" not in page
    assert "UTKAST" in built.html.read_text(encoding="utf-8")
    assert ">0<" not in page
    assert built.pdf.stat().st_size > 10_000


def test_the_pdf_says_so_too(built: Built) -> None:
    words = pdftotext(built.pdf)
    assert MARK in words
    assert "UTKAST" in words


def pdftotext(path: Path) -> str:
    """Give the text of a PDF as a reader copies it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext mangler; installer poppler-utils")
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    return run.stdout


def test_last_years_report_is_not_a_draft(built: Built) -> None:
    root = built.pdf.parents[2]
    again = build_report(root, 2023, renderer="builtin", draft=False)
    page = (again.html.parent / "01_personer.html").read_text(encoding="utf-8")
    assert MARK not in page
    assert "UTKAST" not in again.html.read_text(encoding="utf-8")


def test_a_final_report_has_no_drafts(begun: Path, fill: Fill) -> None:
    collect(begun, [fill({(ALL, "verdi"): 30})])
    with pytest.raises(DraftsLeftError) as caught:
        build_report(begun, 2024, renderer="builtin", draft=False)
    assert str(caught.value) == (
        "01_personer.ipynb, celle 5: cellen er et utkast. "
        "Gå gjennom teksten og ta bort etiketten «utkast», eller bygg med --draft"
    )
    assert not (begun / "output").exists()
