"""Last year's number beside this year's: a column for editors that the report does not use.

`komreport new-year` writes the column. It is compared with the data each time they are read, so
that a number that was corrected afterwards cannot mislead whoever fills in the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from komreport.data.observation import Observation
from komreport.errors import Place

#: Name of the column.
COMPARISON = "i_fjor"
#: How the column is described where a file has it.
FIELD = {
    "name": COMPARISON,
    "title": "I fjor",
    "type": "number",
    "description": "Tallet for året før, til hjelp når filen fylles ut; brukes ikke i rapporten",
}


@dataclass(frozen=True)
class Comparison:
    """One cell of the column, beside the number that it is compared with."""

    beside: Observation
    text: str


def previous(observations: Iterable[Observation], vintage: int) -> dict[tuple[str, ...], str]:
    """Give what the reports before one report year say, by measure, year and codes.

    Args:
        observations: All rows of all report years.
        vintage: The report year; only older reports count, the newest of them first.
    """
    newest: dict[tuple[str, ...], Observation] = {}
    for obs in observations:
        rival = newest.get(obs.identity)
        if obs.vintage < vintage and (rival is None or rival.vintage < obs.vintage):
            newest[obs.identity] = obs
    return {key: "" if obs.value is None else f"{obs.value:f}" for key, obs in newest.items()}


def stale(cells: Iterable[Comparison], observations: list[Observation]) -> Iterator[str]:
    """Name the cells that no longer say what the last report says."""
    known: dict[int, dict[tuple[str, ...], str]] = {}
    for cell in cells:
        obs = cell.beside
        if obs.vintage not in known:
            known[obs.vintage] = previous(observations, obs.vintage)
        measure, year, *codes = (shifted(code) for code in obs.identity)
        text = known[obs.vintage].get((measure, year, *codes), "")
        if cell.text.replace(",", ".") != text:
            place = Place(obs.file, obs.row, COMPARISON)
            problem = f"«{cell.text}» er ikke lenger tallet for {year}, som er «{text}»"
            yield f"{place}: {problem}. Rett cellen"


def shifted(code: str, by: int = -1) -> str:
    """Move a year, or the year that a code ends in (``fra_2022``), by some years."""
    head, mark, year = code.rpartition("_")
    if len(year) == 4 and year.isdigit() and not any(part.isdigit() for part in head.split("_")):
        return f"{head}{mark}{int(year) + by}"
    return code
