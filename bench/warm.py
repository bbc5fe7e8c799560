"""The way of a prose edit in a process that is there already, as in a preview.

    python bench/warm.py PROJECT YEAR TIMES

Prints, as JSON, the seconds from the saved notebook to the published report for each edit, and the
part of them that the chapters and the project took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from bench.project import edit_prose
from komreport.execute import run_report
from komreport.execute.workshop import Workshop
from komreport.render.build import build_report
from komreport.render.project import write_project


def main(root: Path, year: int, times: int) -> None:
    """Edit and build, again and again."""
    whole, chapters = [], []
    with Workshop(root) as workshop:
        build_report(root, year, renderer="builtin", workshop=workshop)
        for number in range(times):
            edit_prose(root, number)
            start = time.perf_counter()
            build_report(root, year, renderer="builtin", workshop=workshop)
            whole.append(time.perf_counter() - start)
            edit_prose(root, number)
            start = time.perf_counter()
            _, engine = workshop.read()
            with tempfile.TemporaryDirectory() as temp:
                write_project(root, run_report(root, year, Path(temp), engine=engine))
            chapters.append(time.perf_counter() - start)
    print(json.dumps({"whole": whole, "chapters": chapters}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
