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
from importlib import metadata
from pathlib import Path

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

    def warm(self) -> dict[str, float]:
        """Measure a prose edit in a process that is there already; the median seconds."""
        said = subprocess.run(
            [sys.executable, "-m", "bench.warm", str(self.root), str(self.year), "5"],
            cwd=self.root,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = json.loads(said.splitlines()[-1])
        return {name: statistics.median(times) for name, times in found.items()}

    def years(self) -> list[Measured]:
        """Measure cold builds of one year, two years, and so on."""
        result = []
        for count in range(1, len(YEARS) + 1):
            project.clear(self.root)
            result.append(self.build(*(str(year) for year in YEARS[:count])))
        return result

    def renderers(self) -> dict[str, Measured]:
        """Measure the renderers alone, on a project that is executed."""
        done = str(self.root / "build" / str(self.year))
        names = ["builtin"] + (["quarto"] if available() else [])
        result = {}
        for name in names:
            code = (
                "import pathlib, sys, tempfile\n"
                f"from komreport.render import {name}\n"
                "with tempfile.TemporaryDirectory() as out:\n"
                f"    {name}.render(pathlib.Path(sys.argv[1]), pathlib.Path(out))\n"
            )
            result[name] = self.python("-c", code, done)
        return result

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
    return "\n\n".join(["# Ytelse", about, *parts]) + "\n"


def median(runs: list[Measured], what: Callable[[Measured], float]) -> float:
    """Give the median of something measured."""
    return statistics.median(what(each) for each in runs)


def main() -> None:
    """Measure, print and write."""
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
        base = median([each[LOOP] for each in rounds], lambda m: m.wall)
        rows = [
            [
                name,
                seconds(median([each[name] for each in rounds], lambda m: m.wall)),
                seconds(median([each[name] for each in rounds], lambda m: m.wall) / base),
                seconds(median([each[name] for each in rounds], lambda m: m.cpu)),
                f"{median([each[name] for each in rounds], lambda m: m.megabytes):.0f}",
            ]
            for name in rounds[0]
        ]
        heads = ["hva", "sekunder", "andel av papermill", "prosessortid", "minne (MB)"]
        parts = [table(heads, rows)]
        print(parts[0])
        if args.quick:
            return
        warm = bench.warm()
        parts.append(
            "Endring i prosa når prosessen er i gang (forhåndsvisning): kapitler og prosjekt "
            f"{seconds(warm['chapters'])} s, hele rapporten med PDF og kontroll "
            f"{seconds(warm['whole'])} s."
        )
        alone = bench.renderers()
        rows = [[name, seconds(m.wall), seconds(m.cpu)] for name, m in alone.items()]
        parts += ["## Renderer alene", table(["renderer", "sekunder", "prosessortid"], rows)]
        growth = bench.years()
        rows = [
            [str(count), seconds(m.wall), seconds(m.wall / growth[0].wall), f"{m.megabytes:.0f}"]
            for count, m in enumerate(growth, 1)
        ]
        heads = ["rapportår i ett bygg", "sekunder", "mot ett år", "minne (MB)"]
        parts += ["## Flere år", table(heads, rows)]
        before, after, large = bench.large()
        rows = [
            [str(before), seconds(growth[0].wall), f"{growth[0].megabytes:.0f}"],
            [str(after), seconds(large.wall), f"{large.megabytes:.0f}"],
        ]
        parts += ["## Flere rader", table(["rader i data", "sekunder", "minne (MB)"], rows)]
        PAGE.write_text(page(parts), encoding="utf-8")
        print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
