"""Alternative texts of figures: what kind of figure it is, and all its numbers, in Norwegian."""

from __future__ import annotations

from collections.abc import Sequence

from komreport.report import formats, provenance


def breakdown(kind: str, title: str, items: Sequence[tuple[str, str]]) -> str:
    """«Søylediagram. Anmeldelser i 2023: Oslo 9, Agder 5 og Øst 3.»."""
    said = formats.listing([f"{label} {value}" for label, value in items])
    return provenance.sentence(f"{kind}. {title}: {said or 'ingen tall'}")


def series(kind: str, title: str, lines: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """«Linjediagram. Anmeldelser: 36 i 2019, 39 i 2020 …»; a sentence per line when several."""
    parts = [f"{kind}. {title}"]
    for name, points in lines:
        said = formats.listing([f"{value} i {year}" for year, value in points])
        parts.append(f"{name}: {said}" if name else said)
    if len(lines) == 1 and not lines[0][0]:
        return provenance.sentence(f"{parts[0]}: {parts[1]}")
    return " ".join(provenance.sentence(part) for part in parts)


def matrix(kind: str, title: str, rows: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """A sentence per row: «Oslo: 7 i 2019, 19 i 2020 …»."""
    said = [
        f"{name}: {formats.listing([f'{column} {value}' for column, value in cells])}"
        for name, cells in rows
    ]
    return " ".join(provenance.sentence(part) for part in [f"{kind}. {title}", *said])
