"""Where the time of a build goes.

    python -m bench.stages PROJECT YEAR

Builds the report and prints, as JSON, the seconds of each part of it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

START = time.perf_counter()


class Clock:
    """A listener that notes when stages begin and end."""

    def __init__(self) -> None:
        self.begun: dict[str, float] = {}
        self.seconds: dict[str, float] = {}

    def chapter(self, event: object) -> None:  # noqa: ARG002  (the chapters are one stage)
        """Something has happened to a chapter."""
        now = time.perf_counter()
        self.begun.setdefault("kapitlene", now)
        self.seconds["kapitlene"] = now - self.begun["kapitlene"]

    def stage(self, name: str, *, done: bool) -> None:
        """A stage has started or is done."""
        now = time.perf_counter()
        if done:
            self.seconds[name] = now - self.begun[name]
        else:
            self.begun[name] = now

    def warn(self, text: str) -> None:
        """Warnings take no time."""


def main(root: Path, year: int) -> None:
    """Build, and print the seconds."""
    from komreport.imports import quick_imports  # noqa: PLC0415  (the imports are measured)
    from komreport.kernels.template import Template, can_fork  # noqa: PLC0415

    template = Template(root) if can_fork() else None
    with quick_imports():
        from komreport.execute.workshop import Workshop  # noqa: PLC0415
        from komreport.render.build import build_report  # noqa: PLC0415
    clock = Clock()
    clock.seconds["importer"] = time.perf_counter() - START
    with Workshop(root, template=template) as workshop:
        build_report(root, year, renderer="builtin", listener=clock, workshop=workshop)
    clock.seconds["alt"] = time.perf_counter() - START
    print(json.dumps(clock.seconds))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
