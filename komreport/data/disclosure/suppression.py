"""Which counts are withheld: the small ones, and as few others as protect them.

The choice is an integer program (the cell suppression problem of Fischetti and Salazar): a master
program chooses the counts, a reader's linear programs find out what still gives a small count
away, and the duals of those programs say what must be withheld besides. In the end whole-number
programs audit every withheld count. Weights make the best choice the only one, so that every
machine makes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from komreport.data.codelists import TOTAL
from komreport.data.disclosure.relations import Relation
from komreport.data.disclosure.solver import TOLERANCE, Infeasible, Program, Vector
from komreport.data.disclosure.table import Reader, Table, places, tables
from komreport.data.observation import Observation
from komreport.data.settings import Disclosure

#: Values that a count which is withheld for the sake of others must at least be able to have.
SECONDARY_SPAN = 2
#: From here on one more person does not make a count more worth showing.
LARGE = 150
JITTER = 997
#: How far from the best a choice may be while it is still known not to be the last.
ROUGH = 0.05


@dataclass
class Choice:
    """What is withheld.

    Attributes:
        withheld: Places of the withheld counts in the list of all observations.
        notices: What editors should know: numbers that an earlier report has shown already.
    """

    withheld: set[int]
    notices: list[str]


def choose_cells(
    observations: Sequence[Observation],
    counts: dict[int, int],
    relations: Sequence[Relation],
    settings: Disclosure,
) -> Choice:
    """Choose the counts to withhold, one report year after the other.

    What an earlier report shows stays shown, and what it withholds stays withheld: the reports are
    read together. A report year that is added later changes nothing in those before it.

    Args:
        observations: All observations.
        counts: The counts of persons and cases, by their place in that list.
        relations: How they hang together.
        settings: Threshold and span.
    """
    choice = Choice(set(), [])
    shown: set[int] = set()
    able = {index: value for index, value in counts.items() if value >= settings.lowest}
    for vintage in sorted({observations[index].vintage for index in able}):
        known = {i: value for i, value in able.items() if observations[i].vintage <= vintage}
        usable = [relation for relation in relations if relation.vintage <= vintage]
        for table in tables(known, usable, settings.lowest):
            places = set(table.cells)
            new = {i for i in places if observations[i].vintage == vintage}
            late = any(relation.vintage == vintage for relation in table.relations)
            if not new and not late:
                continue
            small = {i for i in places if settings.small(able[i])}
            if small:
                choice.withheld |= _table(
                    observations, table, small, choice, places & shown, settings
                )
        shown = set(known) - choice.withheld
    return choice


def _table(
    observations: Sequence[Observation],
    table: Table,
    small: set[int],
    choice: Choice,
    shown: set[int],
    settings: Disclosure,
) -> set[int]:
    """Choose within one table, and as little of what is wished for as must be gives way."""
    needed = small | choice.withheld
    shown = shown - small
    holds = tuple(relation for relation in table.relations if not relation.deviates)
    known = (table, replace(table, relations=holds))
    for tried in known:
        for kept in (shown, set[int]()) if shown else (shown,):
            try:
                found = _solve(observations, tried, needed, kept, settings)
            except Infeasible:
                continue
            choice.notices.extend(_shown_before(observations[i]) for i in sorted(found & shown))
            if tried is not table:
                choice.notices.extend(_deviating(observations, table))
            return found
    raise Infeasible(
        "skjermingen har ingen løsning",
        where="data/innstillinger.yml",
        remedy="Prøv en annen terskel, eller nuller: skjerm",
    )


def _shown_before(obs: Observation) -> str:
    where = f"{obs.file}, rad {obs.row}"
    return f"{where}: tallet er skjermet nå, men står i {obs.vintage}-rapporten"


def _deviating(observations: Sequence[Observation], table: Table) -> Iterator[str]:
    """Name the revisions and deviations of which only one number can be withheld."""
    for relation in table.relations:
        if relation.deviates and len(relation.terms) == 1:
            obs = observations[table.cells[relation.terms[0][0]]]
            yield (
                f"{obs.file}, rad {obs.row}: tallet er skjermet, men avviker fra tall som vises; "
                "den som vet hvor mye, kan regne det ut"
            )


def _solve(
    observations: Sequence[Observation],
    table: Table,
    needed: set[int],
    shown: set[int],
    settings: Disclosure,
) -> set[int]:
    """Choose within one table.

    Raises:
        Infeasible: When the counts in ``needed`` cannot be protected while ``shown`` stay shown.
    """
    if not table.relations:
        return needed & set(table.cells)
    first = np.array([index in needed for index in table.cells])
    fixed = np.array([index in shown for index in table.cells])
    primary = np.array([settings.small(value) for value in table.values])
    widths = np.where(primary, settings.span - 1, SECONDARY_SPAN - 1)
    costs = [
        _cost(observations[index], value)
        for index, value in zip(table.cells, table.values, strict=True)
    ]
    master = Program(first.astype(float), np.where(fixed & ~first, 0, 1), integral=True)
    for relation in table.relations:
        _alone(master, relation)
    reader = Reader(table)
    gap = ROUGH
    while True:
        chosen = master.minimise(costs, gap=gap).values > 0.5
        reader.withhold(chosen)
        cuts = _cuts(reader, chosen, widths) or _audit(reader, chosen, widths)
        if not cuts and gap:
            gap = 0.0
        elif not cuts:
            return {index for index, on in zip(table.cells, chosen, strict=True) if on}
        for cell, weights, bound in cuts:
            terms = [(other, float(weight)) for other, weight in enumerate(weights)]
            terms[cell] = (cell, -bound)
            master.row(terms, 0, np.inf)


def _alone(master: Program, relation: Relation) -> None:
    """No count may be the only one of an equality that is withheld: the others would give it."""
    if relation.slack is None:
        for cell, _ in relation.terms:
            others = [(other, 1.0) for other, _ in relation.terms if other != cell]
            master.row([*others, (cell, -1.0)], 0, np.inf)


Cut = tuple[int, Vector, float]


def _cuts(reader: Reader, chosen: Vector, widths: Vector) -> list[Cut]:
    """Find the withheld counts that are not protected, and what would protect each."""
    cuts = []
    for cell in places(chosen):
        width = float(widths[cell])
        if reader.span(cell, integral=False) >= width - TOLERANCE:
            continue
        found = reader.needed(cell, width)
        if found is not None:
            cuts.append((cell, *found))
    return cuts


def _audit(reader: Reader, chosen: Vector, widths: Vector) -> list[Cut]:
    """Check every withheld count with whole numbers; a failure asks for any further count."""
    for cell in places(chosen):
        width = float(widths[cell])
        for direction in (1, -1):
            if reader.span(cell, integral=True) < width - TOLERANCE:
                reader.extreme(cell, direction, integral=True)
        if reader.span(cell, integral=True) < width - TOLERANCE:
            return [(cell, (~chosen).astype(float), 1.0)]
    return []


def _cost(obs: Observation, value: int) -> float:
    """What is lost when a count is withheld: large numbers and totals are worth more.

    A little that depends on the count's name is added, so that no two choices cost the same.
    """
    total = all(code == TOTAL for code in obs.dims.values())
    worth = 1000 * (6 + min(value, LARGE)) * (3 if total else 1)
    return worth + jitter(obs)


def jitter(obs: Observation) -> float:
    """Give a small whole number that depends on the name of a count alone."""
    name = "/".join((*obs.identity, str(obs.vintage)))
    return float(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % JITTER)
