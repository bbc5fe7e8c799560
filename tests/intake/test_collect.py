"""Questionnaires that come back: what is right is merged, what is wrong is named by its cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from komreport.data import load
from komreport.data.cells import FORMULA
from komreport.errors import DataError, UsageError
from komreport.intake.collect import collect
from komreport.intake.interpret import NOT_THERE
from komreport.intake.receipt import Receipt
from tests.intake.conftest import Fill, cell_of, sheet_of
from tests.small import contents

ALL = "personer;2024;i_alt;i_alt"
WOMEN = "personer;2024;kvinne;i_alt"
ASIA = "personer;2024;i_alt;asia"
PRIVATE = "01010750160"


def table(root: Path) -> bytes:
    """Give the table of 2024 as it is stored."""
    return (root / "data" / "2024" / "personer.csv").read_bytes()


def said(receipt: Receipt) -> list[tuple[str, str, str]]:
    """Give the refusals: cell, problem, remedy."""
    assert [*receipt.new, *receipt.changed] == []
    return [(item.cell, item.problem, item.remedy) for item in receipt.refused]


def number(root: Path, **dims: str) -> tuple[Decimal | None, str, str]:
    """Give a number of 2024 as the report reads it."""
    obs = load(root, 2024).get("personer", 2024, **dims)
    assert obs is not None
    return obs.value, obs.status, obs.note


def edited(path: Path, change: Callable[[Worksheet], None], kind: str = "tall") -> Path:
    """Change a sheet of a questionnaire."""
    book = load_workbook(path)
    change(book[sheet_of(path, kind)])
    book.save(path)
    return path


def test_merges_numbers_statuses_and_notes(begun: Path, fill: Fill) -> None:
    before = table(begun)
    path = fill(
        {
            (ALL, "verdi"): 30,
            (ALL, "merknad"): "Ny registrering, med «komma»",
            (WOMEN, "verdi"): "1 234",
            (WOMEN, "status"): "Foreløpig",
            (ASIA, "status"): "Finnes ikke",
        }
    )
    receipt = collect(begun, [path])
    assert (len(receipt.new), receipt.changed, receipt.unchanged, receipt.refused) == (3, [], 0, [])
    assert number(begun) == (30, "endelig", "Ny registrering, med «komma»")
    assert number(begun, kjonn="kvinne") == (1234, "forelopig", "")
    assert number(begun, region="asia") == (None, "ikke_rapportert", NOT_THERE)
    changed = [
        (a, b)
        for a, b in zip(before.splitlines(), table(begun).splitlines(), strict=True)
        if a != b
    ]
    assert len(changed) == 3
    assert [(m.actor, m.asked, m.missing) for m in receipt.missing] == [
        ("kom", 1, 1),
        ("udi", 4, 1),
    ]
    after = table(begun)
    again = collect(begun, [path])
    assert (again.new, again.changed, again.unchanged, again.refused) == ([], [], 3, [])
    assert table(begun) == after


def test_a_dry_run_tells_the_same_and_writes_nothing(begun: Path, fill: Fill) -> None:
    found = contents(begun)
    path = fill({(ALL, "verdi"): 30})
    receipt = collect(begun, [path], dry_run=True)
    assert [change.new for change in receipt.new] == ["30"]
    assert [m.missing for m in receipt.missing] == [1, 3]
    assert contents(begun) == found


def test_an_empty_questionnaire_changes_nothing(begun: Path, fill: Fill) -> None:
    found = contents(begun)
    receipt = collect(begun, [fill({})])
    assert (receipt.new, receipt.changed, receipt.unchanged, receipt.refused) == ([], [], 0, [])
    assert contents(begun) == found


def test_a_final_number_is_replaced_only_when_asked(begun: Path, fill: Fill) -> None:
    collect(begun, [fill({(ALL, "verdi"): 30, (WOMEN, "verdi"): 9, (WOMEN, "status"): "Anslag"})])
    found = table(begun)
    path = fill({(ALL, "verdi"): 31})
    assert said(collect(begun, [path])) == [
        (
            "E8",
            "tallet er allerede endelig (30 → 31)",
            "Kjør igjen med --replace hvis det nye skal gjelde",
        )
    ]
    assert table(begun) == found
    receipt = collect(begun, [path], replace=True)
    assert [(c.old, c.new) for c in receipt.changed] == [("30", "31")]
    assert number(begun) == (31, "endelig", "")
    receipt = collect(begun, [fill({(WOMEN, "verdi"): 10})])
    assert [(c.old, c.new) for c in receipt.changed] == [("9 (anslag)", "10")]


def test_an_editors_note_stays(begun: Path, fill: Fill) -> None:
    path = fill({(ALL, "verdi"): 30})
    collect(begun, [path])
    file = begun / "data" / "2024" / "personer.csv"
    text = file.read_text(encoding="utf-8").replace("3.1,\n", "3.1,Redaktørens ord\n", 1)
    file.write_text(text, encoding="utf-8")
    assert collect(begun, [path]).unchanged == 1
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("cells", "cell", "problem"),
    [
        ({"verdi": "ca. 20"}, "E8", "det står ord sammen med tallet"),
        ({"verdi": "over 20"}, "E8", "det står ord eller tegn sammen med tallet"),
        ({"verdi": "-"}, "E8", "tegnet kan bety både null og at tallet mangler"),
        ({"verdi": 2.5}, "E8", "tallet er ikke helt"),
        ({"verdi": -3}, "E8", "tallet er for lavt eller for høyt"),
        ({"verdi": datetime(2024, 3, 1)}, "E8", "Excel har gjort tallet om til en dato"),
        ({"verdi": True}, "E8", "det står sant eller usant"),
        ({"verdi": "=1+1"}, "E8", "formelen i cellen er ikke regnet ut"),
        ({"verdi": "#REF!"}, "E8", "formelen i cellen gir en feil"),
        ({"verdi": 3, "status": "Finnes ikke"}, "F8", "status sier at det mangler"),
        ({"verdi": 3, "status": "Sikkert"}, "F8", "status er ikke en av dem i listen"),
        ({"status": "Anslag"}, "E8", "status er valgt, men tallet mangler"),
        ({"merknad": "Kommer senere"}, "E8", "det er en merknad, men ikke noe tall"),
        ({"verdi": 3, "merknad": f"Gjelder {PRIVATE}"}, "G8", "et fødselsnummer"),
        ({"verdi": 3, "merknad": "Spør a.b@example.org"}, "G8", "en e-postadresse"),
        ({"verdi": 3, "merknad": "+47 er ikke med"}, "G8", "begynner med «+», og regneark"),
        ({"verdi": 3, "merknad": "@anna talte"}, "G8", "begynner med «@», og regneark"),
        ({"verdi": 3, "merknad": "#NAME?"}, "G8", "det står en formel som gir en feil"),
        ({"verdi": int(PRIVATE[1:]) + 40 * 10**9, "merknad": PRIVATE}, "G8", "et fødselsnummer"),
    ],
)
def test_a_wrong_cell_is_named(
    begun: Path, fill: Fill, cells: dict[str, object], cell: str, problem: str
) -> None:
    found = table(begun)
    path = fill({**{(ALL, name): value for name, value in cells.items()}})
    receipt = collect(begun, [path])
    ((where, what, remedy),) = said(receipt)
    assert where == cell
    assert problem in what
    assert remedy
    assert PRIVATE not in str(receipt)
    assert "example.org" not in str(receipt)
    assert table(begun) == found


def test_what_is_right_is_merged_beside_what_is_wrong(begun: Path, fill: Fill) -> None:
    receipt = collect(begun, [fill({(ALL, "verdi"): "ca. 20", (WOMEN, "verdi"): 9})])
    assert [change.new for change in receipt.new] == ["9"]
    assert [(f.file, f.sheet, f.cell) for f in receipt.refused] == [("svar.xlsx", "Personer", "E8")]


def test_sorted_filtered_and_moved_rows(begun: Path, fill: Fill) -> None:
    def shuffle(sheet: Worksheet) -> None:
        first, second = (cell_of(sheet, key, "nokkel")[1:] for key in (ALL, WOMEN))
        for column in "ABCDEFGHIJ":
            a, b = sheet[f"{column}{first}"], sheet[f"{column}{second}"]
            a.value, b.value = b.value, a.value
        sheet.row_dimensions[int(first)].hidden = True
        for area in list(sheet.merged_cells.ranges):  # openpyxl leaves them where they were
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(1, 2)
        sheet.insert_cols(5, 2)

    path = edited(fill({(ALL, "verdi"): 30, (WOMEN, "verdi"): 9}), shuffle)
    assert collect(begun, [path]).refused == []
    assert number(begun)[0] == 30
    assert number(begun, kjonn="kvinne")[0] == 9


def test_own_sheets_and_new_names_do_no_harm(begun: Path, fill: Fill) -> None:
    path = fill({(ALL, "verdi"): 30}, name="Svar fra oss (endelig) v2.xlsx")
    book = load_workbook(path)
    book["Personer"].title = "Tallene våre"
    book.create_sheet("Notater")["A1"] = "egne notater"
    book.create_sheet("Tomt")
    book.save(path)
    receipt = collect(begun, [path])
    assert len(receipt.new) == 1
    assert receipt.notices == [
        "Svar fra oss (endelig) v2.xlsx: arket «Notater» er ikke fra skjemaet, og ble ikke lest"
    ]


def test_rows_that_were_copied_or_typed_below(begun: Path, fill: Fill) -> None:
    def below(sheet: Worksheet) -> None:
        sheet["A20"], sheet["E20"] = ALL, 31
        sheet["B21"], sheet["E21"] = "Menn i Europa", 4

    receipt = collect(begun, [edited(fill({(ALL, "verdi"): 30}), below)])
    assert sorted(said(receipt)) == [
        (
            "E20",
            "svaret er et annet i svar.xlsx, arket «Personer», celle E8",
            receipt.refused[1].remedy,
        ),
        (
            "E21",
            "raden er ikke fra skjemaet, så KOM vet ikke hva tallet gjelder",
            "Flytt tallet til arket «Flere tall»",
        ),
        (
            "E8",
            "svaret er et annet i svar.xlsx, arket «Personer», celle E20",
            receipt.refused[1].remedy,
        ),
    ]


def test_merged_cells(begun: Path, fill: Fill) -> None:
    path = edited(fill({(ALL, "verdi"): 30}), lambda sheet: sheet.merge_cells("E8:E9"))
    assert [(cell, problem) for cell, problem, _ in said(collect(begun, [path]))] == [
        ("E8", "cellene er slått sammen med andre (E8:E9)".replace("cellene", "cellen")),
        ("E9", "cellen er slått sammen med andre (E8:E9)"),
    ]


@pytest.mark.parametrize(("place", "value"), [(2, "2022"), (3, "ukjent"), (1, "0")])
def test_a_form_for_something_else(begun: Path, fill: Fill, place: int, value: str) -> None:
    path = fill({(ALL, "verdi"): 30})
    book = load_workbook(path)
    for sheet in book.worksheets[:-1]:
        marks = sheet["A1"].value.split(";")
        marks[place] = value
        sheet["A1"] = ";".join(marks)
    book.save(path)
    found = table(begun)
    problems = {
        2: "skjemaet er for 2022, ikke 2024",
        3: "aktøren «ukjent» finnes ikke i data/kodelister/aktorer.csv",
        1: "arket er laget av en annen versjon",
    }
    assert {problem for _, problem, _ in said(collect(begun, [path]))} == {problems[place]}
    assert table(begun) == found


def test_a_row_of_another_actor(begun: Path, fill: Fill) -> None:
    key = "personer.grove;2024;i_alt;i_alt"

    def add(sheet: Worksheet) -> None:
        sheet["A20"], sheet["E20"] = key, 3

    (refused,) = said(collect(begun, [edited(fill({}), add)]))
    assert refused[:2] == (
        "E20",
        "raden hører til aktøren «kom», ikke til den som skjemaet er laget for",
    )


def test_two_files_that_disagree(begun: Path, fill: Fill) -> None:
    one = fill({(ALL, "verdi"): 30, (WOMEN, "verdi"): 9}, name="en.xlsx")
    two = fill({(ALL, "verdi"): 31, (WOMEN, "verdi"): 9}, name="to.xlsx")
    receipt = collect(begun, [one, two])
    assert [(f.file, f.problem) for f in receipt.refused] == [
        ("en.xlsx", "svaret er et annet i to.xlsx, arket «Personer», celle E8"),
        ("to.xlsx", "svaret er et annet i en.xlsx, arket «Personer», celle E8"),
    ]
    assert [change.new for change in receipt.new] == ["9"]
    assert number(begun) == (None, "ikke_rapportert", "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xd0\xcf\x11\xe0 mer", "beskyttet med passord"),
        (b"ikke en arbeidsbok", "ikke en Excel-arbeidsbok"),
        (None, "filen kan ikke leses"),
    ],
)
def test_files_that_are_no_workbook(begun: Path, content: bytes | None, problem: str) -> None:
    path = begun.parent / "rar.xlsx"
    if content is not None:
        path.write_bytes(content)
    ((_, what, remedy),) = said(collect(begun, [path]))
    assert problem in what
    assert remedy


def test_another_workbook(begun: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    path = begun.parent / "annen.xlsx"
    Workbook().save(path)
    assert [what for _, what, _ in said(collect(begun, [path]))] == [
        "filen er ikke et spørreskjema fra KOM"
    ]


def test_without_the_hidden_rows(begun: Path, fill: Fill) -> None:
    path = edited(fill({(ALL, "verdi"): 30}), lambda sheet: sheet.delete_rows(2))
    assert [what for _, what, _ in said(collect(begun, [path]))] == [
        "de skjulte kolonnenavnene er borte"
    ]


def test_without_a_column(begun: Path, fill: Fill) -> None:
    path = edited(fill({(ALL, "verdi"): 30}), lambda sheet: sheet.delete_cols(5))
    assert [what for _, what, _ in said(collect(begun, [path]))] == [
        "kolonnen «verdi» er borte fra arket"
    ]


def test_more_numbers(begun: Path, fill: Fill) -> None:
    path = fill(
        {
            ("ny-01", "maal"): "Personer",
            ("ny-01", "inndeling_1"): "Region: Europa",
            ("ny-01", "inndeling_3"): "Kjonn: Kvinner",
            ("ny-01", "verdi"): 4,
            ("ny-02", "maal"): "Personer",
            ("ny-02", "verdi"): 30,
        },
        kind="flere",
    )
    receipt = collect(begun, [path])
    assert receipt.refused == []
    assert number(begun, region="europa", kjonn="kvinne") == (4, "endelig", "")
    assert number(begun) == (30, "endelig", "")
    added = table(begun).decode().splitlines()[-1]
    assert added == "2024,personer,kvinne,europa,4,,endelig,udi,kom_2024,3.1,"
    assert collect(begun, [path]).unchanged == 2


@pytest.mark.parametrize(
    ("cells", "cell", "problem"),
    [
        ({"verdi": 4}, "B6", "det er ikke sagt hva tallet gjelder"),
        ({"maal": "Fisk", "verdi": 4}, "B6", "KOM kjenner ikke målet"),
        (
            {"maal": "Personer", "inndeling_1": "Region: Månen", "verdi": 4},
            "C6",
            "kan ikke deles inn",
        ),
        (
            {"maal": "Personer", "inndeling_1": "Region: Asia", "inndeling_2": "Region: Europa"},
            "D6",
            "kan ikke deles inn",
        ),
    ],
)
def test_more_numbers_that_cannot_be_placed(
    begun: Path, fill: Fill, cells: dict[str, object], cell: str, problem: str
) -> None:
    path = fill({("ny-01", name): value for name, value in cells.items()}, kind="flere")
    ((where, what, _),) = said(collect(begun, [path]))
    assert where == cell
    assert problem in what


def test_register_rows(begun: Path, fill: Fill) -> None:
    file = begun / "data" / "2024" / "utfordringer.csv"
    path = fill(
        {
            ("1-udi-01", "gjelder"): "Ja",
            ("ny-01", "type"): "Anbefaling",
            ("ny-01", "tema"): "Helse",
            ("ny-01", "tekst"): "Gi flere  tannhelse.",
        },
        kind="register",
    )
    receipt = collect(begun, [path])
    assert receipt.refused == []
    assert file.read_text(encoding="utf-8").splitlines()[1:] == [
        "1-udi-01,udi,utfordring,bolig,Det er for få plasser.,1,3.1,sec-personer",
        "1-udi-2024-01,udi,anbefaling,helse,Gi flere tannhelse.,1,3.1,sec-personer",
    ]
    assert collect(begun, [path]).unchanged == 2
    other = fill({("ny-01", "tekst"): "Noe annet."}, kind="register", start=path)
    ((_, problem, remedy),) = said(collect(begun, [other]))
    assert "«1-udi-2024-01» står allerede" in problem
    assert "--replace" in remedy
    assert len(collect(begun, [other], replace=True).changed) == 1
    assert "Noe annet." in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({("ny-01", "tekst"): "Bare tekst."}, "cellen er tom"),
        ({("1-udi-01", "gjelder"): "Kanskje"}, "verken Ja eller Nei"),
        ({("1-udi-01", "gjelder"): "Ja", ("1-udi-01", "tema"): "Fisk"}, "står ikke i listen"),
        (
            {("1-udi-01", "gjelder"): "Ja", ("1-udi-01", "tekst"): "-fire saker"},
            "regneark leser den som en formel",
        ),
        ({("ny-01", "tekst"): f"Saken til {PRIVATE}"}, "et fødselsnummer"),
    ],
)
def test_wrong_register_rows(
    begun: Path, fill: Fill, cells: dict[tuple[str, str], object], problem: str
) -> None:
    ((_, what, _),) = said(collect(begun, [fill(cells, kind="register")]))
    assert problem in what


def test_contacts_are_left_where_they_are(begun: Path, fill: Fill) -> None:
    path = fill({("kommentar", "svar"): "Vi har byttet system."}, kind="kontakt")
    path = edited(path, lambda sheet: sheet.__setitem__("C7", "navn@example.org"), "kontakt")
    receipt = collect(begun, [path])
    assert receipt.refused == []
    assert receipt.notices == [
        "svar.xlsx: aktøren har skrevet en kommentar til KOM i arket «Kontakt og kommentar», "
        "celle C11"
    ]
    assert not any(
        "example.org" in text for name, text in contents(begun).items() if "data" in name
    )
    path = edited(path, lambda sheet: sheet.__setitem__("C5", PRIVATE), "kontakt")
    assert [what for _, what, _ in said(collect(begun, [path]))] == [
        "cellen ser ut til å ha et fødselsnummer, som er en personopplysning"
    ]


def test_the_state_of_a_year(begun: Path) -> None:
    receipt = collect(begun, [])
    assert [(m.actor, m.asked, m.missing) for m in receipt.missing] == [
        ("kom", 1, 1),
        ("udi", 4, 4),
    ]
    with pytest.raises(UsageError, match="rapportåret 2030 finnes ikke"):
        collect(begun, [], year=2030)


def test_a_table_that_is_a_workbook(begun: Path, fill: Fill) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    file = begun / "data" / "2024" / "personer.csv"
    book = Workbook()
    for line in file.read_text(encoding="utf-8").splitlines():
        book.active.append(line.split(","))
    book.save(file.with_suffix(".xlsx"))
    file.unlink()
    found = contents(begun)
    with pytest.raises(DataError, match="bare føres inn i en CSV-fil"):
        collect(begun, [fill({(ALL, "verdi"): 30})])
    assert contents(begun) == found


@pytest.fixture(scope="module")
def shared(begun_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is put back after each example."""
    return Path(shutil.copytree(begun_once, tmp_path_factory.mktemp("mange") / "prosjekt"))


STATUSES = {"": "endelig", "Endelig": "endelig", "Foreløpig": "forelopig", "Anslag": "anslag"}
NOTES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20).filter(
    lambda note: not FORMULA.match(note.strip())
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    value=st.integers(0, 10**9),
    status=st.sampled_from(sorted(STATUSES)),
    note=NOTES,
    text=st.booleans(),
)
def test_any_answer_comes_through(
    shared: Path, tmp_path: Path, value: int, status: str, note: str, text: bool
) -> None:
    file = shared / "data" / "2024" / "personer.csv"
    before = file.read_bytes()
    source = shared / "sporreskjema" / "2024" / "udi.xlsx"
    book = load_workbook(source)
    sheet = book["Personer"]
    sheet[cell_of(sheet, ALL, "verdi")] = f"{value:,}".replace(",", " ") if text else value
    sheet[cell_of(sheet, ALL, "status")] = status or None
    cell = sheet[cell_of(sheet, ALL, "merknad")]
    cell.value = note
    cell.data_type = "s"
    path = tmp_path / "svar.xlsx"
    book.save(path)
    try:
        assert collect(shared, [path]).refused == []
        expected = " ".join(note.split())
        assert number(shared) == (value, STATUSES[status], expected)
        assert collect(shared, [path]).unchanged == 1
    finally:
        file.write_bytes(before)
