"""The real report, built with protection: no file of it knows what is withheld.

Each withheld number is exchanged for one that stands nowhere else, a mark, before the report is
built with the pattern of the true numbers. Whatever the build writes that depends on a withheld
number then holds a mark, or an amount that nobody has reported.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.html
import pypdfium2
import pytest

from komreport.data import Dataset, disclosure, load
from komreport.data.loader import Reading
from komreport.data.pattern import Pattern, fingerprint
from komreport.data.patternfile import KEPT, read_pattern
from komreport.data.release import write_release
from komreport.data.settings import FILE, Disclosure, read_disclosure
from komreport.execute.residue import clear_residue
from komreport.execute.workshop import Workshop
from komreport.render.build import build_report
from tests.conftest import HEADER, ROOT, write_rows
from tests.hidden import real_pattern
from tests.small import small_project, write_notebook

PARTS = ("data", "notebooks", "_extensions", "_brand.yml", "_quarto.yml", "pyproject.toml")
FIRST = 831_001
GAP = r"(?:[ \u00a0\u202f\u2009]|&nbsp;|&#160;|&#x202f;|\\u00a0|\\u202f)?"
#: A mark as it is written anywhere: «831417», «831 417».
MARK = re.compile(rf"(?<![0-9A-Za-z.])831{GAP}[0-9]{{3}}(?![0-9A-Za-z])")
AMOUNT = re.compile(r"(?<![\d,.])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])")
PICTURES = frozenset({".png", ".jpg", ".woff2", ".ttf", ".otf"})


def leaks(folder: Path) -> Iterator[str]:
    """Find every mark in the files below a folder, in any format that can be read."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in PICTURES:
            if path.suffix == ".pdf":
                text = pdf_text(path)
            else:
                text = path.read_text(encoding="utf-8", errors="replace")
            for found in MARK.finditer(text):
                around = text[max(0, found.start() - 60) : found.end() + 20]
                yield f"{path.relative_to(folder)}: …{around}…"


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def copied(root: Path) -> Path:
    """Copy the project, with protection switched on."""
    root.mkdir(parents=True)
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, root / part)
    (root / FILE).write_text("skjerming: {metode: undertrykking, terskel: 5}\n", encoding="utf-8")
    return root


def marked(root: Path, pattern: Pattern) -> int:
    """Put a mark in the place of each withheld number of the data files; give how many."""
    rows: dict[str, set[int]] = {}
    for file, row in pattern.withheld:
        rows.setdefault(file, set()).add(row)
    number = FIRST
    for file, chosen in sorted(rows.items()):
        path = root / file
        with path.open(encoding="utf-8", newline="") as stream:
            table = list(csv.reader(stream))
        at = table[0].index("verdi")
        line = 1
        starts = {}
        for index, cells in enumerate(table):
            starts[line] = index
            line += 1 + sum(cell.count("\n") for cell in cells)
        for row in sorted(chosen):
            table[starts[row]][at] = str(number)
            number += 1
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(table)
    return number - FIRST


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after a build of the real report with marks in the place of secrets."""
    root = copied(tmp_path_factory.mktemp("merket") / "prosjekt")
    true = real_pattern(tmp_path_factory)
    assert true.fingerprint == fingerprint(Reading(root), read_disclosure(root))
    assert marked(root, true) > 300

    def same(reading: Reading, settings: Disclosure, digest: str) -> Pattern:
        return replace(true, fingerprint=digest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "find_pattern", same)
        build_report(root, 2023, renderer="builtin", output=root / "output")
    return root


@pytest.mark.slow
def test_no_file_of_the_report_holds_a_mark(published: Path) -> None:
    assert list(leaks(published / "output")) == []
    assert list(leaks(published / "build")) == []


@pytest.mark.slow
def test_no_page_computes_with_a_mark(published: Path) -> None:
    """A sum, a change or a percentage of marks would be a large number of its own."""
    plain = load(ROOT, 2023)
    known = {int(obs.value) for obs in plain.all_editions() if obs.value is not None}
    pages = sorted((published / "output" / "2023" / "html").glob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = lxml.html.parse(page).getroot().text_content()
        for found in AMOUNT.findall(text):
            value = int(re.sub(r"\D", "", found))
            assert value < FIRST // 2 or value in known, (page.name, found)


@pytest.mark.slow
def test_withheld_numbers_say_so_where_they_stand(published: Path) -> None:
    withheld = set()
    with (published / "output/2023/data/anmeldelser.csv").open(encoding="utf-8") as stream:
        withheld |= {row["nokkel"] for row in csv.DictReader(stream) if row["status"] == "skjermet"}
    assert withheld
    page = lxml.html.parse(published / "output/2023/html/08_straffesaker.html").getroot()
    seen = 0
    for place in page.iterfind(".//a[@href]"):
        if place.get("href", "").removeprefix("#tall-") in withheld:
            seen += 1
            said = place.text_content()
            # In a list of what a number was computed from, the colon comes after the name.
            assert re.fullmatch("(?:et )?skjermet(?: antall.*)?|(?:.*: )?:", said, re.IGNORECASE)
    assert seen > 10


def test_leaks_are_found_wherever_they_are(tmp_path: Path) -> None:
    planted = {
        "a.html": '<span data-tall="x" title="var 831&nbsp;417">skjermet</span>',
        "b.svg": "<text>831\u202f417</text>",
        "c.json": json.dumps({"verdi": 831417.0}),
        "d.csv": "a;831 417",
        "e": '{"tekst": "831\\u00a0417"}',
    }
    for name, text in planted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [found.partition(":")[0] for found in leaks(tmp_path)] == list(planted)
    (tmp_path / "a.html").write_text("8314170 a831417 1.831417", encoding="utf-8")
    assert not any(found.startswith("a.html") for found in leaks(tmp_path))


def test_unprotected_open_data_are_a_leak(project: Path, tmp_path: Path) -> None:
    rows = ["2023,personer,i_alt,i_alt,831417,endelig,udi,kom_2023,3.1,"]
    write_rows(project, rows, header=HEADER)
    write_release(load(project, 2023), tmp_path / "data")
    assert len(list(leaks(tmp_path / "data"))) == 1


SMALL = "2023,personer,i_alt,i_alt,3,endelig,udi,kom_2023,3.1,"


def _residue(project: Path) -> Path:
    old = project / "build" / ".tegnet" / "gammel"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text("3 personer", encoding="utf-8")
    return old


def _cleared(project: Path, method: str) -> Dataset:
    text = f"skjerming: {{metode: {method}}}\n"
    (project / FILE).write_text(text, encoding="utf-8")
    dataset = load(project, 2023)
    clear_residue(project, dataset.pattern)
    return dataset


def test_what_was_built_without_protection_goes(project: Path) -> None:
    write_rows(project, [SMALL], header=HEADER)
    old = _residue(project)
    _cleared(project, "ingen")
    assert old.exists()
    dataset = _cleared(project, "undertrykking")
    assert not old.exists()
    assert dataset.pattern is not None
    kept = read_pattern(project / KEPT)
    assert kept == dataset.pattern
    assert kept.withheld == {("data/2023/personer.csv", 2)}


def test_what_was_built_with_the_same_protection_stays(project: Path) -> None:
    write_rows(project, [SMALL], header=HEADER)
    _cleared(project, "undertrykking")
    old = _residue(project)
    _cleared(project, "undertrykking")
    assert old.exists()
    _cleared(project, "ingen")
    assert old.exists()
    _cleared(project, "undertrykking")
    assert not old.exists()
    old = _residue(project)
    write_rows(project, [SMALL.replace(",3,", ",4,")], header=HEADER)
    _cleared(project, "undertrykking")
    assert not old.exists()


def test_a_preview_keeps_its_own_folder(project: Path) -> None:
    write_rows(project, [SMALL], header=HEADER)
    own = project / "build" / ".visning-2023"
    own.mkdir(parents=True)
    (project / FILE).write_text("skjerming: {metode: undertrykking}\n", encoding="utf-8")
    clear_residue(project, load(project, 2023).pattern, spare=own)
    assert own.is_dir()


def test_the_pattern_is_worked_out_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(project, [SMALL], header=HEADER)
    first = _cleared(project, "undertrykking")
    monkeypatch.setattr(disclosure, "find_pattern", None)
    assert load(project, 2023).pattern == first.pattern
    text = (project / KEPT).read_text(encoding="utf-8")
    (project / KEPT).write_text(text.replace("personer", "persomer"), encoding="utf-8")
    with pytest.raises(TypeError):
        load(project, 2023)  # what somebody has changed is no pattern


def test_data_that_are_kept_hold_no_secrets(project: Path) -> None:
    rows = [SMALL.replace(",3,", ",831417,") + ",831418", SMALL.replace("i_alt,3", "asia,3") + ","]
    write_rows(project, rows, header=f"{HEADER},i_fjor")
    text = "skjerming: {metode: undertrykking, terskel: 5}\n"
    (project / FILE).write_text(text, encoding="utf-8")

    def all_of_them(reading: Reading, settings: Disclosure, digest: str) -> Pattern:
        places = frozenset((obs.file.as_posix(), obs.row) for obs in reading.observations)
        return Pattern(digest, places)

    with pytest.MonkeyPatch.context() as patch, Workshop(project, preheat=False) as workshop:
        patch.setattr(disclosure, "find_pattern", all_of_them)
        reading, engine = workshop.read()
    assert {obs.value for obs in reading.observations} == {None}
    assert engine.data is not None
    assert list(leaks(project / "build")) == []
    assert engine.data.is_file()


def test_data_kept_without_protection_go_with_the_rest(project: Path) -> None:
    write_rows(project, [SMALL.replace(",3,", ",831417,"), SMALL.replace("i_alt,3", "asia,3")])
    with Workshop(project, preheat=False) as workshop:
        workshop.read()
    assert list(leaks(project / "build"))
    (project / FILE).write_text("skjerming: {metode: undertrykking}\n", encoding="utf-8")
    with Workshop(project, preheat=False) as workshop:
        _, engine = workshop.read()
    assert engine.data is not None
    assert [path.name for path in engine.data.parent.iterdir()] == [engine.data.name]


TRUE = (70_001, 40_024, 29_977)
#: One of them as it is written anywhere, not as a part of a digest.
WRITTEN = re.compile(
    "|".join(
        rf"(?<![0-9A-Za-z]){str(count)[:2]}{GAP}{str(count)[2:]}(?![0-9A-Za-z])" for count in TRUE
    )
)


def test_no_file_of_a_rounded_report_holds_a_true_count(tmp_path: Path) -> None:
    """Counts that stand nowhere else, none of which is a multiple of the base."""
    root = small_project(tmp_path / "prosjekt")
    total, women, men = TRUE
    rows = [
        f"2023,personer,i_alt,i_alt,{total},endelig,udi,kom_2023,3.1,Av dem er {men} menn",
        f"2023,personer,kvinne,i_alt,{women},endelig,udi,kom_2023,3.1,",
        f"2023,personer,mann,i_alt,{men},endelig,udi,kom_2023,3.1,",
        "2023,personer.grove,i_alt,i_alt,1,endelig,udi,kom_2023,3.1,",
        "2022,personer.grove,i_alt,i_alt,6,endelig,udi,kom_2023,3.1,",
    ]
    write_rows(root, rows, header=HEADER)
    (root / FILE).write_text("skjerming: {metode: avrunding, base: 50}\n", encoding="utf-8")
    text = (
        "# Personer {#sec-personer}\n\nDet var `{python} r.tall('personer')` personer, og "
        "`{python} r.tall('personer.grove', ord=True)` grove, "
        "`{python} r.endring('personer.grove')`."
    )
    table = "python:#| label: tbl-kjonn\n#| tbl-cap: Kjønn\n\nr.tabell('personer', rader='kjonn')"
    write_notebook(root, "01_personer", text, table)
    build_report(root, 2023, renderer="builtin", output=root / "output")
    for folder in (root / "output", root / "build"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in PICTURES:
                read = pdf_text if path.suffix == ".pdf" else _text
                assert not WRITTEN.search(read(path)), path
    page = lxml.html.parse(root / "output/2023/html/01_personer.html").getroot().text_content()
    assert "70\u00a0000" in page
    assert "færre enn 50 grove, mot færre enn 50 i 2022" in " ".join(page.split())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
