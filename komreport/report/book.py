"""The report that a notebook calls ``r``: everything it can say about its year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.report import appendix, formats, provenance, registers
from komreport.report.cards import Kort, Nokkeltall
from komreport.report.numbers import Style, Tall, computed
from komreport.report.phrases import Frase, Phrases
from komreport.report.reader import NOT_PLACES, Reader, unknown
from komreport.report.tables import Tables

if TYPE_CHECKING:
    from komreport.data import Dataset, Measure
    from komreport.report.figures import Figurer
    from komreport.report.grid import Tabell

Fra = int | tuple[int, int] | None


class Report:
    """The report of one year.

    In all methods ``maal`` is a measure id, ``aar`` a year (this report's when left out), and
    further keywords are codes of dimensions (the total, ``i_alt``, when left out). Unknown names
    raise `UnknownNameError` with the nearest ones; a missing number never raises.

    Args:
        ds: The data of the report year.
        root: The project folder.
    """

    def __init__(self, ds: Dataset, root: Path) -> None:
        self.ds = ds
        self.root = root
        self.aar: int = ds.year
        self._reader = Reader(ds)
        self._phrases = Phrases(self._reader)
        self._tables = Tables(self._reader)

    def __repr__(self) -> str:
        return f"Rapport for {self.aar} med {len(self.ds.measures)} mål"

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
        **dims: str,
    ) -> Tall:
        """A number: «27»; with ``ord`` «tre», with ``enhet`` «27 anmeldelser»."""
        style = Style(words=ord, unit=enhet, decimals=desimaler, about=anslag)
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
        known = [obs for code, obs in found if code not in uten and obs.value is not None]
        count = sum(1 for obs in known if obs.value)
        value = Decimal(count) if known else None
        return computed(self.ds, _count(self._reader.measure(maal)), value, known, Style(words=ord))

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
        self, maal: str, *, fra: int | None = None, aar: int | None = None, **dims: str
    ) -> Frase:
        """«en økning fra 176 i 2022», «en nedgang fra …», «uendret fra 2022», what is missing."""
        return self._phrases.change(maal, fra, aar, dims)

    def sammenlikning(
        self,
        maal: str,
        *,
        aar: int | Sequence[int] | None = None,
        antall: int = 3,
        **dims: str,
    ) -> Frase:
        """«35 i 2022, 36 i 2021 og 49 i 2020»: the latest earlier years that are known."""
        return self._phrases.comparison(maal, aar, antall, dims)

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

    # Cards --------------------------------------------------------------------------------------

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

    def kort(
        self,
        maal: str,
        etikett: str | None = None,
        *,
        endring: bool = False,
        trend: bool = False,
        lenke: str | None = None,
        ikon: str | None = None,
        aar: int | None = None,
        **dims: str,
    ) -> Kort:
        """A key-figure card, to be shown by `nokkeltall`.

        Args:
            maal: Measure id.
            etikett: What the number counts; the measure's noun when left out.
            endring: Show the change from the year before.
            trend: Show a small line of the last years, when three or more are known.
            lenke: A cross-reference, as ``@sec-straffesaker``.
            ikon: Name of a pictogram.
            aar: Year, this report's when left out.
            **dims: Codes of dimensions.
        """
        measure = self._reader.measure(maal)
        number = self._reader.tall(maal, aar, dims, Style())
        label = etikett
        if label is None:
            label = measure.singular if number.verdi == 1 else measure.plural
        change = self._phrases.change(maal, None, aar, dims) if endring else None
        line = self._trend(maal, aar, dims) if trend else ()
        return Kort(number, label, change, line, lenke, ikon)

    def nokkeltall(self, *kort: Kort) -> Nokkeltall:
        """Show cards side by side."""
        observations = [obs for card in kort for obs in card.tall.observasjoner]
        return Nokkeltall(kort, provenance.source_line(self.ds, observations))

    # Tables -------------------------------------------------------------------------------------

    def tabell(
        self,
        maal: str | Sequence[str],
        *,
        rader: str,
        kolonner: str | None = None,
        i_parentes: str | None = None,
        null_i_parentes: bool | str = False,
        aar: int | Sequence[int] | None = None,
        tittel: str = "",
        hjorne: str | None = None,
        over: str = "",
        navn: Mapping[str, str] | None = None,
        sum: bool = True,  # noqa: A002
        uten_null: bool = False,
        **dims: str,
    ) -> Tabell:
        """A table with one number per cell.

        Args:
            maal: Measure id, or several when ``rader`` or ``kolonner`` is ``maal``.
            rader: A dimension, ``aar`` or ``maal``.
            kolonner: The same for columns; one column of numbers when left out.
            i_parentes: A second measure, in brackets after the number when it is not zero.
            null_i_parentes: Brackets also for zero: True, or the code of the row.
            aar: Years along an ``aar`` axis, else the year that the table is about.
            tittel: Short name of the table.
            hjorne: Header of the label column.
            over: A header over all columns but the total's.
            navn: Other labels for codes, years or measures.
            sum: Show the total's row and column.
            uten_null: Leave out rows in which everything is zero.
            **dims: Codes of other dimensions.
        """
        return self._tables.table(
            maal,
            rows=rader,
            columns=kolonner,
            aside=i_parentes,
            nil_aside=null_i_parentes,
            years=aar,
            title=tittel,
            corner=hjorne,
            spanner=over,
            labels=navn,
            total=sum,
            skip_zero=uten_null,
            dims=dims,
        )

    def tabell_endring(
        self,
        maal: Sequence[str],
        *,
        fra: int,
        til: int | None = None,
        mot: Sequence[int | tuple[int, int]] | None = None,
        tittel: str = "",
        hjorne: str = "",
        navn: Mapping[str, str] | None = None,
        **dims: str,
    ) -> Tabell:
        """Measures by year, with the changes computed: per cent, percentage points or days.

        Args:
            maal: Measure ids, one row each.
            fra: First year.
            til: Last year, this report's when left out.
            mot: What the last year is compared with: years or (first, last) for a mean. Last year
                and the mean of all earlier years when left out.
            tittel: Short name of the table.
            hjorne: Header of the label column.
            navn: Other labels for measures.
            **dims: Codes of dimensions.
        """
        return self._tables.changes(
            maal,
            fra=fra,
            til=til,
            against=mot,
            title=tittel,
            corner=hjorne,
            labels=navn,
            dims=dims,
        )

    def tabell_register(
        self,
        register: Any,  # noqa: ANN401  (a pandas frame)
        kolonner: Mapping[str, str],
        *,
        tittel: str = "",
        kilde: str = "",
    ) -> Tabell:
        """A table of texts from `liste`, with ``kolonner`` as column name → header."""
        return self._tables.register(register, kolonner, title=tittel, source=kilde)

    def tabell_aktiviteter(self, typer: Sequence[str], register: str = "aktiviteter") -> Tabell:
        """A table of dated events of some types, oldest first."""
        return registers.activities(self._reader, register, typer)

    def tabell_matrise(self, register: str, *, rader: str, kolonner: str) -> Tabell:
        """How many entries of a register each row and column has, with links to the passages."""
        return registers.matrix(self._reader, register, rader, kolonner, self.root / "notebooks")

    # Appendices ---------------------------------------------------------------------------------

    def tallgrunnlag(self) -> appendix.Dokument:
        """Every number that the chapters show, with source, edition and note."""
        return appendix.number_basis(self.ds, appendix.used_keys())

    def mangler(self) -> Tabell:
        """The numbers of this year that nobody has reported, and why."""
        return appendix.coverage(self.ds)

    def uten_tall(self) -> Frase:
        """The measures that have no number at all for this year, in words."""
        names = [formats.uncapitalised(name) for name in appendix.gaps(self.ds)]
        return Frase((formats.listing(names) if names else "ingen",))

    def revisjoner(self) -> Tabell:
        """The numbers that two report years print differently."""
        return appendix.editions(self.ds)

    def avstemming(self) -> Tabell:
        """The rules that numbers must keep, and how each came out."""
        return appendix.reconciliation(self.ds, self.root)

    def aktorer(self, typer: Sequence[str] | None = None) -> Tabell:
        """The actors, with short names and links."""
        return appendix.actors(self.ds, typer)

    # Registers ----------------------------------------------------------------------------------

    def liste(
        self,
        register: str,
        *,
        navn: bool = False,
        **filter: str,  # noqa: A002
    ) -> Any:  # noqa: ANN401
        """The rows of a register (events, recommendations …) as a pandas frame.

        Args:
            register: Name of the register.
            navn: Show short names instead of codes.
            **filter: Column and the value that rows must have.
        """
        if register not in self.ds.themes:
            raise unknown("registeret", register, self.ds.themes)
        frame: Any = self.ds.register(register)
        for name, wanted in filter.items():
            if name not in frame.columns:
                raise unknown("kolonnen", name, list(frame.columns), place=f"«{register}»")
            frame = frame[frame[name].astype(str) == str(wanted)]
        frame = frame.reset_index(drop=True)
        if navn:
            for column in self.ds.themes[register].fields:
                if column.codelist:
                    frame[column.name] = [
                        self.ds.label(column.codelist, code, short=True) if code else ""
                        for code in frame[column.name]
                    ]
        return frame

    def antall(
        self,
        register: str,
        *,
        ord: bool = False,  # noqa: A002
        **filter: str,  # noqa: A002
    ) -> Tall:
        """How many rows of a register fit the filter."""
        value = Decimal(len(self.liste(register, navn=False, **filter)))
        word = formats.word(value) if ord else None
        return Tall(value, word or formats.number(value))

    # Figures ------------------------------------------------------------------------------------

    @cached_property
    def figur(self) -> Figurer:
        """The figures."""
        from komreport.report.figures import Figurer  # noqa: PLC0415  (Altair is slow to import)

        return Figurer(self._reader, self.root)

    def _trend(
        self, measure: str, year: int | None, dims: Mapping[str, str]
    ) -> tuple[tuple[int, str], ...]:
        last = self._reader.checked_year(year)
        years = [each for each in self._reader.known_years(measure, dims) if each <= last][-10:]
        if len(years) < 3:
            return ()
        values = [(each, self._reader.value(measure, each, dims)) for each in years]
        return tuple(
            (each, f"{value.normalize():f}") for each, value in values if value is not None
        )


def _count(measure: Measure) -> Measure:
    return replace(measure, decimals=0, unit="antall")
