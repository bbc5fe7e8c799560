"""What chapters are run with: data that are read once, kernels, results of earlier runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from komreport.data import snapshot
from komreport.data.dataset import protected
from komreport.data.loader import Reading
from komreport.errors import KomreportError
from komreport.execute.cache import FOLDER, Cache
from komreport.execute.residue import clear_residue
from komreport.inputs import Inputs, digest, machine
from komreport.kernels.crew import Crew
from komreport.kernels.template import Template, can_fork

DATA = ".data"
#: Snapshots of data kept: the present ones, and those of the last edits that may be undone.
KEPT = 4
ATTEMPTS = 5


@dataclass
class Engine:
    """What chapters are run with; each part may be missing.

    Attributes:
        template: What kernels are forked from.
        crew: Who draws and writes beside the build's own process.
        cache: Results of earlier runs.
        data: Snapshot of the data that kernels read.
    """

    template: Template | None = None
    crew: Crew = field(default_factory=Crew)
    cache: Cache | None = None
    data: Path | None = None

    def environment(self) -> dict[str, str]:
        """Give the environment variables that tell kernels of it."""
        return {snapshot.VARIABLE: str(self.data)} if self.data else {}


class Workshop:
    """Reads the data of a project, and holds what its chapters are run with.

    It can be used for several years, and for several builds one after the other: `read` reads the
    data again when they have changed.

    Args:
        root: The project folder.
        cache: Whether earlier results and data may be used.
        preheat: Whether kernels are forked from a template where that can be done.
        template: A template that has been started already.
        spare: A folder in ``build/`` that its owner renews by itself.
    """

    def __init__(
        self,
        root: Path,
        *,
        cache: bool = True,
        preheat: bool = True,
        template: Template | None = None,
        spare: Path | None = None,
    ) -> None:
        self.root = root.resolve()
        self.cache = cache
        self.spare = spare
        self.template = template
        if preheat and template is None and can_fork():
            self.template = Template(self.root)
        self.crew = Crew(self.template)
        self._machine = machine()
        self._last: tuple[Inputs, Reading, Path] | None = None
        self._temp: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the template, its kernels and workers."""
        self.crew.close()
        if self.template:
            self.template.close()
        if self._temp:
            self._temp.cleanup()

    def read(self) -> tuple[Reading, Engine]:
        """Read and check the data, or find them read and checked already.

        Raises:
            DataErrors: When anything is wrong with the data.
            KomreportError: When they never stay the same while they are read.
        """
        inputs, reading, file = self._read()
        if {name: inputs.base[name] for name in self._machine} != self._machine:
            return reading, Engine(data=file)  # this process runs code that is no longer there
        pattern = reading.pattern.fingerprint if reading.pattern else ""
        kept = Cache(self.root / "build" / FOLDER, self.root, inputs, pattern, use=self.cache)
        return reading, Engine(self.template, self.crew, kept, file)

    def _read(self) -> tuple[Inputs, Reading, Path]:
        for _ in range(ATTEMPTS):
            inputs = Inputs.read(self.root)
            if self._last and self._last[0] == inputs and self._last[2].is_file():
                return self._last
            name = digest(*(f"{p} {d}" for p, d in {**inputs.data, **inputs.base}.items()))[:32]
            file = self.root / "build" / DATA / name
            reading = self._kept(file) if self.cache else None
            if reading is None:
                reading = Reading(self.root)
                reading.raise_errors()
                protected(reading)
                if Inputs.read(self.root) != inputs:
                    continue  # saved while we read: what was read belongs to no digest
                clear_residue(self.root, reading.pattern, spare=self.spare)
                file = self._written(reading, file)
            elif clear_residue(self.root, reading.pattern, spare=self.spare):
                file = self._written(reading, file)
            self._last = (inputs, reading, file)
            if self.template:
                self.template.keep(file)
            return self._last
        raise KomreportError(
            "filene blir endret hele tiden",
            where="data",
            remedy="Vent til de er lagret, og bygg på nytt",
        )

    def _kept(self, file: Path) -> Reading | None:
        try:
            reading = snapshot.read(str(file))
        except (OSError, ValueError, TypeError, AttributeError, ImportError, EOFError):
            return None
        return reading if reading.root == self.root else None

    def _written(self, reading: Reading, file: Path) -> Path:
        """Write the snapshot into the project, or beside it when there is no room in it."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            snapshot.write(reading, file)
            files = sorted(file.parent.iterdir(), key=lambda path: path.stat().st_mtime)
            for old in files[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            self._temp = self._temp or tempfile.TemporaryDirectory(prefix="komreport-")
            file = Path(self._temp.name) / file.name
            snapshot.write(reading, file)
        return file
