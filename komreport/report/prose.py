"""What a report says in prose: numbers and phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from komreport.data.observation import WITHHELD
from komreport.data.precision import AT_LEAST, EXACT
from komreport.report import formats
from komreport.report.numbers import Style, Tall, computed
from komreport.report.phrases import Frase, Phrases
from komreport.report.reader import NOT_PLACES, Reader, Words, unknown

if TYPE_CHECKING:
    from komreport.data import Dataset, Measure, Observation

Fra = int | tuple[int, int] | None


class Prose(Words):
    """The numbers and phrases of one report year.

    Args:
        ds: The data of the report year.
    """

    def __init__(self, ds: Dataset) -> None:
        self.ds = ds
        self.aar: int = ds.year
        self._reader = Reader(ds)
        self._phrases = Phrases(self._reader)

    # Numbers ------------------------------------------------------------------------------------

    def tall(
        self,
        maal: str,
        *,
        aar: int | None = None,
        ord: bool = False,  # noqa: A002  (the editors' word)
        enhet: bool = False,
        desimaler: int | None = None,
        anslag: bool = True,
        rettet: bool = True,
        **dims: str,
    ) -> Tall:
        """A number: «27»; with ``ord`` «tre», with ``enhet`` «27 anmeldelser».

        «541 (rettet fra 548)» when this report corrects it, unless ``rettet=False``.
        """
        style = Style(words=ord, unit=enhet, decimals=desimaler, about=anslag, corrected=rettet)
        return self._reader.tall(maal, aar, dims, style)

    def sum(
        self,
        maal: str,
        *,
        aar: int | None = None,
        ord: bool = False,  # noqa: A002
        enhet: bool = False,
        **dims: str | Sequence[str],
    ) -> Tall:
        """A sum over codes: ``r.sum("x", region=["asia", "afrika"])``; missing if a part is."""
        return self._reader.total(maal, aar, dims, Style(words=ord, unit=enhet))

    def snitt(
        self,
        maal: str,
        *,
        fra: int,
        til: int,
        enhet: bool = False,
        desimaler: int | None = None,
        **dims: str,
    ) -> Tall:
        """The mean of the years from ``fra`` to ``til``; missing when one of them is."""
        value, known = self._reader.base(maal, (fra, til), til, dims)
        style = Style(unit=enhet, decimals=desimaler)
        return computed(self.ds, self._reader.measure(maal), value, known, style)

    def prosentendring(
        self,
        maal: str,
        *,
        fra: Fra = None,
        aar: int | None = None,
        enhet: bool = False,
        absolutt: bool = False,
        desimaler: int | None = None,
        **dims: str,
    ) -> Tall:
        """The change in per cent from a year, or from the mean of ``fra=(2019, 2022)``."""
        style = Style(unit=enhet, decimals=desimaler, absolute=absolutt)
        return self._reader.change(maal, fra, aar, dims, style, relative=True)

    def differanse(
        self,
        maal: str,
        *,
        fra: Fra = None,
        aar: int | None = None,
        enhet: bool = False,
        absolutt: bool = False,
        desimaler: int | None = None,
        **dims: str,
    ) -> Tall:
        """The change in the measure's own unit; for per cent in percentage points."""
        style = Style(unit=enhet, decimals=desimaler, absolute=absolutt)
        return self._reader.change(maal, fra, aar, dims, style, relative=False)

    def antall_med(
        self,
        maal: str,
        etter: str,
        *,
        aar: int | None = None,
        uten: Sequence[str] = NOT_PLACES,
        ord: bool = False,  # noqa: A002
        **dims: str,
    ) -> Tall:
        """How many codes of ``etter`` have a value above zero (8 of 12 police districts)."""
        found = self._reader.parts(maal, etter, aar, dims)
        about = [obs for code, obs in found if code not in uten]
        # Where zeros are shown, whatever the report withholds is known to be above zero.
        sign = not self.ds.disclosure.protect_zero
        hidden = [obs for obs in about if obs.treatment == WITHHELD]
        known = [obs for obs in about if obs.value is not None or (sign and obs in hidden)]
        sure = [obs for obs in known if _above_zero(obs) or obs in hidden]
        open_ = bool(hidden and not sign) or any(
            obs not in sure and (obs.value or obs.rounded_away) for obs in known
        )
        value = Decimal(len(sure)) if known else None
        return computed(
            self.ds,
            _count(self._reader.measure(maal)),
            value,
            known,
            Style(words=ord),
            exactness=AT_LEAST if open_ else EXACT,
        )

    def antall_koder(
        self,
        liste: str,
        *,
        uten: Sequence[str] = NOT_PLACES,
        ord: bool = False,  # noqa: A002
    ) -> Tall:
        """How many codes a code list has, the total and ``uten`` left out (12 police districts)."""
        if liste not in self.ds.codelists:
            raise unknown("kodelista", liste, self.ds.codelists)
        codes = [code for code in self.ds.order(liste) if code != "i_alt" and code not in uten]
        value = Decimal(len(codes))
        word = formats.word(value) if ord else None
        return Tall(value, word or formats.number(value))

    def kjent(self, maal: str, *, aar: int | None = None, **dims: str) -> bool:
        """Whether a number is known."""
        return self._reader.value(maal, aar, dims) is not None

    # Phrases ------------------------------------------------------------------------------------

    def endring(
        self,
        maal: str,
        *,
        fra: int | None = None,
        aar: int | None = None,
        rettet: bool = True,
        **dims: str,
    ) -> Frase:
        """«en økning fra 176 i 2022», «en nedgang fra …», «uendret fra 2022», what is missing."""
        return self._phrases.change(maal, fra, aar, dims, corrected=rettet)

    def sammenlikning(
        self,
        maal: str,
        *,
        aar: int | Sequence[int] | None = None,
        antall: int = 3,
        rettet: bool = True,
        **dims: str,
    ) -> Frase:
        """«35 i 2022, 36 i 2021 og 49 i 2020»: the latest earlier years that are known."""
        return self._phrases.comparison(maal, aar, antall, dims, corrected=rettet)

    def andel(
        self,
        maal: str,
        *,
        av: str | Mapping[str, str] | None = None,
        aar: int | None = None,
        ord: bool = False,  # noqa: A002
        **dims: str,
    ) -> Frase:
        """«17 av 27»; «53 prosent (115 av 216)» when the whole is 100 or more."""
        return self._phrases.share(maal, av, aar, dims, words=ord)

    def fordeling(
        self,
        maal: str,
        etter: str,
        *,
        aar: int | None = None,
        antall: int | None = None,
        **dims: str,
    ) -> Frase:
        """«6 fra Sør-Amerika, 5 fra Øst-Europa …»: largest first, zeros left out."""
        return self._phrases.distribution(maal, etter, aar, antall, dims)

    def profil(
        self,
        maal: str,
        etter: Sequence[str] = ("oppfolging", "kjonn", "utnyttingsform", "region"),
        *,
        aar: int | None = None,
        **dims: str,
    ) -> Frase:
        """A total with its change and its breakdowns, in one paragraph: an actor in numbers."""
        return self._phrases.profile(maal, etter, aar, dims)


def _above_zero(obs: Observation) -> bool:
    """Whether a number is above zero for certain; an upper bound is not."""
    if not obs.value:
        return obs.precision.side > 0 and obs.precision.strict
    return obs.precision.side >= 0


def _count(measure: Measure) -> Measure:
    return replace(measure, decimals=0, unit="antall")
