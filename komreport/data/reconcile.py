"""Reconciliation: whether the numbers add up as ``data/avstemming.yml`` says that they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from pathlib import Path

from komreport.data.codelists import TOTAL
from komreport.data.dataset import Dataset
from komreport.data.observation import Observation
from komreport.data.precision import Precision, combined
from komreport.data.rules import ALL, PREVIOUS, Rule, Term, read_rules

OK = "ok"
DEVIATION = "avvik"
KNOWN = "kjent avvik"
NOT_COMPUTABLE = "kan ikke regnes"


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
        observations: The numbers that were compared.
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
    return [outcome for rule in read_rules(root, dataset) for outcome in apply_rule(rule, dataset)]


def apply_rule(rule: Rule, dataset: Dataset) -> Iterator[Outcome]:
    """Try one rule for each of its years and combinations of codes."""
    for year in _years(rule, dataset):
        if rule.kind == "deler":
            yield from _parts(rule, year, dataset)
        else:
            found = [_find(term, year, dataset) for term in rule.left]
            names = [_name(term, year) for term in rule.left]
            total = _find(rule.right, year, dataset)
            yield _outcome(rule, year, {}, (found, names), (total, _name(rule.right, year)))


def _years(rule: Rule, dataset: Dataset) -> list[int]:
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
    choices = [dataset.order(name) for name in open_dims]
    for chosen in product(*choices):
        varied = dict(zip(open_dims, chosen, strict=True))
        dims = {**rule.right.dims, **varied}
        total = dataset.get(measure, year, **{**dims, rule.over: TOTAL})
        codes = rule.codes or tuple(code for code in dataset.order(rule.over) if code != TOTAL)
        rows = {code: dataset.get(measure, year, **{**dims, rule.over: code}) for code in codes}
        known = {code: obs for code, obs in rows.items() if obs is not None}
        parts = [item for item in known.items() if not _inside(item[0], known, rule, dataset)]
        if not parts and (open_dims or rule.years is None):
            continue
        named = [_name(Term(measure, {**dims, rule.over: code}), year) for code, _ in parts]
        found: list[Observation | None] = [obs for _, obs in parts]
        if not parts:
            found, named = [None], [f"delene av {_name(Term(measure, dims), year)}"]
        yield _outcome(
            rule, year, varied, (found, named), (total, _name(Term(measure, dims), year))
        )


def _outcome(
    rule: Rule,
    year: int,
    dims: dict[str, str],
    left: tuple[list[Observation | None], list[str]],
    right: tuple[Observation | None, str],
) -> Outcome:
    rows = [*left[0], right[0]]
    names = [*left[1], right[1]]
    missing = [
        name for obs, name in zip(rows, names, strict=True) if obs is None or obs.value is None
    ]
    values = [obs.value for obs in left[0] if obs is not None and obs.value is not None]
    summed = sum(values, Decimal(0)) if len(values) == len(left[0]) else None
    expected = right[0].value if right[0] is not None else None
    if summed is None or expected is None:
        status, explanation = NOT_COMPUTABLE, f"Mangler {', '.join(missing)}"
    elif (exact := _difference(left[0], right[0])) is None:
        status, explanation = NOT_COMPUTABLE, "Noen av tallene er grenser som trekker hver sin vei"
    elif exact.allows(Decimal(0), summed - expected, rule.tolerance):
        status = OK
        explanation = (
            "Noen av tallene er grenser, og de går opp innenfor dem" if exact.bound else ""
        )
    else:
        explanation = rule.explanation(year)
        status = KNOWN if explanation else DEVIATION
        explanation = explanation or f"{summed} er ikke lik {expected}"
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
    )


def _difference(left: Iterable[Observation | None], right: Observation | None) -> Precision | None:
    """Give the precision of the sum minus what it should equal; estimates count as exact."""
    parts = [obs.precision for obs in left if obs is not None]
    parts += [right.precision.turned()] if right is not None else []
    return combined(replace(part, rough=False) for part in parts)


def _find(term: Term, year: int, dataset: Dataset) -> Observation | None:
    about = term.year if term.year > 0 else year + term.year
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
    about = term.year if term.year > 0 else year + term.year
    codes = [code for code in term.dims.values() if code not in {TOTAL, ALL}]
    text = f"{term.measure} {about}"
    if codes:
        text += f" ({', '.join(codes)})"
    return text if term.edition is None else f"{text}, utgave {term.edition}"
