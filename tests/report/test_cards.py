"""Key-figure cards as Markdown that the Lua filter lays out."""

from __future__ import annotations

from dataclasses import replace

from syrupy.assertion import SnapshotAssertion

from komreport.report import Report
from komreport.report.cards import GAP


def test_cards(r: Report, snapshot: SnapshotAssertion) -> None:
    cards = r.nokkeltall(
        r.kort("anmeldelser", endring=True, trend=True, lenke="@sec-straffesaker"),
        r.kort("domfellelser.nye"),
    )
    data, about = cards._repr_mimebundle_()
    assert list(data) == ["text/markdown", "text/html"]
    assert data["text/markdown"] == snapshot
    assert about["komreport"]["tall"][0] == "anmeldelser-2023"
    shown = data["text/html"]
    assert all(words in shown for words in (">27<", ">0<", card_line(r)))
    assert shown.count("<svg") == 1
    assert "{" not in shown


def card_line(r: Report) -> str:
    return f">{r.kort('anmeldelser').etikett}<"


def test_a_year_without_a_number_is_a_gap_in_the_trend(r: Report) -> None:
    card = replace(r.kort("anmeldelser"), trend=((2020, "39"), (2021, GAP), (2022, "32.5")))
    assert 'data-verdier="39 - 32.5" data-aar="2020–2022"' in card.markdown()
    assert "39 i 2020, mangler i 2021 og 32,5 i 2022" in card.markdown()
