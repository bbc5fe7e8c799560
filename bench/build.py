"""Time a build beside a plain serial papermill loop over the same notebooks, in one run.

    make bench                     # or: python bench/build.py --year 2023 --rounds 3

The plain loop is what a user without komreport would write: every notebook through
``papermill.execute_notebook``, one after the other. It runs the code cells only; komreport also
evaluates the inline expressions, cleans the copies and writes the Quarto project, and, in the
second figure, renders and checks HTML and PDF.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import papermill

from komreport.execute import run_report
from komreport.render.build import build_report

ROOT = Path(__file__).resolve().parents[1]


def plain_loop(year: int, into: Path) -> None:
    """Run every chapter with stock papermill."""
    into.mkdir()
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
    parser = argparse.ArgumentParser(description="komreport beside a plain papermill loop")
    parser.add_argument("--year", type=int, default=2023)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    times: dict[str, list[float]] = {"papermill loop": [], "execute": [], "build": []}
    for number in range(1, args.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            temp = Path(folder)
            runs: dict[str, Callable[[], object]] = {
                "papermill loop": partial(plain_loop, args.year, temp / "plain"),
                "execute": partial(run_report, ROOT, args.year, temp / "execute"),
                "build": partial(
                    build_report, ROOT, args.year, renderer="builtin", output=temp / "output"
                ),
            }
            for name, run in runs.items():
                times[name].append(timed(run))
        said = ", ".join(f"{name} {seconds[-1]:.1f} s" for name, seconds in times.items())
        print(f"round {number}: {said}")
    base = statistics.median(times["papermill loop"])
    for name in ("execute", "build"):
        median = statistics.median(times[name])
        ratio = median / base
        print(f"{name}: {median:.1f} s, {ratio:.2f} of the papermill loop ({base:.1f} s)")


if __name__ == "__main__":
    main()
