"""Tables 2–5 of the source, cell by cell, and the marks that tables use."""

from __future__ import annotations

from bs4 import BeautifulSoup
from syrupy.assertion import SnapshotAssertion

from komreport.report import Report
from komreport.report.grid import Tabell


def cells(table: Tabell) -> list[list[str]]:
    """Give the table as text, notes taken off."""
    soup = BeautifulSoup(table.html(), "html.parser")
    for mark in soup.find_all("sup"):
        mark.decompose()
    return [
        [cell.get_text().strip() for cell in row.find_all(["th", "td"])]
        for row in soup.find_all("tr")
    ]


def test_table_2(r: Report, snapshot: SnapshotAssertion) -> None:
    table = r.tabell(
        "anmeldelser",
        rader="politidistrikt",
        kolonner="utnyttingsform",
        i_parentes="anmeldelser.grove",
    )
    found = cells(table)
    assert found[1] == ["Hele landet", "27 (4)", "17 (3)", "8 (1)", "-", "-", "2"]
    assert found[2] == ["Oslo", "9 (3)", "4 (2)", "5 (1)", "-", "-", "-"]
    assert len(found) == 15
    assert found == snapshot


def test_table_3(r: Report) -> None:
    table = r.tabell(
        "anmeldelser",
        rader="aar",
        kolonner="utnyttingsform",
        i_parentes="anmeldelser.grove",
        aar=range(2019, 2024),
    )
    assert cells(table)[1:] == [
        ["2019", "36 (3)", "17 (2)", "15", "-", "-", "4 (1)"],
        ["2020", "39 (3)", "17 (1)", "20 (2)", "1", "-", "1"],
        ["2021", "29", "14", "10", "-", "1", "4"],
        ["2022", "32 (1)", "9", "9 (1)", "-", "-", "14"],
        ["2023", "27 (4)", "17 (3)", "8 (1)", "-", "-", "2"],
    ]


def test_table_4(r: Report) -> None:
    table = r.tabell(
        "anmeldelser",
        rader="politidistrikt",
        kolonner="aar",
        i_parentes="anmeldelser.grove",
        aar=range(2019, 2024),
    )
    found = {row[0].removesuffix(" politidistrikt"): row[1:] for row in cells(table)}
    assert found["Hele landet"] == ["36 (3)", "39 (3)", "29", "32 (1)", "27 (4)"]
    assert found["Oslo"] == ["7", "19 (2)", "10", "9 (1)", "9 (3)"]
    assert found["Sør-Øst"] == ["3 (2)", "3", "2", "1", "5"]
    assert found["Innlandet"] == ["1", "1", "2", "15", "-"]
    assert found["Nordland"] == ["1", "1 (1)", "1", "-", "-"]
    assert found["Særorgan"] == ["-"] * 5


def test_table_5(r: Report) -> None:
    prefix = "straffesaksbehandling."
    measures = ["patalegjort", "oppklart", "oppklaringsprosent", "dager_oppklart"]
    table = r.tabell_endring(["anmeldelser", *(prefix + name for name in measures)], fra=2019)
    found = [row[1:] for row in cells(table)[-5:]]
    clean = [[text.replace("\u00a0", " ") for text in row] for row in found]
    assert [row[:5] for row in clean] == [
        ["36", "39", "29", "32", "27"],
        ["50", "27", "35", "20", "38"],
        ["19", "9", "14", "6", "3"],
        ["45 %", "41 %", "44 %", "33 %", "11 %"],
        ["293", "255", "227", "548", "469"],
    ]
    changes = [[text.split(" ")[0] for text in row[5:]] for row in clean]
    expected = [
        ["-15,6", "-20,6"],
        ["90,0", "15,2"],
        ["-50,0", "-75,0"],
        ["-22", "-29,8"],
        ["-79", "138"],
    ]
    numbers = [
        [text.strip("+").replace("\u2212", "-").removesuffix(",0") for text in row]
        for row in changes
    ]
    assert numbers == [[text.removesuffix(",0") for text in row] for row in expected]


def test_headers_are_headers(r: Report) -> None:
    soup = BeautifulSoup(r.tabell("anmeldelser", rader="politidistrikt").html(), "html.parser")
    assert all(cell.get("scope") == "col" for cell in soup.select("thead th"))
    assert all(cell.get("scope") == "row" for cell in soup.select("tbody th"))
    assert soup.find("style") is None


def test_signs_are_explained(r: Report) -> None:
    table = r.tabell("vedtak", rader="utfall", kolonner="sakstype", vedtakstype="begrenset")
    assert ".. betyr at tallet ikke er rapportert." in table.merknader


def test_missing_year_says_so(r2022: Report) -> None:
    table = r2022.tabell("fornaermede", rader="aldersgruppe", kolonner="kjonn")
    data, _ = table._repr_mimebundle_()
    assert data == {"text/markdown": "*Det er ikke rapportert noe her for dette året.*"}


def test_missing_cell_shows_dots(r2022: Report) -> None:
    table = r2022.tabell("vedtak", rader="vedtakstype", kolonner="utfall")
    assert cells(table)[1] == ["Alle vedtak", "35", ".."]
