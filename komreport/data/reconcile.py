"""Reconciliation: whether the numbers add up as ``data/avstemming.yml`` says that they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from pathlib import Path

from komreport.data.codelists import TOTAL
from komreport.data.dataset import Dataset
from komreport.data.observation import ROUNDED, WITHHELD, Observation
from komreport.data.pattern import NUMBER
from komreport.data.precision import Precision, combined, ratio
from komreport.data.rules import ALL, PREVIOUS, Rule, Term, read_rules

OK = "ok"
DEVIATION = "avvik"
KNOWN = "kjent avvik"
NOT_COMPUTABLE = "kan ikke regnes"
UNTOLD = "Forklaringen nevner tall og vises ikke når små tall er skjermet"


@dataclass(frozen=True)
class Outcome:
    """What came of one rule for one year, and one combination of codes where it names several.

    Attributes:
        rule: Id of the rule.
        reading: The rule in Norwegian.
        year: The year that it was tried for.
        dims: The codes that vary in the rule (``alle``), with the code of this outcome.
        status: ``ok``, ``avvik``, ``kjent avvik`` or ``kan ikke regnes``.
        left: The sum of the parts or terms; None when it cannot be computed.
        right: What it should equal; None when it is not known.
        explanation: In Norwegian: the declared explanation, the difference, or what is missing.
        observations: The numbers that were compared; what they should equal comes last.
        limit: Whether the rule only says that a number is not higher than another.
    """

    rule: str
    reading: str
    year: int
    dims: dict[str, str]
    status: str
    left: Decimal | None
    right: Decimal | None
    explanation: str
    observations: tuple[Observation, ...] = ()
    limit: bool = False

    @property
    def difference(self) -> Decimal | None:
        """How much larger the sum is than what it should equal; None when either is unknown."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right


def reconcile(dataset: Dataset, root: Path) -> list[Outcome]:
    """Try every rule of a project on the numbers of one report.

    Rules about years after the report year are left out.

    Args:
        dataset: The numbers of the report.
        root: The project folder.

    Raises:
        DataErrors: When a rule is wrong, for example names a code that does not exist.
    """
    rules = read_rules(root, dataset)
    found = [outcome for rule in rules for outcome in apply_rule(rule, dataset)]
    return [_discreet(outcome) for outcome in found] if dataset.disclosure.active else found


def _discreet(outcome: Outcome) -> Outcome:
    """Say nothing of the numbers when one is withheld: what is missing would give it back.

    A declared explanation that holds numbers is left out too; they may be withheld elsewhere.
    """
    if all(obs.treatment != WITHHELD for obs in outcome.observations):
        told = outcome.status != KNOWN or not NUMBER.search(outcome.explanation)
        return outcome if told else replace(outcome, explanation=UNTOLD)
    return replace(
        outcome,
        status=NOT_COMPUTABLE,
        left=None,
        right=None,
        explanation="Minst ett av tallene er skjermet",
    )


def apply_rule(rule: Rule, dataset: Dataset) -> Iterator[Outcome]:
    """Try one rule for each of its years and combinations of codes."""
    for year in _years(rule, dataset):
        if rule.kind == "deler":
            yield from _parts(rule, year, dataset)
        elif rule.kind == "hoyst":
            yield from _at_most(rule, year, dataset)
        else:
            found = [_find(term, year, dataset) for term in rule.left]
            names = [_name(term, year) for term in rule.left]
            total = _find(rule.right, year, dataset)
            right = (total, _name(rule.right, year))
            yield _outcome(rule, year, {}, (found, names), right, dataset)


def _years(rule: Rule, dataset: Dataset) -> list[int]:
    if rule.since is not None:
        return list(range(rule.since, dataset.year + 1))
    if rule.years is None:
        known = {obs.year for obs in dataset.select(rule.right.measure)}
    else:
        known = set(rule.years or (dataset.year,))
    return sorted(year for year in known if year <= dataset.year)


def _parts(rule: Rule, year: int, dataset: Dataset) -> Iterator[Outcome]:
    """Compare the parts over a dimension with the total; rows that do not exist are no parts.

    A code whose parent in the code list has a number too is left out: it is counted there. For
    every year (``alle``), years without a single part are left out: nobody broke them down.
    """
    measure = rule.right.measure
    open_dims = [name for name, code in rule.right.dims.items() if code == ALL]
    rows_known = [obs for obs in dataset.select(measure) if obs.year == year]
    choices = [
        [code for code in dataset.order(name) if any(obs.dims[name] == code for obs in rows_known)]
        for name in open_dims
    ]
    present = {obs.dims[rule.over] for obs in rows_known} - {TOTAL}
    split = tuple(code for code in dataset.order(rule.over) if code in present)
    for chosen in product(*choices):
        varied = dict(zip(open_dims, chosen, strict=True))
        dims = {**rule.right.dims, **varied}
        total = dataset.get(measure, year, **{**dims, rule.over: TOTAL})
        codes = rule.codes or split
        rows = {code: dataset.get(measure, year, **{**dims, rule.over: code}) for code in codes}
        known = {code: obs for code, obs in rows.items() if obs is not None}
        parts = [item for item in known.items() if not _inside(item[0], known, rule, dataset)]
        if not parts and (open_dims or rule.years is None):
            continue
        named = [_name(Term(measure, {**dims, rule.over: code}), year) for code, _ in parts]
        found: list[Observation | None] = [obs for _, obs in parts]
        if not parts:
            found, named = [None], [f"delene av {_name(Term(measure, dims), year)}"]
        whole = (total, _name(Term(measure, dims), year))
        yield _outcome(rule, year, varied, (found, named), whole, dataset)


def _at_most(rule: Rule, year: int, dataset: Dataset) -> Iterator[Outcome]:
    """Compare every row that the left term fits with the right one at the same codes."""
    (left,) = rule.left
    about = _about(left, year)
    shared = dataset.measure(rule.right.measure).dimensions
    for obs in dataset.select(left.measure):
        if obs.year != about or any(obs.dims[name] != code for name, code in left.dims.items()):
            continue
        same = {name: code for name, code in obs.dims.items() if name in shared}
        term = replace(rule.right, dims={**same, **rule.right.dims})
        limit = _find(term, year, dataset)
        if limit is not None:
            codes = {name: code for name, code in obs.dims.items() if code != TOTAL}
            names = [_name(replace(left, dims=obs.dims), year)]
            right = (limit, _name(term, year))
            yield _outcome(rule, year, codes, ([obs], names), right, dataset)


def _outcome(
    rule: Rule,
    year: int,
    dims: dict[str, str],
    left: tuple[list[Observation | None], list[str]],
    right: tuple[Observation | None, str],
    dataset: Dataset,
) -> Outcome:
    rows = [*left[0], right[0]]
    blur = _blur(rule, left[0], right[0], dataset.disclosure.base)
    names = [*left[1], right[1]]
    missing = [
        name for obs, name in zip(rows, names, strict=True) if obs is None or obs.value is None
    ]
    summed = _left(rule, left[0])
    expected = right[0].value if right[0] is not None else None
    if expected is not None:
        expected *= rule.right.factor
    if summed is None or expected is None:
        status = NOT_COMPUTABLE
        explanation = f"Mangler {', '.join(missing)}" if missing else "Deler på null"
    elif (exact := _difference(rule, left[0], right[0])) is None:
        status, explanation = NOT_COMPUTABLE, "Noen av tallene er grenser som trekker hver sin vei"
    elif blur and rule.kind == "forhold":
        status, explanation = NOT_COMPUTABLE, "Noen av tallene er avrundet"
    elif _fits(rule, exact, summed - expected, blur):
        status = OK
        explanation = (
            "Noen av tallene er grenser, og de går opp innenfor dem" if exact.bound else ""
        )
        if not _fits(rule, exact, summed - expected):
            explanation = "Går opp innenfor avrundingen"
    else:
        explanation = rule.explanation(year, summed - expected, blur)
        status = KNOWN if explanation else DEVIATION
        relation = "er høyere enn" if rule.kind == "hoyst" else "er ikke lik"
        shown = round(summed, 1) if rule.kind == "forhold" else summed
        explanation = explanation or f"{shown} {relation} {expected}"
    return Outcome(
        rule=rule.id,
        reading=rule.reading,
        year=year,
        dims=dims,
        status=status,
        left=summed,
        right=expected,
        explanation=explanation,
        observations=tuple(obs for obs in rows if obs is not None),
        limit=rule.kind == "hoyst",
    )


def _difference(
    rule: Rule, left: list[Observation | None], right: Observation | None
) -> Precision | None:
    """Give the precision of the left side minus the right; estimates count as exact."""
    parts = [obs.precision for obs in left if obs is not None]
    if rule.kind == "forhold" and left[0] is not None and left[0].value is not None:
        quotient = ratio(left[0].value, *parts)
        parts = [] if quotient is None else [quotient]
        if quotient is None:
            return None
    parts += [right.precision.turned()] if right is not None else []
    return combined(replace(part, rough=False) for part in parts)


def _blur(rule: Rule, left: list[Observation | None], right: Observation | None, base: int) -> int:
    """How far rounding can have moved the difference; 0 when no number is rounded."""
    factors = [abs(factor) for factor in (*_factors(rule, left), rule.right.factor)]
    return (base - 1) * sum(
        int(factor)
        for factor, obs in zip(factors, (*left, right), strict=True)
        if obs is not None and obs.treatment == ROUNDED
    )


def _fits(rule: Rule, exact: Precision, difference: Decimal, blur: int = 0) -> bool:
    """Whether the true difference can be what the rule says, given the written one."""
    tolerance = rule.tolerance + blur
    if rule.kind != "hoyst":
        return exact.allows(Decimal(0), difference, tolerance)
    if exact.side < 0:
        return True
    return difference < tolerance or (difference == tolerance and not exact.strict)


def _left(rule: Rule, found: list[Observation | None]) -> Decimal | None:
    """Add the terms, or divide the first by the second; None when a number is missing."""
    factors = _factors(rule, found)
    values = [
        obs.value * factor
        for obs, factor in zip(found, factors, strict=True)
        if obs is not None and obs.value is not None
    ]
    if len(values) != len(found):
        return None
    if rule.kind == "forhold":
        return values[0] / values[1] if values[1] else None
    return sum(values, Decimal(0))


def _factors(rule: Rule, found: list[Observation | None]) -> list[Decimal]:
    """Give the factor of each number on the left: its term's, or that of the only term."""
    factors = [term.factor for term in rule.left]
    return factors if len(factors) == len(found) else factors[:1] * len(found)


def _about(term: Term, year: int) -> int:
    return term.year if term.year > 0 else year + term.year


def _find(term: Term, year: int, dataset: Dataset) -> Observation | None:
    about = _about(term, year)
    if term.edition is None:
        return dataset.get(term.measure, about, **term.dims)
    editions = dataset.editions(term.measure, about, **term.dims)
    if term.edition == PREVIOUS:
        counting = dataset.get(term.measure, about, **term.dims)
        newest = counting.vintage if counting else dataset.year
        earlier = [obs for obs in editions if obs.vintage < newest]
        return earlier[-1] if earlier else None
    return next((obs for obs in editions if obs.vintage == term.edition), None)


def _inside(code: str, known: Mapping[str, Observation], rule: Rule, dataset: Dataset) -> bool:
    """Whether a code is part of another one that is there too, and would be counted twice."""
    parent = dataset.codelists[rule.over].parent(code)
    while parent not in {"", TOTAL}:
        if parent in known:
            return True
        parent = dataset.codelists[rule.over].parent(parent)
    return False


def _name(term: Term, year: int) -> str:
    about = _about(term, year)
    codes = [code for code in term.dims.values() if code not in {TOTAL, ALL}]
    text = f"{term.measure} {about}"
    if codes:
        text += f" ({', '.join(codes)})"
    return text if term.edition is None else f"{text}, utgave {term.edition}"
