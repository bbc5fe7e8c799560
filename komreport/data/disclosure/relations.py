"""What a reader can calculate with: the linear relations between the published counts.

A relation is ``sum of coefficient x count = constant``. It comes from the breakdowns (the parts add
up to the total, or to less than the total), from codes that belong to other codes, from measures
that count a part of another, from the rules of ``data/avstemming.yml``, and from numbers that
stand in several report years.

Where a rule does not hold in the data, the size of the deviation counts as known to the reader.
That is more than most readers know, and never less: the protection holds also for those who do.
Only a number that was 0, which is shown, and is small now cannot be protected from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from komreport.data.codelists import TOTAL
from komreport.data.dataset import Dataset
from komreport.data.observation import Observation
from komreport.data.reconcile import apply_rule
from komreport.data.rules import read_rules

#: Kinds of rules that say that something is equal to a sum.
EXACT = frozenset({"deler", "lik", "sum_lik"})

#: An observation as relations name it: its place in the list of all observations.
Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Relation:
    """``sum of coefficient x observation = constant``, or ``<= constant`` with ``slack``.

    Attributes:
        terms: (index of the observation, coefficient), by index.
        constant: What the sum is in the data; for an inequality its upper bound.
        slack: What is missing up to the upper bound in the data; None for an equality.
        vintage: The newest report year that the relation needs.
    """

    terms: Terms
    constant: int
    slack: int | None
    vintage: int

    @property
    def deviates(self) -> bool:
        """Whether numbers that should be equal are not: a revision, or a rule that is broken."""
        return self.slack is None and self.constant != 0


class Relations:
    """Collects the relations between the observations of a project.

    Args:
        observations: All of them, of all report years.
    """

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.observations = observations
        self._index = {id(obs): number for number, obs in enumerate(observations)}
        self._found: dict[tuple[Terms, bool], Relation] = {}

    def all(self) -> list[Relation]:
        """Give the relations, each once."""
        return list(self._found.values())

    def add(
        self,
        parts: Iterable[Observation],
        total: Observation,
        *,
        exact: bool,
        missing: bool = False,
    ) -> None:
        """Add «the parts are (at most) the total».

        Args:
            parts: The parts.
            total: The total.
            exact: Whether the sum is known to readers; else it is only at most the total.
            missing: Whether there are more parts than those, without a number.
        """
        listed = [obs for obs in parts if _counted(obs)]
        if not listed or not _counted(total):
            return
        weights: dict[int, int] = defaultdict(int)
        for obs in listed:
            weights[self._index[id(obs)]] += 1
        weights[self._index[id(total)]] -= 1
        terms = tuple(sorted((index, weight) for index, weight in weights.items() if weight))
        if not terms:
            return
        residual = sum(weight * _value(self.observations[index]) for index, weight in terms)
        newest = max(self.observations[index].vintage for index, _ in terms)
        if exact and not missing:
            self._keep(Relation(terms, residual, None, newest))
        elif residual <= 0:
            self._keep(Relation(terms, 0, -residual, newest))
        elif len(listed) > 1:
            # The parts overlap: each of them is still no more than the total.
            for obs in listed:
                self.add([obs], total, exact=False)

    def _keep(self, relation: Relation) -> None:
        self._found.setdefault((relation.terms, relation.slack is None), relation)


def find_relations(
    observations: Sequence[Observation], datasets: Iterable[Dataset], root: Path
) -> list[Relation]:
    """Find all relations between the counts of a project.

    Args:
        observations: All observations, of all report years.
        datasets: The data as each report year has them, since each report is read by itself.
        root: The project folder, for the rules.

    Raises:
        DataErrors: When a rule is wrong.
    """
    found = Relations(observations)
    for dataset in datasets:
        for parts, total, exact in _breakdowns(dataset):
            found.add(parts, total, exact=exact)
        for part, whole in _subsets(dataset):
            found.add([part], whole, exact=False)
        for rule in read_rules(root, dataset):
            for outcome in apply_rule(rule, dataset):
                if outcome.right is not None:
                    *parts, total = outcome.observations
                    missing = outcome.left is None
                    found.add(parts, total, exact=rule.kind in EXACT, missing=missing)
    for first, second in _editions(observations):
        found.add([first], second, exact=True)
    return found.all()


def _counted(obs: Observation) -> bool:
    return obs.value is not None and obs.value == obs.value.to_integral_value()


def _value(obs: Observation) -> int:
    assert obs.value is not None
    return int(obs.value)


def _breakdowns(
    dataset: Dataset,
) -> Iterator[tuple[list[Observation], Observation, bool]]:
    """Give each breakdown of each number: its parts, the number, and whether they add up to it."""
    groups: dict[tuple[str, ...], dict[str, Observation]] = defaultdict(dict)
    for obs in dataset.observations:
        for name, code in obs.dims.items():
            rest = [other for dimension, other in obs.dims.items() if dimension != name]
            groups[obs.measure, str(obs.year), name, *rest][code] = obs
    for (_, _, name, *_), codes in groups.items():
        if len(codes) < 2:
            continue
        parent = dataset.codelists[name].parent
        for above, total in codes.items():
            parts = [
                obs
                for code, obs in codes.items()
                if code != above and _nearest(code, codes, parent) == above
            ]
            if parts and _counted(total):
                known = [obs for obs in parts if _counted(obs)]
                whole = len(known) == len(parts) and sum(map(_value, known)) == _value(total)
                yield parts, total, whole


def _nearest(code: str, present: dict[str, Observation], parent: Callable[[str], str]) -> str:
    """Give the code that a code is directly a part of, among those that have a row."""
    above = parent(code)
    while above and above not in present:
        above = parent(above)
    return above or (TOTAL if code != TOTAL else "")


def _subsets(dataset: Dataset) -> Iterator[tuple[Observation, Observation]]:
    for obs in dataset.observations:
        name = dataset.measures[obs.measure].subset_of
        if name and (whole := counterpart(dataset, obs, name)) is not None:
            yield obs, whole


def counterpart(dataset: Dataset, obs: Observation, measure: str) -> Observation | None:
    """Give the number of another measure for the same year and codes, as far as it has them."""
    shared = dataset.measures[measure].dimensions
    outside = [code for name, code in obs.dims.items() if name not in shared and code != TOTAL]
    if outside:
        return None
    dims = {name: code for name, code in obs.dims.items() if name in shared}
    return dataset.get(measure, obs.year, **dims)


def _editions(
    observations: Sequence[Observation],
) -> Iterator[tuple[Observation, Observation]]:
    """Give each number with the same number in the report year before."""
    groups: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for obs in observations:
        groups[obs.identity].append(obs)
    for found in groups.values():
        found.sort(key=lambda obs: obs.vintage)
        yield from pairwise(found)
