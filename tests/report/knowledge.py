"""What a reader of the real report can calculate with: found from what is printed, by itself.

Shares no code with `komreport.data.disclosure`. Sums are found by trying which breakdowns add up,
rules are read from the file as anybody can read them in appendix A.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import yaml

from komreport.data import Dataset, Observation, load
from tests.conftest import ROOT

#: A row of a data file.
Name = tuple[str, int]
Sum = tuple[dict[Name, int | Fraction], int | Fraction]
Truth = Mapping[Name, Observation]
Codes = frozenset[tuple[str, str]]


def name(obs: Observation) -> Name:
    """Give the row that an observation stands in."""
    return obs.file.as_posix(), obs.row


def knowledge(truth: Truth, counts: set[Name]) -> tuple[list[Sum], list[Sum]]:
    """Give the sums that are known, and those of which an upper bound is known."""
    equal: list[Sum] = []
    bounded: list[Sum] = []
    for year in range(2019, 2024):
        report = load(ROOT, year)
        rows = [obs for obs in report.observations if name(obs) in counts]
        pairs = [*_breakdowns(report, rows), *_rules(rows), *_subsets(report, rows)]
        for parts, whole, exact in pairs:
            terms: dict[Name, int | Fraction] = defaultdict(int)
            for obs in parts:
                terms[name(obs)] += 1
            terms[name(whole)] -= 1
            residual = sum(weight * int(truth[n].value or 0) for n, weight in terms.items())
            if exact:
                equal.append((dict(terms), residual))
            elif residual <= 0:
                bounded.append((dict(terms), 0))
    editions: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for n in counts:
        editions[truth[n].identity].append(truth[n])
    for found in editions.values():
        for first, second in pairwise(sorted(found, key=lambda obs: obs.vintage)):
            difference = int(second.value or 0) - int(first.value or 0)
            equal.append(({name(second): 1, name(first): -1}, difference))
    return equal, bounded


def _breakdowns(
    report: Dataset, rows: list[Observation]
) -> Iterator[tuple[list[Observation], Observation, bool]]:
    groups: dict[tuple[str, ...], dict[str, Observation]] = defaultdict(dict)
    for obs in rows:
        for dimension, code in obs.dims.items():
            rest = tuple(f"{d}={c}" for d, c in obs.dims.items() if d != dimension)
            groups[obs.measure, str(obs.year), dimension, *rest][code] = obs
    for (_, _, dimension, *_), codes in groups.items():
        above = report.codelists[dimension].parent
        for whole, total in codes.items():
            if whole == "i_alt":
                tried = [
                    [obs for code, obs in codes.items() if code != "i_alt"],
                    [
                        obs
                        for code, obs in codes.items()
                        if code != "i_alt" and above(code) not in codes.keys() - {"i_alt"}
                    ],
                ]
            else:
                tried = [[obs for code, obs in codes.items() if above(code) == whole]]
            for parts in tried:
                if parts:
                    added = sum(obs.value or 0 for obs in parts)
                    yield parts, total, added == total.value


def _subsets(
    report: Dataset, rows: list[Observation]
) -> Iterator[tuple[list[Observation], Observation, bool]]:
    by_place = _places(rows)
    for obs in rows:
        other = report.measures[obs.measure].subset_of
        whole = by_place.get((other, obs.year, _codes(obs.dims))) if other else None
        if whole is not None:
            yield [obs], whole, False


def _rules(rows: list[Observation]) -> Iterator[tuple[list[Observation], Observation, bool]]:
    by_place = _places(rows)
    for rule in yaml.safe_load((ROOT / "data" / "avstemming.yml").read_text(encoding="utf-8")):
        if rule["type"] not in ("lik", "sum_lik", "hoyst"):
            continue
        left = rule.get("ledd") or [rule["venstre"]]
        right = rule.get("lik") if rule["type"] == "sum_lik" else rule["hoyre"]
        if any("utgave" in term or term.get("ganger", 1) != 1 for term in (*left, right)):
            continue
        for year in range(2019, 2024):
            found = [by_place.get(_place(term, year)) for term in (*left, right)]
            if all(obs is not None for obs in found):
                *parts, whole = [obs for obs in found if obs is not None]
                yield parts, whole, rule["type"] != "hoyst"


def _place(term: Mapping[str, Any], year: int) -> tuple[str, int, Codes]:
    told = term.get("aar", 0)
    about = told if told > 0 else year + told
    return term["maal"], about, _codes(term.get("der") or {})


def _codes(dims: Mapping[str, str]) -> Codes:
    return frozenset((d, c) for d, c in dims.items() if c != "i_alt")


def _places(rows: Iterable[Observation]) -> dict[tuple[str, int, Codes], Observation]:
    return {(obs.measure, obs.year, _codes(obs.dims)): obs for obs in rows}


def percentages(report: Dataset, truth: Truth, counts: set[Name]) -> Iterator[Sum]:
    """Give the bounds that the rounded percentages which are shown put on their counts."""
    by_place = _places(report.observations)
    for obs in report.observations:
        measure = report.measures[obs.measure]
        basis = measure.basis
        if obs.value is None or measure.unit != "prosent" or not basis.denominator:
            continue
        codes = _codes(obs.dims)
        part = by_place.get((basis.numerator or basis.denominator, obs.year, codes))
        smaller = [codes - {one} for one in codes] if basis.numerator == basis.denominator else []
        for place in smaller or [codes]:
            whole = by_place.get((basis.denominator, obs.year, place))
            if part is None or whole is None or not {name(part), name(whole)} <= counts:
                continue
            half = Fraction(1, 2 * 10**measure.decimals)
            low, high = ((Fraction(obs.value) + edge) / 100 for edge in (-half, half))
            ratio = Fraction(truth[name(part)].value or 0)
            total = Fraction(truth[name(whole)].value or 0)
            if low * total <= ratio <= high * total:
                yield {name(part): Fraction(1), name(whole): -high}, Fraction(0)
                yield {name(part): Fraction(-1), name(whole): low}, Fraction(0)
