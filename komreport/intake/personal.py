"""Personal data that has no place among counts: national identity numbers, e-mail addresses."""

from __future__ import annotations

from komreport.check import privacy

EMAIL = "en e-postadresse"


def personal(text: str) -> str:
    """Say what kind of personal data a text seems to hold; an empty string when it holds none."""
    for found in privacy.IDENTITY.finditer(text):
        if kind := privacy.identity_number(found[0]):
            return kind
    return EMAIL if privacy.EMAIL.search(text) else ""
