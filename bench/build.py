"""Measure builds of the real report beside a plain serial papermill loop, in one run.

    make bench                     # or: python -m bench.build --rounds 3

Everything is measured on a copy of the project, each build in a process of its own, imports and
all. The medians are written to ``docs/performance.md`` with the machine, the versions and the date.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from bench import project
from bench.measure import Measured, run
from komreport.render.quarto import available

ROOT = project.ROOT
PAGE = ROOT / "docs" / "performance.md"
YEARS = (2023, 2022, 2021, 2020, 2019)
PACKAGES = ("pandas", "altair", "papermill", "ipykernel", "typst", "pypandoc-binary")
TIMES = 100
#: Names of the measurements, in the order of the table.
LOOP = "papermill, ett notat om gangen (bare kjøring)"
COLD = "kaldt bygg (HTML, PDF og data)"
DATA = "etter én endring i data"
PROSE = "etter én endring i prosa, ny prosess"
SAME = "uendret"
#: Programs that render a built project with nothing but a renderer.
RENDERING = {
    "builtin": """
import pathlib, sys, tempfile
from komreport.kernels.crew import Crew
from komreport.kernels.template import Template
with tempfile.TemporaryDirectory() as out, Template(pathlib.Path(out)) as template:
    from komreport.render.builtin import renderer
    renderer.render(pathlib.Path(sys.argv[1]), pathlib.Path(out), crew=Crew(template))
""",
    "quarto": """
import pathlib, sys, tempfile
from komreport.render import quarto
with tempfile.TemporaryDirectory() as out:
    quarto.render(pathlib.Path(sys.argv[1]), pathlib.Path(out))
""",
}
LIMITS = """Grensene: Kapitler som må kjøres, deler kjernene med hverandre. Typst setter hele boka
på nytt når noe i den er endret, og holder den i minnet imens, i en egen prosess som slutter når
PDF-en er laget. Alene tar Typst {seconds} sekunder ({share} av papermill), {cpu} sekunder
prosessortid og {memory} MB. Raskere eller mindre blir ikke et bygg der noe i PDF-en er endret.
Et kaldt bygg må dessuten kjøre kapitlene, lese og skrive sidene med pandoc og tegne figurene, i
bredt og smalt format og som PNG: {work} sekunder prosessortid i alt. Med alle kjernene i arbeid
hele tiden ville det ta {least} sekunder ({least_share} av papermill). Etter én endring i data
kommer oppstart, kapitlene som leste fila, sidene deres, og merking og kontroll av PDF-en i tillegg
til Typst, det meste etter tur."""
BUSY = (
    "Maskinen gjorde mye annet imens, og ikke like mye hele tiden: "
    "tallene er for høye, og andelene er usikre."
)
#: What the builds are to stay under: share of the loop, or seconds.
TARGETS = {COLD: "0,35", DATA: "0,10", SAME: "0,50 s"}
#: The peak of a build of one year is to stay under this.
MEMORY = "Mål for minnet til ett år: under 700 MB."


class Bench:
    """Measures on one copy of the project.

    Args:
        folder: Where the copy goes.
        year: The report year.
    """

    def __init__(self, folder: Path, year: int) -> None:
        self.folder = folder
        self.year = year
        self.root = project.copied(folder / "prosjekt")
        self.environment = {"PYTHONPATH": str(ROOT), "KOMREPORT_ROOT": str(self.root)}

    def python(self, *arguments: str) -> Measured:
        """Measure a Python process in the copy."""
        return run([sys.executable, *arguments], cwd=self.root, environment=self.environment)

    def build(self, *arguments: str) -> Measured:
        """Measure ``komreport build``."""
        return self.python("-m", "komreport", "build", "--renderer", "builtin", *arguments)

    def round(self, number: int) -> dict[str, Measured]:
        """Measure each kind of build once."""
        year = str(self.year)
        into = str(self.folder / f"papermill{number}")
        loop = self.python(str(ROOT / "bench" / "plain.py"), str(self.root), year, into)
        project.clear(self.root)
        result = {LOOP: loop, COLD: self.build(year)}
        project.edit_data(self.root, number)
        result[DATA] = self.build(year)
        project.edit_prose(self.root, number)
        result[PROSE] = self.build(year)
        result[SAME] = self.build(year)
        return result

    def said(self, *arguments: str) -> dict[str, Any]:
        """Run a Python process in the copy; give the JSON on the last line of what it says."""
        text = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found: dict[str, Any] = json.loads(text.splitlines()[-1])
        return found

    def preview(self) -> dict[str, float]:
        """Measure prose edits from the save to the page in the browser: median by chapter."""
        found = self.said("-m", "bench.preview", str(self.root), str(self.year), "5")
        return {name: statistics.median(times) for name, times in found.items()}

    def stages(self) -> dict[str, float]:
        """Measure the parts of a cold build."""
        project.clear(self.root)
        return self.said("-m", "bench.stages", str(self.root), str(self.year))

    def press(self) -> dict[str, float]:
        """Measure Typst by itself, on the pages of the last build."""
        return self.said("-m", "bench.press", str(self.root), str(self.year))

    def years(self) -> Measured:
        """Measure a cold build of all years."""
        project.clear(self.root)
        return self.build(*map(str, YEARS))

    def renderers(self) -> dict[str, Measured]:
        """Measure the renderers alone, on a project that is executed."""
        done = str(self.root / "build" / str(self.year))
        names = ["builtin"] + (["quarto"] if available() else [])
        return {name: self.python("-c", RENDERING[name], done) for name in names}

    def large(self) -> tuple[int, int, Measured]:
        """Measure a cold build with many times the rows; give both numbers of rows too."""
        before, after = project.enlarge(self.root, TIMES)
        project.clear(self.root)
        return before, after, self.build(str(self.year))


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Write a Markdown table; all columns but the first are numbers."""
    lines = [headings, ["---", *["--:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value: float) -> str:
    """Write seconds in Norwegian."""
    return f"{value:.2f}".replace(".", ",")


def page(parts: list[str]) -> str:
    """Write the page, with the machine and the versions."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    about = (
        f"Målt {datetime.now(UTC):%Y-%m-%d} med `make bench` på {os.cpu_count()} kjerner "
        f"({platform.machine()}, {platform.system()} {platform.release()}), "
        f"Python {platform.python_version()}, {versions}. Last på maskinen ved slutten: {load}."
    )
    busy = [BUSY] if os.getloadavg()[2] > 2 * (os.cpu_count() or 1) else []
    return "\n\n".join(["# Ytelse", about, *busy, *parts]) + "\n"


def median(runs: list[Measured], what: Callable[[Measured], float]) -> float:
    """Give the median of something measured."""
    return statistics.median(what(each) for each in runs)


def builds(rounds: list[dict[str, Measured]]) -> str:
    """Write the table of builds beside the loop."""
    base = median([each[LOOP] for each in rounds], lambda m: m.wall)
    rows = []
    for name in rounds[0]:
        runs = [each[name] for each in rounds]
        wall = median(runs, lambda m: m.wall)
        rows.append(
            [
                name,
                seconds(wall),
                seconds(wall / base),
                TARGETS.get(name, ""),
                seconds(median(runs, lambda m: m.cpu)),
                f"{median(runs, lambda m: m.megabytes):.0f}",
            ]
        )
    heads = ["hva", "sekunder", "andel av papermill", "mål", "prosessortid", "minne (MB)"]
    return "\n\n".join([table(heads, rows), MEMORY])


def preview(bench: Bench) -> str:
    """Write how long a prose edit takes to the open page."""
    rows = [[name, seconds(found)] for name, found in bench.preview().items()]
    return "\n\n".join(
        [
            "## Forhåndsvisning",
            "Fra en setning i notatboka er lagret til den åpne siden viser den. Mål: 0,50.",
            table(["kapittel", "sekunder"], rows),
        ]
    )


def stages(bench: Bench, base: float, work: float) -> str:
    """Write where the time of a cold build goes, and what it cannot be less than.

    Args:
        bench: What to measure with.
        base: Seconds of the papermill loop.
        work: Seconds of processor time of a cold build.
    """
    found = bench.stages()
    rows = [[name, seconds(took), seconds(took / found["alt"])] for name, took in found.items()]
    typst = bench.press()
    least = work / (os.cpu_count() or 1)
    limits = LIMITS.format(
        seconds=seconds(typst["sekunder"]),
        share=seconds(typst["sekunder"] / base),
        cpu=seconds(typst["prosessortid"]),
        memory=f"{typst['megabyte']:.0f}",
        work=seconds(work),
        least=seconds(least),
        least_share=seconds(least / base),
    )
    return "\n\n".join(
        ["## Hvor tiden går i et kaldt bygg", table(["del", "sekunder", "andel"], rows), limits]
    )


def renderers(bench: Bench) -> str:
    """Write what the renderers take alone."""
    rows = [[name, seconds(m.wall), seconds(m.cpu)] for name, m in bench.renderers().items()]
    return "\n\n".join(["## Renderer alene", table(["renderer", "sekunder", "prosessortid"], rows)])


def growth(bench: Bench, one: Measured) -> str:
    """Write what more years and more rows take.

    Args:
        bench: What to measure with.
        one: A cold build of one year.
    """
    many = bench.years()
    years = [
        ["1", seconds(one.wall), seconds(1), f"{one.megabytes:.0f}"],
        [
            str(len(YEARS)),
            seconds(many.wall),
            seconds(many.wall / one.wall),
            f"{many.megabytes:.0f}",
        ],
    ]
    before, after, large = bench.large()
    rows = [
        [str(before), seconds(one.wall), f"{one.megabytes:.0f}"],
        [str(after), seconds(large.wall), f"{large.megabytes:.0f}"],
    ]
    return "\n\n".join(
        [
            "## Flere år",
            "Mål: fem år på høyst tre ganger tiden for ett.",
            table(["rapportår i ett bygg", "sekunder", "mot ett år", "minne (MB)"], years),
            "## Flere rader",
            table(["rader i data", "sekunder", "minne (MB)"], rows),
        ]
    )


def main() -> None:
    """Measure, print and write; what cannot be measured is told, and does not stop the rest."""
    parser = argparse.ArgumentParser(description="komreport beside a plain papermill loop")
    parser.add_argument("--year", type=int, default=2023)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="the first table only, not written")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), args.year)
        rounds = []
        for number in range(1, args.rounds + 1):
            rounds.append(bench.round(number))
            print(f"runde {number}:", {name: round(m.wall, 2) for name, m in rounds[-1].items()})
        parts = [builds(rounds)]
        print(parts[0], flush=True)
        if args.quick:
            return
        cold = sorted((each[COLD] for each in rounds), key=lambda m: m.wall)[len(rounds) // 2]
        base = median([each[LOOP] for each in rounds], lambda m: m.wall)
        steps = (
            preview,
            partial(stages, base=base, work=cold.cpu),
            renderers,
            partial(growth, one=cold),
        )
        for measure in steps:
            try:
                parts.append(measure(bench))
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                parts.append(f"Ikke målt: {error}")
            print(parts[-1], flush=True)
            PAGE.write_text(page(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
