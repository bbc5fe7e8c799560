"""The checks of `komreport check`. A new one is a module with a ``CHECK``, and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from komreport.check import (
    approval,
    construct,
    coverage,
    data,
    disclosure,
    names,
    package,
    plausibility,
    privacy,
    prose,
    reconciliation,
    reference,
    revisions,
)
from komreport.check.rule import Check

CHECKS: tuple[Check, ...] = (
    data.CHECK,
    plausibility.CHECK,
    reconciliation.CHECK,
    coverage.CHECK,
    package.CHECK,
    revisions.CHECK,
    approval.CHECK,
    prose.CHECK,
    names.CHECK,
    reference.CHECK,
    construct.CHECK,
    privacy.CHECK,
    disclosure.CHECK,
)


def rules() -> Mapping[str, str]:
    """Give every rule: its id, and the rule in one line of Norwegian."""
    return {rule: text for check in CHECKS for rule, text in sorted(check.rules.items())}
