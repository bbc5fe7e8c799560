"""Where a number comes from: hover texts, source lines and notes, from observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from komreport.data.codelists import TOTAL
from komreport.data.observation import ROUNDED
from komreport.report import formats

if TYPE_CHECKING:
    from komreport.data import Dataset, Observation

SUPPRESSED = "skjermet"
MISSING = {
    "ikke_rapportert": "ikke rapportert",
    SUPPRESSED: SUPPRESSED,
    "trukket": "trukket tilbake",
}
WITHHELD_NOTE = "Skjermet betyr at tallet ikke vises av hensyn til personvernet."


def unique(items: Iterable[str]) -> list[str]:
    """Keep the first of each, in order, and leave out empty strings."""
    return [item for item in dict.fromkeys(items) if item]


def place(section: str) -> str:
    """Name a place in a publication: «punkt 3.2», «tabell 2», «sammendrag»."""
    return f"punkt {section}" if section[:1].isdigit() else section


def sources(ds: Dataset, observations: Iterable[Observation]) -> list[str]:
    """Name each source once: «Politidirektoratet (KOM tilstandsrapport 2023, tabell 2 og 3)»."""
    places: dict[tuple[str, str], list[str]] = {}
    for obs in observations:
        places.setdefault((obs.source, obs.publication), []).append(place(obs.section or ""))
    lines = []
    for (actor, publication), found in places.items():
        where = formats.listing(_merged(sorted(unique(found), key=_natural)))
        title = ds.label("publikasjoner", publication) if publication else ""
        inside = ", ".join(unique([title, where]))
        lines.append(ds.label("aktorer", actor) + (f" ({inside})" if inside else ""))
    return unique(lines)


def source_line(ds: Dataset, observations: Iterable[Observation]) -> str:
    """Write the source line of a table or figure: «Kilde: …» or «Kilder: …; …»."""
    found = sources(ds, observations)
    if not found:
        return ""
    return ("Kilde: " if len(found) == 1 else "Kilder: ") + "; ".join(found)


def notes(ds: Dataset, observations: Iterable[Observation]) -> list[str]:
    """Collect the notes of the data, and say when a number comes from a later report."""
    seen = list(observations)
    result = unique(sentence(obs.note or "") for obs in seen)
    result += rounding(ds, seen)
    later = sorted({obs.vintage for obs in seen if obs.vintage > ds.year})
    for edition in later:
        years = formats.years([obs.year for obs in seen if obs.vintage == edition])
        result.append(f"Tall for {years} er hentet fra {edition}-rapporten.")
    return result


def bounds(observations: Iterable[Observation]) -> list[str]:
    """Explain the bounds among some numbers."""
    sides = {obs.precision.side for obs in observations}
    lower = ["«Over» og «minst» er nedre grenser; tallet kan være høyere."] if 1 in sides else []
    upper = ["«Under» og «høyst» er øvre grenser; tallet kan være lavere."] if -1 in sides else []
    return lower + upper


def withheld(observation: Observation | None) -> bool:
    """Whether a number is withheld, by its source or by the report."""
    return observation is not None and observation.status == SUPPRESSED


def rounding(ds: Dataset, observations: Iterable[Observation]) -> list[str]:
    """Say that some numbers are rounded to protect persons, and what a 0 then means."""
    rounded = [obs for obs in observations if obs.treatment == ROUNDED]
    if not rounded:
        return []
    base = ds.disclosure.base
    text = f"Tallene er avrundet til noe som kan deles på {base}, av hensyn til personvernet."
    if any(obs.rounded_away for obs in rounded):
        text += f" 0 betyr færre enn {base}."
    return [text]


def value(ds: Dataset, obs: Observation) -> str:
    """Write a value for a note or an appendix: «548», «over 60», a sign when there is none."""
    if obs.value is None:
        return ":" if withheld(obs) else ".."
    decimals = ds.measures[obs.measure].decimals
    text = formats.number(formats.rounded(obs.value, decimals, obs.precision), decimals)
    return (
        f"{formats.qualifier(obs.precision)}{formats.NBSP}{text}" if obs.precision.bound else text
    )


def what(ds: Dataset, obs: Observation) -> str:
    """Name a number by its measure and codes: «Anmeldelser: Oslo, prostitusjon»."""
    codes = [ds.label(d, c, short=True) for d, c in obs.dims.items() if c != TOTAL]
    name = ds.measures[obs.measure].name
    return f"{name}: {', '.join(codes)}" if codes else name


def remark(ds: Dataset, obs: Observation) -> str:
    """Say in brackets that this report corrects a number: « (rettet fra 548)»; else nothing."""
    before = ds.corrected(obs)
    if before is None:
        return ""
    if before.value is None:
        return " (rettet tall)"
    if before.status == "forelopig":
        return f" (foreløpig tall var {value(ds, before)})"
    return f" (rettet fra {value(ds, before)})"


def correction(ds: Dataset, obs: Observation) -> str:
    """Say in a sentence what this report corrects; an empty string when it does not."""
    before = ds.corrected(obs)
    if before is None:
        return ""
    edition = f"{before.vintage}-rapporten"
    if before.value is None:
        said = f"rettet siden {edition}. Hva som sto der, er ikke oppgitt"
    elif before.status == "forelopig":
        said = f"endelig tall, {value(ds, before)} var foreløpig i {edition}"
    else:
        said = f"rettet fra {value(ds, before)} i {edition}"
    return sentence(f"{what(ds, obs)}, {obs.year}: {said}")


def corrections(ds: Dataset, observations: Iterable[Observation]) -> list[str]:
    """Say what this report corrects among some numbers, a sentence each."""
    return unique(correction(ds, obs) for obs in observations)


def title(ds: Dataset, observations: Sequence[Observation], *, computed: bool = False) -> str:
    """Write what hover and focus show on a number: source, status, notes, edition."""
    if not observations:
        return ""
    parts = [source_line(ds, observations) + "."]
    if computed:
        parts.insert(0, "Regnet ut fra tallene i kilden.")
    if any(obs.status == "forelopig" for obs in observations):
        parts.append("Foreløpig tall.")
    if any(obs.status == "anslag" for obs in observations):
        parts.append("Anslag.")
    if any(map(withheld, observations)):
        parts.append(WITHHELD_NOTE)
    parts += bounds(observations)
    parts += rounding(ds, observations)
    parts += corrections(ds, observations)
    parts += unique(sentence(obs.note or "") for obs in observations)
    later = sorted({obs.vintage for obs in observations if obs.vintage > ds.year})
    parts += [f"Tallet er hentet fra {edition}-rapporten." for edition in later]
    return " ".join(parts)


def sentence(text: str) -> str:
    """End a note with a full stop."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?" else text + "."


def _natural(text: str) -> tuple[str, list[int]]:
    head, _, tail = text.rpartition(" ")
    digits = [int(part) for part in tail.split(".") if part.isdigit()]
    return (head if digits else text, digits)


def _merged(places: Sequence[str]) -> list[str]:
    """Say «tabell» once: «tabell 2», «3» for «tabell 2», «tabell 3»."""
    result: list[str] = []
    previous = ""
    for item in places:
        head, _, tail = item.partition(" ")
        result.append(tail if tail and head == previous else item)
        previous = head if tail else ""
    return result
