"""The report that a notebook calls ``r``: everything it can say about its year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from komreport.data.reconcile import reconcile
from komreport.report import appendix, basis, disclosure, formats, provenance, registers
from komreport.report.brand import brand
from komreport.report.cards import GAP, Kort, Nokkeltall
from komreport.report.numbers import Style, Tall
from komreport.report.phrases import Frase
from komreport.report.prose import Prose
from komreport.report.reader import unknown
from komreport.report.tables import Tables

if TYPE_CHECKING:
    from komreport.data import Dataset
    from komreport.data.reconcile import Outcome
    from komreport.report.figures import Figurer
    from komreport.report.grid import Tabell


class Report(Prose):
    """The report of one year.

    In all methods ``maal`` is a measure id, ``aar`` a year (this report's when left out), and
    further keywords are codes of dimensions (the total, ``i_alt``, when left out). Unknown names
    raise `UnknownNameError` with the nearest ones; a missing number never raises.

    Args:
        ds: The data of the report year.
        root: The project folder.
    """

    def __init__(self, ds: Dataset, root: Path) -> None:
        super().__init__(ds)
        self.root = root
        self._tables = Tables(self._reader)

    def __repr__(self) -> str:
        return f"Rapport for {self.aar} med {len(self.ds.measures)} mål"

    # Cards --------------------------------------------------------------------------------------

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
        found = provenance.corrections(self.ds, observations)
        return Nokkeltall(
            kort, brand(self.root), provenance.source_line(self.ds, observations), found
        )

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
        hjorne: str = "Tallet gjelder",
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

    def tallgrunnlag(self) -> basis.Dokument:
        """Every number that the chapters show, with source, edition and note."""
        return basis.appendix(self.ds, basis.used_numbers())

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

    def skjerming(self, *, kort: bool = False) -> basis.Dokument | None:
        """How small counts are protected; with ``kort`` a box, and nothing when they are not."""
        text = disclosure.notice(self.ds) if kort else disclosure.method(self.ds)
        return basis.Dokument(text) if text else None

    def avstemming(self, *, avvik: bool | None = None) -> Tabell:
        """The rules that numbers must keep, and how each came out.

        Args:
            avvik: ``True`` for the rules that do not hold everywhere, with explanations, ``False``
                for those that do, with how often each was tried.
        """
        return appendix.reconciliation(self._outcomes, deviating=avvik)

    @cached_property
    def _outcomes(self) -> list[Outcome]:
        return reconcile(self.ds, self.root)

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
        from komreport.report.figures import Figurer  # noqa: PLC0415  (many notebooks have none)

        return Figurer(self._reader, self.root)

    def _trend(
        self, measure: str, year: int | None, dims: Mapping[str, str]
    ) -> tuple[tuple[int, str], ...]:
        last = self._reader.checked_year(year)
        known = [each for each in self._reader.known_years(measure, dims) if each <= last][-10:]
        if len(known) < 3:
            return ()
        found = [
            (each, self._reader.get(measure, each, dims)) for each in range(known[0], known[-1] + 1)
        ]
        if any(obs.precision.bound for _, obs in found if obs and obs.value is not None):
            return ()
        return tuple(
            (each, GAP if obs is None or obs.value is None else f"{obs.value.normalize():f}")
            for each, obs in found
        )
