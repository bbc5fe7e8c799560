"""The renderer for machines with Quarto: ``quarto render`` in the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Collection
from functools import cache
from pathlib import Path

import yaml

from komreport.errors import KomreportError
from komreport.render.rendered import FORMATS, Format, Rendered, timestamp

QUARTO_MINIMUM = (1, 10)
FORMAT_NAMES = {"html": "kom-html", "pdf": "kom-typst"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(r"\s*(?:\[?WARN(?:ING)?\]?\b|warning:)", re.IGNORECASE)
ERROR = re.compile(r"\s*\[?ERROR\]?\b|error:", re.IGNORECASE)


@cache
def quarto_version() -> tuple[int, ...] | None:
    """Give the version of the Quarto on PATH; None when there is none."""
    program = shutil.which("quarto")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return tuple(int(part) for part in found[0].split(".")) if found else None


def available() -> bool:
    """Whether Quarto is here and new enough."""
    version = quarto_version()
    return version is not None and version >= QUARTO_MINIMUM


def render(build: Path, out: Path, *, formats: Collection[Format] = FORMATS) -> Rendered:
    """Render a Quarto project to HTML and PDF.

    The project is rendered in a copy, so that what Quarto leaves behind is not in it.

    Args:
        build: The project.
        out: Folder to write ``html/`` and ``rapport.pdf`` in.
        formats: Which of the two to write.

    Returns:
        Where they are, with the warnings of Quarto's log.

    Raises:
        KomreportError: When Quarto is not here, is too old, or fails.
    """
    version = quarto_version()
    if version is None or version < QUARTO_MINIMUM:
        needed = ".".join(map(str, QUARTO_MINIMUM))
        found = "ikke installert" if version is None else ".".join(map(str, version))
        raise KomreportError(
            f"Quarto {needed} eller nyere trengs, men er {found}",
            remedy="Installer Quarto, eller bygg med --renderer builtin",
        )
    work = out / ".quarto-arbeid"
    try:
        _copy(build, work)
        log = _run(work, [FORMAT_NAMES[name] for name in FORMATS if name in formats])
        html, pdf = _collect(work, out, formats)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    warnings = tuple(dict.fromkeys(line.strip() for line in log if WARNING.match(line)))
    return Rendered(html, pdf, f"Quarto {'.'.join(map(str, version))}", warnings)


def _copy(build: Path, work: Path) -> None:
    """Copy the project; a full disk gives one error, not one per file."""
    try:
        shutil.copytree(build, work)
    except shutil.Error as error:
        source, _, reason = error.args[0][0]
        raise OSError(None, reason, source) from error


def _run(work: Path, names: list[str]) -> list[str]:
    """Run Quarto; give the lines of its log."""
    only = ["--to", names[0]] if len(names) == 1 else []
    config = yaml.safe_load((work / "_quarto.yml").read_text(encoding="utf-8"))
    done = subprocess.run(
        [shutil.which("quarto") or "quarto", "render", *only],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(timestamp(config)), "NO_COLOR": "1"},
    )
    log = [COLOUR.sub("", line) for line in f"{done.stderr}\n{done.stdout}".splitlines()]
    if done.returncode != 0:
        said = [line.strip() for line in log if ERROR.match(line)]
        last = [line.strip() for line in log if line.strip()][-1:]
        raise KomreportError(f"Quarto stoppet: {' '.join(said or last)}")
    return log


def _collect(work: Path, out: Path, formats: Collection[Format]) -> tuple[Path, Path]:
    """Put what Quarto has made in its place."""
    html, pdf = out / "html", out / "rapport.pdf"
    book = work / "_book"
    pdfs = sorted(book.glob("*.pdf"))
    missing = [
        name
        for name, there in (("HTML", (book / "index.html").is_file()), ("PDF", bool(pdfs)))
        if name.lower() in formats and not there
    ]
    if missing:
        raise KomreportError(f"Quarto laget ikke {' og '.join(missing)}")
    if "pdf" in formats:
        pdfs[0].rename(pdf)
    if "html" in formats:
        book.rename(html)
    return html, pdf
