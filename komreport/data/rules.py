"""The reconciliation rules of ``data/avstemming.yml``: what must add up, in the editors' words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from komreport.data.codelists import TOTAL
from komreport.data.dataset import Dataset
from komreport.data.schema import read_yaml
from komreport.data.suggest import did_you_mean
from komreport.errors import DataError, DataErrors, KomreportError, UnknownNameError

FILE = "avstemming.yml"

#: Words that stand for something else than one code, one year or one edition.
ALL = "alle"
PREVIOUS = "forrige"

COMMON = ("id", "lesning", "type", "aar", "fra", "toleranse", "kjent", "forskjell")
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "deler": (("maal", "over"), ("der", "koder")),
    "lik": (("venstre", "hoyre"), ()),
    "sum_lik": (("ledd", "lik"), ()),
    "hoyst": (("venstre", "hoyre"), ()),
    "forhold": (("teller", "nevner", "lik"), ("ganger",)),
}
TERM = ("maal", "aar", "der", "utgave", "ganger")
#: How far a ratio may be from a printed whole number that was rounded.
ROUNDING = Decimal("0.5")


@dataclass(frozen=True)
class Term:
    """One number that a rule points at.

    Attributes:
        measure: Id of the measure.
        dims: Codes; dimensions that are left out are totals.
        year: A year, zero or less for years counted from the rule's year; 0 is the year itself.
        edition: Report year whose folder is meant; ``forrige`` for the newest before the row that
            counts; None for the row that counts.
        factor: What the number is multiplied by.
    """

    measure: str
    dims: Mapping[str, str]
    year: int = 0
    edition: int | str | None = None
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        id: Short and unique.
        reading: The rule in Norwegian, as readers see it.
        kind: ``deler``, ``lik``, ``sum_lik``, ``hoyst`` or ``forhold``.
        left: The terms that are added: the parts, for ``deler`` a single pattern of the total. For
            ``forhold`` what is divided, and what it is divided by.
        right: What the sum must equal; for ``hoyst`` what it must not exceed.
        over: The dimension of the parts, for ``deler``.
        codes: Which codes the parts have; empty means all that have a number.
        years: Years that it is tried for; empty means the report year, None all known years.
        since: First of the years that it is tried for, when it is tried for all from then on.
        tolerance: The largest difference that still counts as equal.
        known: Why a known discrepancy exists, by year; the key None holds for every year.
        difference: How large the known discrepancy is; None when it may be of any size.
    """

    id: str
    reading: str
    kind: str
    left: tuple[Term, ...]
    right: Term
    over: str = ""
    codes: tuple[str, ...] = ()
    years: tuple[int, ...] | None = ()
    since: int | None = None
    tolerance: Decimal = Decimal(0)
    known: Mapping[int | None, str] | None = None
    difference: Decimal | None = None

    def explanation(self, year: int, difference: Decimal, blur: int = 0) -> str:
        """Give the declared explanation of a discrepancy in one year, or an empty string.

        Args:
            year: The year.
            difference: The discrepancy.
            blur: How far rounding can have moved it.
        """
        known = self.known or {}
        if self.difference is not None and abs(self.difference - difference) > blur:
            return ""
        return known.get(year, known.get(None, ""))


def read_rules(root: Path, dataset: Dataset) -> list[Rule]:
    """Read the rules of a project; none when the file does not exist.

    Args:
        root: The project folder.
        dataset: Measures, dimensions and codes that the rules may name.

    Raises:
        DataErrors: When rules are wrong: every finding, with the rule it is in.
    """
    path = root / "data" / FILE
    if not path.is_file():
        return []
    file = f"data/{FILE}"
    content = read_yaml(path, root)
    if not isinstance(content, list):
        raise DataErrors([DataError("filen skal være en liste med regler", where=file)])
    rules: list[Rule] = []
    errors: list[KomreportError] = []
    seen: set[str] = set()
    for number, item in enumerate(content, start=1):
        name = item.get("id") if isinstance(item, dict) else None
        where = f"{file}, regel «{name}»" if name else f"{file}, regel nummer {number}"
        found = list(_shape_errors(item, where))
        if name in seen:
            found.append(DataError("id-en er brukt før", where=where, remedy="Gi regelen en egen"))
        if not found:
            try:
                rules.append(_rule(item, dataset))
            except UnknownNameError as error:
                found.append(DataError(error.problem, where=where, remedy=error.remedy))
            except (TypeError, ValueError, InvalidOperation) as error:
                found.append(DataError(str(error), where=where, remedy="Rett regelen"))
        seen.add(str(name))
        errors += found
    if errors:
        raise DataErrors(errors)
    return rules


def _shape_errors(item: object, where: str) -> Iterator[DataError]:
    if not isinstance(item, dict):
        yield DataError(
            "regelen har ikke felter", where=where, remedy="Begynn den med «- id: …», «lesning: …»"
        )
        return
    kind = item.get("type")
    if kind not in KINDS:
        yield DataError(
            f"typen «{kind}» finnes ikke" if kind else "feltet «type» mangler",
            where=where,
            remedy=did_you_mean(str(kind or ""), KINDS, f"Typene er {', '.join(KINDS)}"),
        )
        return
    needed, optional = KINDS[kind]
    required = ("id", "lesning", *needed)
    allowed = (*COMMON, *needed, *optional)
    if not isinstance(item.get("koder") or [], list):
        yield DataError("«koder» skal være en liste", where=where, remedy="Skriv [a, b]")
    yield from _der_errors(item, where)
    for name in required:
        if item.get(name) in (None, "", []):
            yield DataError(f"feltet «{name}» mangler", where=where, remedy="Fyll det inn")
    yield from _unknown_fields(item, allowed, where)
    terms = [item.get(name) for name in ("venstre", "hoyre", "lik", "teller", "nevner")]
    listed = item.get("ledd")
    if listed and not isinstance(listed, list):
        yield DataError("«ledd» skal være en liste", where=where, remedy="Begynn hvert ledd med -")
        return
    for term in (*terms, *(listed or [])):
        if term is None:
            continue
        if not isinstance(term, dict) or not term.get("maal"):
            yield DataError(
                "et ledd mangler «maal»", where=where, remedy="Skriv for eksempel {maal: vedtak}"
            )
        else:
            yield from _unknown_fields(term, TERM, where)
            yield from _der_errors(term, where)


def _der_errors(item: Mapping[Any, Any], where: str) -> Iterator[DataError]:
    if not isinstance(item.get("der") or {}, dict):
        yield DataError(
            "«der» skal ha en kode for hver inndeling", where=where, remedy="Skriv {kjonn: kvinne}"
        )


def _unknown_fields(
    item: Mapping[Any, Any], allowed: Sequence[str], where: str
) -> Iterator[DataError]:
    for name in item:
        if name not in allowed:
            yield DataError(
                f"feltet «{name}» er ukjent",
                where=where,
                remedy=did_you_mean(str(name), allowed, f"Feltene er {', '.join(allowed)}"),
            )


def _rule(item: Mapping[str, Any], dataset: Dataset) -> Rule:
    kind = item["type"]
    over = ""
    codes: tuple[str, ...] = ()
    left: tuple[Term, ...]
    if kind == "deler":
        total = _term({"maal": item["maal"], "der": item.get("der")}, dataset)
        left, right = (total,), total
        over, codes = str(item["over"]), tuple(map(str, item.get("koder") or ()))
        measure = dataset.measure(total.measure)
        for code in codes or (TOTAL,):
            dataset.codes(measure, {over: code})
    elif kind in {"lik", "hoyst"}:
        left = (_term(item["venstre"], dataset),)
        right = _term(item["hoyre"], dataset)
    elif kind == "forhold":
        above = _term(item["teller"], dataset)
        factor = above.factor * _factor(item.get("ganger", 1))
        left = (replace(above, factor=factor), _term(item["nevner"], dataset))
        right = _term(item["lik"], dataset)
    else:
        left = tuple(_term(term, dataset) for term in item["ledd"])
        right = _term(item["lik"], dataset)
    if kind != "deler" and any(ALL in term.dims.values() for term in (*left, right)):
        raise ValueError(f"«{ALL}» kan bare brukes i regler av typen deler")
    return Rule(
        id=str(item["id"]),
        reading=str(item["lesning"]),
        kind=kind,
        left=left,
        right=right,
        over=over,
        codes=codes,
        years=_years(item.get("aar")),
        since=_since(item),
        tolerance=_tolerance(item.get("toleranse", ROUNDING if kind == "forhold" else 0)),
        known=_known(item.get("kjent")),
        difference=None if item.get("forskjell") is None else _number(item["forskjell"]),
    )


def _term(item: Mapping[str, Any], dataset: Dataset) -> Term:
    measure = dataset.measure(str(item["maal"]))
    dims = {str(name): str(code) for name, code in (item.get("der") or {}).items()}
    dataset.codes(measure, {name: TOTAL if code == ALL else code for name, code in dims.items()})
    edition = item.get("utgave")
    if edition is not None and edition != PREVIOUS and not _is_whole(edition):
        raise ValueError(f"utgaven «{edition}» skal være et årstall eller «{PREVIOUS}»")
    year = item.get("aar", 0)
    if not _is_whole(year):
        raise ValueError(f"året «{year}» i et ledd skal være et årstall, eller -1 for året før")
    return Term(measure.id, dims, year, edition, _factor(item.get("ganger", 1)))


def _factor(value: object) -> Decimal:
    if not _is_whole(value):
        raise ValueError(f"«ganger» skal være et helt tall, ikke «{value}»")
    return Decimal(str(value))


def _since(item: Mapping[str, Any]) -> int | None:
    since = item.get("fra")
    if since is None:
        return None
    if not _is_whole(since) or "aar" in item:
        raise ValueError("«fra» skal være et årstall, og kan ikke stå sammen med «aar»")
    return int(since)


def _years(value: object) -> tuple[int, ...] | None:
    if value is None:
        return ()
    if value == ALL:
        return None
    years = value if isinstance(value, list) else [value]
    if not all(_is_whole(year) for year in years):
        raise ValueError(f"«aar» skal være et årstall, en liste med årstall eller «{ALL}»")
    return tuple(years)


def _tolerance(value: object) -> Decimal:
    try:
        tolerance = Decimal(str(value))
    except InvalidOperation:
        tolerance = Decimal(-1)
    if not tolerance.is_finite() or tolerance < 0:
        raise ValueError(f"toleransen «{value}» skal være et tall som er 0 eller større")
    return tolerance


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"forskjellen «{value}» skal være et tall") from None


def _known(value: object) -> dict[int | None, str] | None:
    if value is None:
        return None
    if isinstance(value, str) and value.strip():
        return {None: value}
    if isinstance(value, dict) and value and all(_is_whole(year) for year in value):
        return {year: str(text) for year, text in value.items()}
    raise ValueError("«kjent» skal være en forklaring, eller en forklaring for hvert årstall")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
