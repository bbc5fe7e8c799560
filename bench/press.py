"""What Typst takes by itself to set the book: no build that changes the PDF takes less.

    python -m bench.press PROJECT YEAR

Takes the pages of the last build and prints, as JSON, seconds, processor time and MB of memory.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from komreport.render.builtin import pdf
from komreport.render.builtin.kept import PageStore
from komreport.render.builtin.press import press
from komreport.render.builtin.project import read_project
from komreport.render.builtin.references import resolve
from komreport.render.rendered import timestamp
from komreport.store import FOLDER


def main(root: Path, year: int) -> None:
    """Set the book, and print what it took."""
    project = read_project(root / "build" / str(year), PageStore(root / "build" / FOLDER))
    resolve(project)
    with tempfile.TemporaryDirectory() as temp:
        pdf.write_sources(project, Path(temp))
        before = _memory()
        start, worked = time.perf_counter(), time.process_time()
        press(Path(temp), project.extension / "fonts", timestamp(project.config))
        found = {
            "sekunder": time.perf_counter() - start,
            "prosessortid": time.process_time() - worked,
            "megabyte": _memory() - before,
        }
    print(json.dumps(found))


def _memory() -> float:
    """Give the most memory that this process has had, in MB; Linux counts in KB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
