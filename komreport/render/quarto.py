"""The renderer for machines with Quarto: ``quarto render`` in the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from komreport.errors import KomreportError
from komreport.render.rendered import Rendered

QUARTO_MINIMUM = (1, 10)
WARNING = re.compile(r"^(?:\x1b\[[0-9;]*m)*\s*(?:\[?WARN(?:ING)?\]?\b|warning:)", re.IGNORECASE)


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


def render(build: Path, out: Path) -> Rendered:
    """Render a Quarto project to HTML and PDF.

    The project is rendered in a copy, so that what Quarto leaves behind is not in it.

    Args:
        build: The project.
        out: Folder to write ``html/`` and ``rapport.pdf`` in.

    Raises:
        KomreportError: When Quarto is not here, is too old, or fails.
    """
    version = quarto_version()
    needed = ".".join(map(str, QUARTO_MINIMUM))
    if version is None or version < QUARTO_MINIMUM:
        found = "ikke installert" if version is None else ".".join(map(str, version))
        raise KomreportError(
            f"Quarto {needed} eller nyere trengs, men er {found}",
            remedy="Installer Quarto, eller bygg med --renderer builtin",
        )
    work = out / ".quarto-arbeid"
    shutil.copytree(build, work)
    done = subprocess.run(
        [shutil.which("quarto") or "quarto", "render"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"},
    )
    log = done.stderr.splitlines() + done.stdout.splitlines()
    if done.returncode != 0:
        said = [line.strip() for line in log if "ERROR" in line] or [line for line in log if line][
            -1:
        ]
        raise KomreportError(f"Quarto stoppet: {' '.join(said)}", where=str(build))
    book = work / "_book"
    pdfs = list(book.glob("*.pdf"))
    if not pdfs or not (book / "index.html").is_file():
        raise KomreportError("Quarto laget ikke både HTML og PDF", where=str(build))
    pdf = out / "rapport.pdf"
    pdfs[0].rename(pdf)
    book.rename(out / "html")
    shutil.rmtree(work)
    warnings = tuple(line.strip() for line in log if WARNING.match(line))
    return Rendered(out / "html", pdf, f"Quarto {'.'.join(map(str, version))}", warnings)
