"""A whole report: chapters side by side, appendices after them, all failures at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest

from komreport.execute import ChapterFailure, ReportFailed, run_report
from komreport.execute.kernel import Kernels
from tests.execute.conftest import notebook

pytestmark = pytest.mark.slow


def make(root: Path, chapters: list[str], appendices: list[str]) -> Path:
    (root / "notebooks").mkdir()
    for name in {*chapters, *appendices} - {"A1"}:
        notebook(name, root / "notebooks")
    if "A1" in appendices:
        cells = [
            nbformat.v4.new_code_cell("aar = 1", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(
                "import json\nimport os\n\n"
                "with open(os.environ['KOMREPORT_BRUK'], encoding='utf-8') as f:\n"
                "    brukt = [f\"{n}: {', '.join(k['tall'])}\" for n, k in json.load(f).items()]"
            ),
            nbformat.v4.new_markdown_cell("Brukt: `{python} ', '.join(brukt)`"),
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "A1.ipynb")
    lists = [
        f"  {key}: [{', '.join(f'notebooks/{name}.ipynb' for name in names)}]\n"
        for key, names in (("chapters", chapters), ("appendices", appendices))
    ]
    (root / "_quarto.yml").write_text("book:\n" + "".join(lists), encoding="utf-8")
    return root


def test_the_appendices_know_what_the_chapters_used(tmp_path):
    root = make(tmp_path, ["kernel_facts", "good"], ["A1"])
    run = run_report(root, 2023, tmp_path / "ut")
    assert [result.chapter for result in run.chapters] == ["kernel_facts", "good", "A1"]
    assert run.used == ["k-1", "k-8", "k-9"]
    assert run.warnings == ["good.ipynb, celle 6: rot"]
    text = nbformat.read(tmp_path / "ut" / "A1.ipynb", as_version=4).cells[-1].source
    assert text == "Brukt: good: k-1, k-8, k-9"
    assert sorted(p.name for p in (tmp_path / "ut").iterdir()) == [
        "A1.ipynb",
        "good.ipynb",
        "kernel_facts.ipynb",
    ]


def test_other_chapters_still_run_and_all_failures_are_listed(tmp_path):
    root = make(tmp_path, ["raising_cell", "good", "broken_json"], ["empty_expression"])
    states = []
    with pytest.raises(ReportFailed) as caught:
        run_report(
            root, 2023, tmp_path / "ut", progress=lambda e: states.append((e.chapter, e.state))
        )
    notebooks = [failure.notebook for failure in caught.value.failures]
    assert notebooks == ["raising_cell.ipynb", "broken_json.ipynb", *["empty_expression.ipynb"] * 3]
    assert len(str(caught.value).splitlines()) == 5
    assert ("good", "done") in states
    assert ("raising_cell", "failed") in states
    assert (tmp_path / "ut" / "good.ipynb").is_file()


def test_the_same_problem_in_several_chapters_is_one_line():
    failures = [ChapterFailure(f"{n}.ipynb", "rad 7: ikke et tall", cell=2) for n in "abc"]
    assert ReportFailed(failures).lines() == [
        "a.ipynb, celle 2: rad 7: ikke et tall (det samme i 2 andre kapitler)"
    ]


def test_an_interrupt_leaves_no_kernel(tmp_path):
    """Ctrl-C in the middle of a chapter: the process ends at once and takes its kernels with it."""
    root = make(tmp_path, ["slow"], [])
    script = (
        "import pathlib, signal, sys, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from komreport.execute import run_report\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "def interrupt():\n"
        "    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)\n"
        "def event(e):\n"
        "    if e.cell == 1: threading.Timer(0.5, interrupt).start()\n"
        "try:\n"
        "    run_report(root, 2023, root / 'ut', progress=event)\n"
        "except KeyboardInterrupt:\n"
        "    print('avbrutt')\n"
    )
    environment = {**os.environ, "KOMREPORT_TEST_MARK": tmp_path.name}
    result = subprocess.run(
        [sys.executable, "-c", script, str(root)],
        capture_output=True,
        text=True,
        timeout=30,
        env=environment,
        check=False,
    )
    assert result.stdout == "avbrutt\n"
    assert result.stderr == ""
    mark = f"KOMREPORT_TEST_MARK={tmp_path.name}".encode()
    for _ in range(100):  # a process that is killed takes a while to be gone
        left = [p for p in Path("/proc").glob("[0-9]*/environ") if _has(p, mark)]
        if not left:
            break
        time.sleep(0.1)
    assert left == []


def _has(file: Path, mark: bytes) -> bool:
    try:
        return mark in file.read_bytes()
    except OSError:
        return False


def test_kernels_that_start_after_the_stop_are_killed():
    class Process:
        killed = threading.Event()

        def poll(self) -> None:
            return None

        def kill(self) -> None:
            self.killed.set()

    class Manager:
        class provisioner:  # noqa: N801
            process = Process()

    kernels = Kernels()
    kernels.stop()
    kernels.add(Manager())
    assert Process.killed.is_set()
