"""``komreport preview`` and ``komreport edit`` from the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROWS, write_rows
from tests.small import contents

from .conftest import Cli

Start = Callable[[Path, list[str]], "subprocess.Popen[str]"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
GUARD = 240


def until(process: subprocess.Popen[str], words: str) -> str:
    """Read what a command says until it says some words; give that line."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"ended without «{words}»")


def descendants(process: int) -> list[int]:
    """Give the processes that a process has started, and those that they have."""
    found = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in found.stdout.splitlines()]
    below = [process]
    for parent in below:
        below += [pid for pid, owner in pairs if owner == parent]
    return below[1:]


def running(process: int) -> bool:
    """Whether a process is there, and is more than a name."""
    state = Path(f"/proc/{process}/stat")
    return state.is_file() and state.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


@contextmanager
def started(start: Start, root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command while a test wants it; nothing of it is left when the test fails."""
    process = start(root, [*arguments, "2023", "--no-open", "--port", "0"])
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=GUARD)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Press Ctrl-C and wait; give the exit code and what was said."""
    left = descendants(process.pid)
    os.kill(process.pid, signal.SIGINT)
    said, wrong = process.communicate(timeout=GUARD)
    assert [pid for pid in left if running(pid)] == []
    return process.returncode, said + wrong


@pytest.mark.slow
def test_preview_tells_where_and_how_and_ends_with_ctrl_c(small: Path, start: Start) -> None:
    with started(start, small, "preview") as process:
        address = ADDRESS.search(until(process, "Forhåndsvisning av 2023: "))
        assert address
        until(process, "hele rapporten: bygd på ")
        assert urllib.request.urlopen(address[0] + "01_personer.html", timeout=GUARD).status == 200
        write_rows(small, ["2023,personer,i_alt,i_alt,feil,endelig,udi,kom_2023,3.1,", *ROWS[1:]])
        until(process, "personer.csv: ikke bygd på ")
        code, said = ended(process)
        assert code == 0
        assert "personer.csv, rad 2" in said
        assert "Traceback" not in said
        assert contents(small / "output") == {"2023/html/index.html": "gammel"}


@pytest.mark.slow
def test_preview_ends_in_the_middle_of_a_build(small: Path, start: Start) -> None:
    with started(start, small, "preview") as process:
        until(process, "Slutt: Ctrl-C")
        code, said = ended(process)
        assert code == 0
        assert "Forhåndsvisningen er avsluttet." in said
        assert "Traceback" not in said


@pytest.mark.slow
def test_edit_runs_jupyterlab_beside_the_preview_and_ends_both(small: Path, start: Start) -> None:
    with started(start, small, "edit") as process:
        address = ADDRESS.search(until(process, "JupyterLab: "))
        assert address
        base, _, query = address[0].partition("lab")
        token = query.rpartition("token=")[2]
        asked = urllib.request.Request(
            f"{base}api/contents", headers={"Authorization": f"token {token}"}
        )
        with urllib.request.urlopen(asked, timeout=GUARD) as answer:
            assert b"01_personer.ipynb" in answer.read()
        setting = urllib.request.Request(
            f"{base}lab/api/settings/@jupyterlab/apputils-extension:notification",
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(setting, timeout=GUARD) as answer:
            schema = json.load(answer)["schema"]["properties"]
        assert schema["fetchNews"]["default"] == "false"  # no question when it opens
        code, said = ended(process)
        assert code == 0
        assert "Traceback" not in said
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(base, timeout=GUARD)


def test_outside_a_project_it_is_one_line(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOMREPORT_ROOT", raising=False)
    result = cli("preview", "2023", "--no-open")
    assert result.exit_code == 3
    assert result.stderr.startswith("Feil: ")
    assert len(result.stderr.splitlines()) == 1
