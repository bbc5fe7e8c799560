"""Personal data is recognised by what it is, not by how it looks."""

from __future__ import annotations

import pytest

from komreport.intake.personal import EMAIL, personal


@pytest.mark.parametrize(
    "text",
    ["01010750160", "saken til 010107 50160, se vedlegg", "D-nummer 41010750154", "(01010750160)"],
)
def test_identity_numbers(text: str) -> None:
    assert personal(text) in {"et fødselsnummer", "et D-nummer"}


@pytest.mark.parametrize(
    "text",
    [
        "01010750161",
        "41010750155",
        "99999999999",
        "1 234",
        "telefon 22 22 22 22",
        "010107501600",
        "",
    ],
)
def test_other_numbers(text: str) -> None:
    assert personal(text) == ""


def test_addresses() -> None:
    assert personal("skriv til post@example.org.") == EMAIL
    assert personal("r@d, gul og grønn") == ""
