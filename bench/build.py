"""Time a build beside a plain serial papermill loop over the same notebooks, in one run.

    make bench                     # or: python bench/build.py --year 2023 --rounds 3

The plain loop is what a user without komreport would write: every notebook through
``papermill.execute_notebook``, one after the other. It runs the code cells only; komreport also evaluates
the inline expressions, cleans the copies and writes the Quarto project, and, in the second figure, renders.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import papermill
from komreport.execute import run_report
from komreport.render.build import build_report

ROOT = Path(__file__).resolve().parents[1]


def plain_loop(year: int, into: Path) -> None:
    """Run every chapter with stock papermill."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        papermill.execute_notebook(
            notebook,
            into / notebook.name,
            parameters={"aar": year},
            kernel_name="python3",
            cwd=ROOT / "notebooks",
            progress_bar=False,
        )


def timed(run: Callable[[], object]) -> float:
    """Seconds that ``run`` takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--year", type=int, default=2023)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    plain: list[float] = []
    execute: list[float] = []
    whole: list[float] = []
    for number in range(1, args.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            temp = Path(folder)
            (temp / "plain").mkdir()
            plain.append(timed(lambda: plain_loop(args.year, temp / "plain")))
            execute.append(timed(lambda: run_report(ROOT, args.year, temp / "execute")))
            whole.append(timed(lambda: build_report(ROOT, args.year, output=temp / "output")))
        print(
            f"round {number}: papermill {plain[-1]:.1f} s, komreport execute {execute[-1]:.1f} s, "
            f"komreport build {whole[-1]:.1f} s"
        )
    base = statistics.median(plain)
    for name, times in (("execute", execute), ("build (HTML + PDF)", whole)):
        median = statistics.median(times)
        print(f"komreport {name}: {median:.1f} s; papermill: {base:.1f} s; ratio {median / base:.2f}")


if __name__ == "__main__":
    main()
