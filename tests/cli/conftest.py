from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from komreport.cli.app import app
from tests.conftest import ROOT
from tests.small import publish_old, small_project

Cli = Callable[..., Result]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with an older report published, and the working directory in it."""
    root = small_project(tmp_path / "prosjekt på norsk")
    publish_old(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("KOMREPORT_ROOT", raising=False)
    return root


@pytest.fixture
def cli() -> Cli:
    """Runs a command in this process."""

    def _cli(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return _cli


@pytest.fixture
def start() -> Callable[[Path, list[str]], subprocess.Popen[str]]:
    """Starts a command as a user would, in a process of its own."""
    # Shells make commands in the background deaf to Ctrl-C, and the deaf have deaf children.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def _start(root: Path, arguments: list[str]) -> subprocess.Popen[str]:
        environment = {
            name: value for name, value in os.environ.items() if name != "KOMREPORT_ROOT"
        }
        environment |= {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(root.parent),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "komreport", *arguments],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    return _start
