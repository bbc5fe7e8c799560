"""``komreport doctor``: what is installed, which renderer will be used, how to get the rest."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from rich.table import Table

from komreport.cli.console import out
from komreport.data import known_years
from komreport.errors import KomreportError
from komreport.render.quarto import QUARTO_MINIMUM, quarto_version

State = Literal["ok", "valgfritt", "mangler"]

PACKAGES = ("papermill", "jupyterlab", "pandas", "altair", "vl-convert-python", "babel")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table.

    Attributes:
        part: What was looked at.
        state: ``ok``, ``valgfritt`` (missing, and the build works without it) or ``mangler``.
        found: Version or place, in a few words.
        remedy: How to get it; empty when it is there.
    """

    part: str
    state: State
    found: str
    remedy: str = ""


def examine(root: Path) -> list[Finding]:
    """Look at Python, the packages, both renderers, the browser and the project at ``root``."""
    return [
        _python(),
        *(_package(name) for name in PACKAGES),
        _tool("pandoc", _pandoc_version, "pypandoc_binary"),
        _tool("Typst", lambda: metadata.version("typst"), "typst"),
        _quarto(),
        _chromium(),
        _data(root),
        _notebooks(root),
        _disk(root),
    ]


def chosen_renderer() -> str:
    """Say which renderer ``--renderer auto`` takes on this machine, and why."""
    version = quarto_version()
    if version is not None and version >= QUARTO_MINIMUM:
        return f"Quarto {_dotted(version)}"
    return "den innebygde (pandoc og Typst)"


def show(findings: list[Finding], *, as_json: bool = False) -> None:
    """Print the findings as a table, or as JSON for other programs."""
    if as_json:
        out.print_json(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
        return
    table = Table(title="komreport doctor", title_justify="left", expand=False)
    for heading in ("Del", "Tilstand", "Funnet", "Slik får du det"):
        table.add_column(heading, overflow="fold")
    colours = {"ok": "green", "valgfritt": "yellow", "mangler": "red"}
    for finding in findings:
        table.add_row(
            finding.part,
            f"[{colours[finding.state]}]{finding.state}[/]",
            finding.found,
            finding.remedy,
        )
    out.print(table)
    out.print(f"Rapporten bygges med: {chosen_renderer()}")


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding(
        "Python",
        "ok" if ok else "mangler",
        platform.python_version(),
        "" if ok else "3.11 eller nyere",
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, "mangler", "ikke installert", "make env")


def _tool(part: str, version: Callable[[], str], package: str) -> Finding:
    try:
        return Finding(part, "ok", version())
    except (OSError, metadata.PackageNotFoundError):
        return Finding(part, "mangler", "ikke installert", f"make env (pakken {package})")


def _pandoc_version() -> str:
    import pypandoc  # noqa: PLC0415  (looks for its binary when imported)

    return str(pypandoc.get_pandoc_version())


def _quarto() -> Finding:
    needed = _dotted(QUARTO_MINIMUM)
    remedy = f"conda env create -f environment.yml, eller quarto.org ({needed} eller nyere)"
    version = quarto_version()
    if version is None:
        return Finding("Quarto", "valgfritt", "ikke installert", remedy)
    if version < QUARTO_MINIMUM:
        return Finding("Quarto", "valgfritt", f"{_dotted(version)}, for gammel", remedy)
    return Finding("Quarto", "ok", _dotted(version))


def _chromium() -> Finding:
    for name in CHROMIUM:
        if path := shutil.which(name):
            return Finding("Chromium", "ok", path)
    return Finding(
        "Chromium",
        "valgfritt",
        "ikke installert",
        "apt install chromium (bare for nettlesertestene)",
    )


def _data(root: Path) -> Finding:
    try:
        years = known_years(root)
    except KomreportError as error:
        return Finding("data/", "mangler", error.problem, error.remedy)
    return Finding("data/", "ok", ", ".join(map(str, years)))


def _notebooks(root: Path) -> Finding:
    count = len(list((root / "notebooks").glob("*.ipynb")))
    if count == 0:
        return Finding(
            "notebooks/", "mangler", "ingen kapitler", "kjør kommandoen i prosjektmappen"
        )
    return Finding("notebooks/", "ok", f"{count} kapitler")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free // 2**20
    if free < 200:
        return Finding("Diskplass", "mangler", f"{free} MB ledig", "frigjør minst 200 MB")
    return Finding("Diskplass", "ok", f"{free // 1024} GB ledig")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
