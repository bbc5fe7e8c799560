"""What readers are told of disclosure control."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from komreport.data.observation import WITHHELD
from komreport.data.settings import ROUNDING
from komreport.report import formats

if TYPE_CHECKING:
    from komreport.data import Dataset
    from komreport.data.settings import Disclosure


def notice(ds: Dataset) -> str:
    """Write the box that tells readers that small counts are protected; empty when none are."""
    settings = ds.disclosure
    if not settings.active:
        return ""
    if settings.method == ROUNDING:
        title = "Tallene er avrundet"
        text = (
            f"Tall om personer og saker er rundet av til noe som kan deles på {settings.base}, "
            "av hensyn til personvernet."
        )
    else:
        title = "Små tall er skjermet"
        text = (
            f"{_small(settings)} Noen større tall er holdt tilbake fordi de ville røpet de små. "
            "I teksten står det «skjermet», i tabellene kolon (:)."
        )
    return f'::: {{.callout-note title="{title}"}}\n{text} Se @sec-metode-skjerming.\n:::'


def method(ds: Dataset) -> str:
    """Explain how small counts are protected, or that they are not."""
    settings = ds.disclosure
    if not settings.active:
        return "Rapporten viser også små tall, slik kildene oppgir dem. Ingen tall er skjermet."
    return _rounded(settings) if settings.method == ROUNDING else _suppressed(ds)


def _suppressed(ds: Dataset) -> str:
    settings = ds.disclosure
    counts = [obs for obs in ds.observations if ds.measures[obs.measure].protected]
    hidden = sum(obs.treatment == WITHHELD for obs in counts)
    return "\n\n".join(
        [
            f"{_small(settings)} Det gjelder ikke kroner, dager, møter og andre tall som ikke "
            "handler om personer eller saker.",
            "Et lite tall kan ofte regnes ut fra summen og de andre tallene. Derfor er noen større "
            "tall også holdt tilbake. Et program har valgt dem slik at så lite som mulig går tapt. "
            "Det tar hensyn til summer, andre tabeller, det samme tallet i andre rapporter, og "
            "prosenter. Til slutt prøver det å regne ut hvert tall igjen av alt annet som vises. "
            f"Et lite tall skal ha minst {settings.span} mulige verdier, et større minst to.",
            f"I datasettet til denne rapporten er {_number(hidden)} av {_number(len(counts))} tall "
            "om personer og saker holdt tilbake. I teksten står det «skjermet», i tabellene kolon "
            "(:). Figurene tegner ikke skjermede tall. Prosenter, endringer og summer som bygger "
            "på et skjermet tall, er også skjermet. Merknader til skjermede tall er utelatt.",
        ]
    )


def _rounded(settings: Disclosure) -> str:
    base = settings.base
    return "\n\n".join(
        [
            f"Alle tall om personer og saker er rundet av til noe som kan deles på {base}: til det "
            "nærmeste under eller over. Det gjelder ikke kroner, dager, møter og andre tall som "
            "ikke handler om personer eller saker.",
            "Tallene er rundet av samlet, slik at deler og summer som stemmer i dataene, som regel "
            "også stemmer etterpå. Prosenter og endringer er regnet ut fra de avrundede tallene. "
            f"Hvert tall kan være inntil {base - 1} høyere eller lavere enn det som står. Er et "
            f"tall rundet av til null, står det «færre enn {base}» i teksten og 0 i tabellene. Om "
            "et tall har økt eller gått ned, står bare der endringen er større enn avrundingen. Et "
            "program har prøvd å regne ut de små tallene igjen, og hvert av dem kan ha minst to "
            "verdier. Prosenter som kildene har regnet ut av slike tall, og snitt av et lite "
            "antall, er skjermet. Grenser, som «under 2500», er ikke rundet av. Merknader til små "
            "tall er utelatt.",
        ]
    )


def _small(settings: Disclosure) -> str:
    zero = "" if settings.protect_zero else " og ikke er null,"
    return (
        f"Tall om personer og saker som er mindre enn {settings.threshold}{zero} er holdt tilbake "
        "av hensyn til personvernet."
    )


def _number(value: int) -> str:
    return formats.number(Decimal(value))
