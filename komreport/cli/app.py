"""The commands, and how their errors reach the user: one line each, without a traceback."""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from komreport import __version__
from komreport.check import Severity, check_project
from komreport.cli import EXIT_INTERRUPTED, INTERRUPTED
from komreport.cli import check as checking
from komreport.cli import doctor as examination
from komreport.cli import intake as receipts
from komreport.cli import trace as tracing
from komreport.cli.console import Reporter, err, out
from komreport.data import known_years, load
from komreport.errors import KomreportError, UsageError
from komreport.execute import ChapterEvent
from komreport.intake.collect import collect as collect_files
from komreport.intake.newyear import new_year as begin_year
from komreport.render.build import Built, build_report
from komreport.render.trace import trace as trace_numbers
from komreport.report.project import find_root

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


class Renderer(StrEnum):
    """Choices of ``--renderer``."""

    auto = "auto"
    quarto = "quarto"
    builtin = "builtin"


class Format(StrEnum):
    """Choices of ``--format``."""

    table = "table"
    json = "json"


class _Progress:
    """Passes what the build tells on to the console."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def chapter(self, event: ChapterEvent) -> None:
        if event.state == "started":
            self.reporter.started(event.chapter, event.cells or None)
        elif event.state == "cell":
            self.reporter.advanced(event.chapter, event.cell, event.cells)
        elif event.state == "done":
            self.reporter.finished(event.chapter)
        else:
            self.reporter.failed(event.chapter)

    def stage(self, name: str, *, done: bool) -> None:
        if done:
            self.reporter.finished(name)
        else:
            self.reporter.started(name)

    def warn(self, text: str) -> None:
        self.reporter.warn(text)


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
    year: Annotated[
        int | None, typer.Argument(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
    ] = None,
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Bare advarsler og feil.")] = False,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Bygg hele rapporten for ett år: HTML, PDF og åpne data."""
    with _errors(debug=debug):
        root = find_root()
        chosen = year if year is not None else max(known_years(root))
        with Reporter(quiet=quiet) as reporter:
            built = build_report(
                root,
                chosen,
                renderer=renderer.value,
                only=only,
                output=output,
                jobs=jobs,
                draft=draft,
                listener=_Progress(reporter),
            )
        _tell(built)


@app.command()
def check(
    year: Annotated[
        int | None, typer.Argument(metavar="ÅR", help="Rapportåret. Uten: det nyeste i data/.")
    ] = None,
    form: Annotated[
        checking.Format, typer.Option("--format", help="Tabell for folk, resten for maskiner.")
    ] = checking.Format.tabell,
    severity: Annotated[
        Severity, typer.Option(help="Vis bare funn som er minst så alvorlige.")
    ] = Severity.NOTE,
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
        checking.show(checking.at_least(found, severity), form, root, chosen)
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
    output_format: Annotated[
        Format, typer.Option("--format", help="Tabell for mennesker, eller JSON.")
    ] = Format.table,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Ta imot spørreskjemaer: les dem, si fra om feil, og før inn det som er rett."""
    if not files and not status:
        raise typer.BadParameter("Oppgi spørreskjemaene, eller bruk --status")
    with _errors(debug=debug):
        receipt = collect_files(
            find_root(), files or [], year=year, replace=replace, dry_run=dry_run
        )
        if output_format == Format.json:
            print(json.dumps(asdict(receipt), ensure_ascii=False, indent=2))
        else:
            receipts.show_receipt(receipt, dry_run=dry_run, status=not files)
        if receipt.refused:
            raise typer.Exit(EXIT_FINDINGS)


@app.command()
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Skriv JSON i stedet for tabell.")
    ] = False,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Vis hva som er installert, hvilken renderer som brukes, og hva som mangler."""
    with _errors(debug=debug):
        findings = examination.examine(find_root())
        examination.show(findings, as_json=as_json)
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
        tracing.Format, typer.Option("--format", help="Tekst for folk, JSON for maskiner.")
    ] = tracing.Format.tekst,
    debug: Annotated[bool, typer.Option(help="Vis hele feilen med sporing.")] = False,
) -> None:
    """Vis hvor et tall kommer fra, og alle steder rapporten bruker det."""
    with _errors(debug=debug):
        root = find_root()
        dataset = load(root, report if report is not None else max(known_years(root)))
        dims = tracing.parsed(pairs or [])
        found = trace_numbers(dataset, root, name, year=year, dims=dims, everything=everything)
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
            sys.exit(EXIT_INTERRUPTED)
        if isinstance(error, KomreportError):
            for line in str(error).splitlines():
                err.print(f"Feil: {line}", style="red", markup=False)
            sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED)


def _tell(built: Built) -> None:
    """Say where everything is, also with ``--quiet``: that is what the command was called for."""
    out.print(f"Rapporten for {built.year} er bygd med {built.renderer}:", markup=False)
    for label, path in (("HTML", built.html), ("PDF", built.pdf), ("Data", built.data)):
        out.print(f"  {label:<5} {path}", markup=False)
