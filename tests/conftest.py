"""Small projects of data that tests change one thing in, and the browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from komreport.kernels.template import Template, can_fork

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

CODELISTS = {
    "kjonn": [("i_alt", "I alt"), ("kvinne", "Kvinner"), ("mann", "Menn")],
    "region": [("i_alt", "I alt"), ("asia", "Asia"), ("afrika", "Afrika"), ("europa", "Europa")],
    "status": [
        ("endelig", "Endelig"),
        ("forelopig", "Foreløpig"),
        ("anslag", "Anslag"),
        ("over", "Over"),
        ("minst", "Minst"),
        ("under", "Under"),
        ("hoyst", "Høyst"),
        ("ikke_rapportert", "Ikke rapportert"),
        ("skjermet", "Skjermet"),
        ("trukket", "Trukket tilbake"),
    ],
    "aktorer": [("kom", "Koordineringsenheten"), ("udi", "Utlendingsdirektoratet")],
    "publikasjoner": [("kom_2023", "KOM tilstandsrapport 2023")],
}
HEADER = "aar,maal,kjonn,region,verdi,status,kilde,publikasjon,punkt,merknad"
ROWS = [
    "2023,personer,i_alt,i_alt,27,endelig,udi,kom_2023,3.1,",
    "2023,personer,kvinne,i_alt,20,endelig,udi,kom_2023,3.1,",
    "2023,personer,mann,i_alt,7,endelig,udi,kom_2023,3.1,",
    "2022,personer,i_alt,i_alt,32,endelig,udi,kom_2023,3.1,Rettet",
    '2023,personer,i_alt,asia,5,anslag,udi,kom_2023,tabell 2,"Litt færre, trolig"',
    "2021,personer,i_alt,i_alt,,ikke_rapportert,udi,kom_2023,3.1,",
    "2023,personer.grove,i_alt,i_alt,0,endelig,kom,kom_2023,8.3,",
]


def measure(identity: str, name: str) -> dict[str, object]:
    """Give the schema entry of one measure."""
    return {
        "id": identity,
        "navn": name,
        "entall": "person",
        "flertall": "personer",
        "kjonn": "m",
        "enhet": "antall",
        "desimaler": 0,
        "beskrivelse": name,
    }


def schema() -> dict[str, object]:
    """Give the schema of the theme ``personer``."""
    columns = HEADER.split(",")
    types = {"aar": "year", "verdi": "number"}
    lists = {"kjonn": "kjonn", "region": "region", "status": "status", "kilde": "aktorer"}
    return {
        "fields": [
            {
                "name": name,
                "title": name.capitalize(),
                "type": types.get(name, "string"),
                "constraints": {"required": name not in {"verdi", "punkt", "merknad"}},
            }
            for name in columns
        ],
        "primaryKey": ["aar", "maal", "kjonn", "region"],
        "foreignKeys": [
            {"fields": name, "reference": {"resource": target, "fields": "kode"}}
            for name, target in {**lists, "publikasjon": "publikasjoner"}.items()
        ],
        "komreport": {
            "type": "tall",
            "tittel": "Personer",
            "kapittel": [1],
            "maal": [measure("personer", "Personer"), measure("personer.grove", "Grove saker")],
        },
    }


def write_project(root: Path) -> Path:
    """Write a small valid project of data and give its folder."""
    data = root / "data"
    for folder in ("kodelister", "skjema", "2023"):
        (data / folder).mkdir(parents=True)
    for name, codes in CODELISTS.items():
        lines = ["kode,navn,kortnavn,rekkefolge,overordnet"]
        lines += [f"{code},{label},,{number}," for number, (code, label) in enumerate(codes)]
        text = "\n".join(lines) + "\n"
        (data / "kodelister" / f"{name}.csv").write_text(text, encoding="utf-8")
    text = yaml.safe_dump(schema(), allow_unicode=True, sort_keys=False)
    (data / "skjema" / "personer.yml").write_text(text, encoding="utf-8")
    write_rows(root, ROWS)
    (root / "_quarto.yml").write_text("project: {type: book}\n", encoding="utf-8")
    return root


def write_rows(root: Path, rows: list[str], *, year: int = 2023, header: str = HEADER) -> Path:
    """Write the theme ``personer`` of one report year and give its file."""
    folder = root / "data" / str(year)
    folder.mkdir(exist_ok=True)
    path = folder / "personer.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small valid project of data."""
    return write_project(tmp_path / "prosjekt")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, with the same rendering of text on every machine.

    The only place that starts Playwright, and for a module at a time: while it is open its event
    loop counts as running in this thread, so neither a second one nor `asyncio.run` can start.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright mangler: make test")
    if CHROMIUM is None:
        pytest.skip("Chromium mangler. Installer det: apt-get install chromium")
    with playwright.sync_playwright() as engine:
        arguments = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text"]
        chromium = engine.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template | None]:
    """One template for all builds of this file."""
    if not can_fork():
        yield None
        return
    with Template(tmp_path_factory.mktemp("mal")) as started:
        yield started
