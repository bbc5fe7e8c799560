"""Key-figure cards as Markdown that the Lua filter lays out."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from komreport.report import Report


def test_cards(r: Report, snapshot: SnapshotAssertion) -> None:
    cards = r.nokkeltall(
        r.kort("anmeldelser", endring=True, trend=True, lenke="@sec-straffesaker"),
        r.kort("domfellelser.nye"),
    )
    data, about = cards._repr_mimebundle_()
    assert list(data) == ["text/markdown"]
    assert data["text/markdown"] == snapshot
    assert about["komreport"]["tall"][0] == "anmeldelser-2023"
