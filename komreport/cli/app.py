"""The commands, and how their errors reach the user: one line each, without a traceback."""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from komreport import __version__
from komreport.cli import INTERRUPTED, Interrupted
from komreport.cli import build as building
from komreport.cli.choices import Format, Level, Output, Renderer
from komreport.cli.console import err, out
from komreport.errors import KomreportError, UnknownNameError, UsageError
from komreport.project import find_root, known_years

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_FAILED = 3

app = typer.Typer(
    name="komreport",
    help="Bygger KOMs tilstandsrapport fra datafiler og notatbøker.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Vis versjonen.")] = False,
) -> None:
    """Bygger KOMs tilstandsrapport fra datafiler og notatbøker."""
    if version:
        out.print(f"komreport {__version__}")
        raise typer.Exit


@app.command()
def build(
    years: Annotated[
        list[int] | None,
        typer.Argument(metavar="ÅR", help="Rapportåret, eller flere. Uten: det nyeste i data/."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all-years", help="Bygg alle årene som har en mappe i data/.")
    ] = False,
    renderer: Annotated[Renderer, typer.Option(help="Hvem som lager HTML og PDF.")] = Renderer.auto,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="KAPITTEL", help="Kjør bare dette kapitlet på nytt. Kan gjentas."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="MAPPE", help="Hvor rapporten legges. Uten: output/.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Hvor mange kapitler som kjøres samtidig.")
    ] = None,
    draft: Annotated[
        bool | None,
        typer.Option("--draft/--final", help="Merk som utkast, eller nekt når noe er utkast."),
    ] = None,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Bruk det som er uendret siden sist.")
    ] = True,
    preheat: Annotated[
        bool, typer.Option("--preheat/--no-preheat", help="Start kapitlene fra én varm prosess.")
    ] = True,
    explain: Annotated[
        bool, typer.Option("--explain", help="Vis hvorfor hvert kapittel ble kjørt, eller ikke.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Bare advarsler og feil.")] = False,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Bygg hele rapporten for ett år eller flere: HTML, PDF og åpne data."""
    with _errors(debug=debug):
        root = find_root()
        chosen = known_years(root) if every else years or known_years(root)[-1:]
        choices = building.Choices(
            renderer=renderer.value,
            only=only or (),
            output=output,
            jobs=jobs,
            draft=draft,
            cache=cache,
            preheat=preheat,
            explain=explain,
            quiet=quiet,
        )
        building.build(root, chosen, choices)


@app.command()
def check(
    year: Annotated[
        int | None, typer.Argument(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="Tabell for folk, resten for maskiner.")
    ] = Format.tabell,
    severity: Annotated[
        Level, typer.Option(help="Vis bare funn som er minst så alvorlige.")
    ] = Level.merknad,
    strict: Annotated[bool, typer.Option(help="Regn advarsler som feil.")] = False,
    show_rules: Annotated[bool, typer.Option("--rules", help="Vis reglene og slutt.")] = False,
    approve: Annotated[
        bool, typer.Option("--godkjenn", help="Tallene er lest mot kildene: før kvittering.")
    ] = False,
    theme: Annotated[
        list[str] | None,
        typer.Option("--tema", metavar="TEMA", help="Godkjenn bare dette temaet. Kan gjentas."),
    ] = None,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Let etter feil i data og notatbøker, uten å bygge."""
    from komreport.check import Severity, check_project  # noqa: PLC0415  (slow to import)
    from komreport.cli import check as checking  # noqa: PLC0415

    if show_rules:
        checking.show_rules()
        return
    if theme and not approve:
        raise typer.BadParameter("brukes sammen med --godkjenn", param_hint="--tema")
    with _errors(debug=debug):
        root = find_root()
        years = known_years(root)
        chosen = year if year is not None else max(years)
        if not min(years) <= chosen <= max(years):
            raise typer.BadParameter(
                f"det er ingen data for {chosen}; årene går fra {min(years)} til {max(years)}",
                param_hint="ÅR",
            )
        if approve:
            if not checking.approved(root, chosen, theme or ()):
                raise typer.Exit(EXIT_FINDINGS)
            return
        found = check_project(root, chosen)
        checking.show(checking.at_least(found, Severity(severity.value)), form, root, chosen)
        serious = Severity.WARNING if strict else Severity.ERROR
        if checking.at_least(found, serious):
            raise typer.Exit(EXIT_FINDINGS)


YearArgument = Annotated[
    int | None, typer.Argument(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
]
PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="Porten på denne maskinen. Er den i bruk: neste.")
]
OpenOption = Annotated[bool, typer.Option("--open/--no-open", help="Åpne nettleseren.")]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Hold også PDF-en oppdatert.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Vis hele feilen med sporing.")]


@app.command()
def preview(
    year: YearArgument = None,
    port: PortOption = 8023,
    browser: OpenOption = True,
    pdf: PdfOption = False,
    debug: DebugOption = False,
) -> None:
    """Vis rapporten i nettleseren, og oppdater siden hver gang noe lagres."""
    _preview(year, port=port, browser=browser, pdf=pdf, edit=False, debug=debug)


@app.command()
def edit(
    year: YearArgument = None,
    port: PortOption = 8023,
    browser: OpenOption = True,
    pdf: PdfOption = False,
    debug: DebugOption = False,
) -> None:
    """Åpne JupyterLab og forhåndsvisningen ved siden av hverandre."""
    _preview(year, port=port, browser=browser, pdf=pdf, edit=True, debug=debug)


def _preview(
    year: int | None, *, port: int, browser: bool, pdf: bool, edit: bool, debug: bool
) -> None:
    from komreport.cli.preview import run_preview  # noqa: PLC0415  (a server only previews need)

    with _errors(debug=debug):
        root = find_root()
        chosen = year if year is not None else max(known_years(root))
        run_preview(root, chosen, port=port, pdf=pdf, browser=browser, edit=edit)


@app.command("new-year")
def new_year(
    year: Annotated[int, typer.Argument(metavar="ÅR", help="Det nye rapportåret.")],
    output: Annotated[
        Path | None,
        typer.Option(metavar="MAPPE", help="Hvor skjemaene legges. Uten: sporreskjema/ÅR."),
    ] = None,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Gjør klart et nytt år: tomme tall, utkast til tekst og spørreskjemaer."""
    with _errors(debug=debug):
        root = find_root()
        from komreport.cli import intake as receipts  # noqa: PLC0415  (slow to import)
        from komreport.intake.newyear import new_year as begin_year  # noqa: PLC0415

        receipts.show_year(begin_year(root, year, output.resolve() if output else None), root)


@app.command()
def collect(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILER", help="Spørreskjemaer som er kommet inn.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
    ] = None,
    replace: Annotated[bool, typer.Option(help="La nye svar erstatte endelige tall.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Vis hva som ville skje, uten å skrive.")] = False,
    status: Annotated[
        bool, typer.Option(help="Vis hvem som har svart, og hvem som ikke har.")
    ] = False,
    form: Annotated[
        Output, typer.Option("--format", help="Tabell for folk, JSON for maskiner.")
    ] = Output.tabell,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Ta imot spørreskjemaer: les dem, si fra om feil, og før inn det som er rett."""
    if not files and not status:
        raise typer.BadParameter("Oppgi spørreskjemaene, eller bruk --status")
    with _errors(debug=debug):
        from komreport.cli import intake as receipts  # noqa: PLC0415  (slow to import)
        from komreport.intake.collect import collect as collect_files  # noqa: PLC0415

        receipt = collect_files(
            find_root(), files or [], year=year, replace=replace, dry_run=dry_run
        )
        if form == Output.json:
            print(json.dumps(asdict(receipt), ensure_ascii=False, indent=2))
        else:
            receipts.show_receipt(receipt, dry_run=dry_run, status=not files)
        if receipt.refused:
            raise typer.Exit(EXIT_FINDINGS)


@app.command()
def doctor(
    form: Annotated[
        Output, typer.Option("--format", help="Tabell for folk, JSON for maskiner.")
    ] = Output.tabell,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Vis hva som er installert, hvilken renderer som brukes, og hva som mangler."""
    with _errors(debug=debug):
        from komreport.cli import doctor as examination  # noqa: PLC0415  (slow to import)

        findings = examination.examine(find_root())
        examination.show(findings, as_json=form is Output.json)
        if any(finding.state == "mangler" for finding in findings):
            raise typer.Exit(EXIT_FINDINGS)


@app.command()
def trace(
    name: Annotated[str, typer.Argument(metavar="MÅL", help="Et mål, eller ankeret til et tall.")],
    pairs: Annotated[
        list[str] | None, typer.Argument(metavar="[DIM=KODE]…", help="Inndelinger, som kjonn=mann.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="ÅR", help="Bare tall som gjelder dette året.")
    ] = None,
    report: Annotated[
        int | None, typer.Option(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
    ] = None,
    everything: Annotated[bool, typer.Option("--alle", help="Vis alle inndelinger.")] = False,
    form: Annotated[
        Output, typer.Option("--format", help="Tabell for folk, JSON for maskiner.")
    ] = Output.tabell,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Vis hvor et tall kommer fra, og alle steder rapporten bruker det."""
    with _errors(debug=debug):
        root = find_root()
        from komreport.cli import trace as tracing  # noqa: PLC0415  (slow to import)
        from komreport.data import load  # noqa: PLC0415
        from komreport.render.trace import trace as trace_numbers  # noqa: PLC0415

        dims = tracing.parsed(pairs or [])
        try:
            dataset = load(root, report if report is not None else max(known_years(root)))
            found = trace_numbers(dataset, root, name, year=year, dims=dims, everything=everything)
        except UnknownNameError as error:
            raise UsageError(error.problem, where=error.where, remedy=error.remedy) from error
        tracing.show(found, dataset, form)


class _errors:  # noqa: N801  (a context manager, read as a word)
    """Turn the errors of komreport into lines on standard error and an exit code."""

    def __init__(self, *, debug: bool) -> None:
        self.debug = debug

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self.debug and isinstance(error, (KeyboardInterrupt, KomreportError)):
            traceback.print_exception(error)
        if isinstance(error, KeyboardInterrupt):
            err.print(INTERRUPTED, markup=False)
            raise Interrupted
        if isinstance(error, KomreportError):
            for line in str(error).splitlines():
                err.print(f"Feil: {line}", style="red", markup=False)
            sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED)
