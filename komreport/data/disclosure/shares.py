"""Shares and means: withheld together with the small counts that they are computed from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from komreport.data.codelists import TOTAL
from komreport.data.dataset import Dataset
from komreport.data.disclosure.relations import counterpart
from komreport.data.observation import Observation
from komreport.data.settings import Disclosure

PER_CENT = "prosent"


def dependent(
    observations: Sequence[Observation],
    datasets: Iterable[Dataset],
    withheld: set[int],
    rounded: Collection[int],
    settings: Disclosure,
) -> set[int]:
    """Find the shares and means that would give a withheld or a rounded count back.

    A percentage says more of its counts than the same counts do after rounding: with 95 per cent
    women among about 20 persons there is one man.

    Args:
        observations: All observations.
        datasets: The data as each report year has them.
        withheld: Places of the counts that are withheld, or that are small.
        rounded: Places of the counts that are rounded.
        settings: Which counts are small.

    Returns:
        Places of the shares and means to withhold.
    """
    place = {id(obs): index for index, obs in enumerate(observations)}
    found = set()
    for dataset in datasets:
        for obs in dataset.observations:
            measure = dataset.measures[obs.measure]
            basis = measure.basis
            if obs.value is None or not (basis.numerator or basis.denominator):
                continue
            counts = [other for other in _counts(dataset, obs) if other.value is not None]
            behind = {place[id(other)] for other in counts}
            secret = behind & withheld or (
                measure.unit == PER_CENT and behind.intersection(rounded)
            )
            if secret or any(
                _implies_small(dataset, obs, whole, settings) for whole in _wholes(dataset, obs)
            ):
                found.add(place[id(obs)])
    return found


def _counts(dataset: Dataset, obs: Observation) -> Iterator[Observation]:
    part = dataset.measures[obs.measure].basis.numerator
    if part and (found := counterpart(dataset, obs, part)) is not None:
        yield found
    yield from _wholes(dataset, obs)


def _wholes(dataset: Dataset, obs: Observation) -> Iterator[Observation]:
    """Give what a share is of: the same codes, or all of a breakdown of the same measure."""
    basis = dataset.measures[obs.measure].basis
    if not basis.denominator:
        return
    if basis.numerator != basis.denominator:
        found = counterpart(dataset, obs, basis.denominator)
        if found is not None:
            yield found
        return
    shared = dataset.measures[basis.denominator].dimensions
    dims = {name: code for name, code in obs.dims.items() if name in shared}
    for name, code in dims.items():
        if code != TOTAL:
            whole = dataset.get(basis.denominator, obs.year, **{**dims, name: TOTAL})
            if whole is not None:
                yield whole


def _implies_small(
    dataset: Dataset, obs: Observation, whole: Observation, settings: Disclosure
) -> bool:
    """Whether a rounded percentage of a known whole can only be a small count."""
    measure = dataset.measures[obs.measure]
    if measure.unit != PER_CENT or obs.value is None or whole.value is None:
        return False
    half = Decimal(1).scaleb(-measure.decimals) / 2
    low = ((obs.value - half) * whole.value / 100).to_integral_value(ROUND_CEILING)
    high = ((obs.value + half) * whole.value / 100).to_integral_value(ROUND_FLOOR)
    return any(settings.small(value) for value in range(int(low), int(high) + 1))
