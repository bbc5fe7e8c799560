"""Kernels that are forked from one process know nothing of each other, and end when it does."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from komreport.execute import ChapterResult, run_chapter
from komreport.execute.engine import Session
from komreport.execute.kernel import ChapterKernelManager
from komreport.kernels import template as templates
from komreport.kernels.template import NoFork, Template, can_fork

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux only"),
]

#: Everything that a chapter could leave behind, and what a chapter finds of it.
DISTURB = """\
import builtins, locale, os, random, signal, sys, warnings
import numpy, pandas
import komreport.errors
komreport.errors.smitte = 1
builtins.smitte = 1
pandas.set_option("display.precision", 1)
os.chdir("/")
os.environ["SMITTE"] = "1"
os.umask(0o077)
random.seed(1)
numpy.random.seed(1)
warnings.filterwarnings("error", message="smitte")
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
locale.setlocale(locale.LC_ALL, "C")
sys.path.append("/smitte")
sys.setrecursionlimit(2000)
aapen = open("/etc/hostname")
"""
LOOK = """\
import builtins, locale, os, random, signal, sys, warnings
import numpy, pandas
import komreport.errors
lenker = [
    os.path.basename(os.readlink(f"/proc/self/fd/{nummer}")).partition(":")
    for nummer in os.listdir("/proc/self/fd")
    if os.path.exists(f"/proc/self/fd/{nummer}")
]
# The kernel's own sockets have names; connections to them, and what waits for them, come and go.
skiftende = {felt[6] for linje in open("/proc/self/net/unix") if len(felt := linje.split()) > 7}
skiftende |= {"eventfd", "eventpoll"}
funnet = {
    "modul": hasattr(komreport.errors, "smitte"),
    "innebygd": hasattr(builtins, "smitte"),
    "pandas": pandas.get_option("display.precision"),
    "mappe": os.getcwd(),
    "miljø": os.environ.get("SMITTE"),
    "maske": os.umask(0o022),
    "filtre": [str(f) for f in warnings.filters],
    "signaler": {n: str(signal.getsignal(n)) for n in range(1, 32)},
    "blokkert": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "språk": locale.setlocale(locale.LC_ALL),
    "sti": sys.path,
    "dybde": sys.getrecursionlimit(),
    "hash": hash("tilstandsrapport"),
    "argumenter": [os.path.basename(sys.argv[0]), *sys.argv[1:2], *sys.argv[3:]],
    "filer": sorted(
        hva if slag == "anon_inode" else slag
        for slag, _, hva in lenker
        if hva.strip("[]") not in skiftende
    ),
    "gruppe": os.getpgid(0) == os.getpid() == os.getsid(0),
}
tilfeldig = [random.random(), float(numpy.random.random())]
"""


def write(folder: Path, name: str, *cells: str, text: str = "Tekst.") -> Path:
    """Write a notebook."""
    v4 = nbformat.v4
    made = [v4.new_code_cell("aar = 1", metadata={"tags": ["parameters"]})]
    made += [v4.new_code_cell(cell) for cell in cells]
    made.append(v4.new_markdown_cell(text))
    for number, cell in enumerate(made):
        cell["id"] = f"c{number}"
    path = folder / f"{name}.ipynb"
    nbformat.write(v4.new_notebook(cells=made), path)
    return path


@pytest.fixture
def template(tmp_path: Path) -> Iterator[Template]:
    with Template(tmp_path) as started:
        yield started


def run(path: Path, template: Template | None) -> ChapterResult:
    folder = path.parent / "ut"
    folder.mkdir(exist_ok=True)
    session = Session(root=path.parent, cwd=path.parent, template=template)
    result = run_chapter(path, 2023, folder, session=session)
    assert result.failures == ()
    return result


def value(result: ChapterResult) -> object:
    assert result.notebook
    text = nbformat.read(result.notebook, as_version=4).cells[-1].source
    return json.loads(text)


def looked(folder: Path, name: str, template: Template | None) -> tuple[dict[str, object], object]:
    text = "`{python} __import__('json').dumps([funnet, tilfeldig])`"
    found, chance = value(run(write(folder, name, LOOK, text=text), template))  # type: ignore[misc]
    return found, chance


def test_nothing_leaks_from_chapter_to_chapter(tmp_path: Path, template: Template) -> None:
    before, first = looked(tmp_path, "en", template)
    run(write(tmp_path, "uro", DISTURB), template)
    after, second = looked(tmp_path, "to", template)
    assert after == before
    assert first != second  # random numbers begin anew in each kernel
    plain, _ = looked(tmp_path, "tre", None)
    own = {"pipe", "null"}  # standard input: a pipe that nobody writes to, or nothing
    assert set(plain["filer"]) - own == set(before["filer"]) - own  # type: ignore[call-overload]
    # filters come with the libraries, which a plain kernel imports later
    assert set(plain["filtre"]) <= set(before["filtre"])  # type: ignore[call-overload]
    apart = {"filer": 0, "filtre": 0}
    assert {**plain, **apart} == {**before, **apart}


def test_kernels_are_really_forked(tmp_path: Path, template: Template) -> None:
    text = "`{python} str(__import__('os').getppid())`"
    assert value(run(write(tmp_path, "en", text=text), template)) == template.pid
    assert value(run(write(tmp_path, "to", text=text), None)) == os.getpid()


def test_kernels_start_without_a_debugger(tmp_path: Path, template: Template) -> None:
    text = "`{python} str([n for n in ('debugpy', 'pydevd') if n in __import__('sys').modules])`"
    assert value(run(write(tmp_path, "en", text=text), template)) == []
    assert value(run(write(tmp_path, "to", text=text), None)) == []


def test_kernels_import_little_that_the_template_has_not(
    tmp_path: Path, template: Template
) -> None:
    text = "`{python} str(len(__import__('sys').modules))`"
    code = "import sys; from komreport.kernels.zygote import _prepare; _prepare()"
    count = [sys.executable, "-c", f"{code}; print(len(sys.modules))"]
    done = subprocess.run(count, capture_output=True, check=True)
    here = value(run(write(tmp_path, "en", text=text), template))
    assert isinstance(here, int)
    assert here - int(done.stdout) < 20


def test_a_file_that_hides_a_library_gets_a_kernel_of_its_own(
    tmp_path: Path, template: Template
) -> None:
    (tmp_path / "altair.py").write_text("mitt = 7")
    path = write(tmp_path, "en", "import altair", text="`{python} str(altair.mitt)`")
    assert value(run(path, template)) == 7


def test_another_environment_gets_a_kernel_of_its_own(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_TIME", "C")
    text = "`{python} str(__import__('os').getppid())`"
    assert value(run(write(tmp_path, "en", text=text), template)) == os.getpid()


def test_without_a_template_there_are_plain_kernels(tmp_path: Path, template: Template) -> None:
    template.close()
    with pytest.raises(NoFork):
        template.fork([], template._environment, str(tmp_path), (1, 2))
    text = "`{python} str(__import__('os').getppid())`"
    assert value(run(write(tmp_path, "en", text=text), template)) == os.getpid()


def test_kernels_listen_where_no_other_program_can(tmp_path: Path) -> None:
    short = Path(tmp_path.anchor, "k")
    assert ChapterKernelManager(sys.executable, short).transport == "ipc"
    assert ChapterKernelManager(sys.executable, short / ("lang" * 30)).transport == "tcp"


def test_only_linux_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    for system in ("win32", "darwin"):
        monkeypatch.setattr(templates.sys, "platform", system)
        assert not can_fork()


BUILD = """\
import pathlib, signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)
from komreport.execute import run_report
from komreport.execute.workshop import Engine
from komreport.kernels.template import Template
root = pathlib.Path(sys.argv[1])
def event(e):
    if e.cell == 1: print("i gang", flush=True)
try:
    with Template(root) as template:
        run_report(root, 2023, root / "ut", progress=event, engine=Engine(template))
except KeyboardInterrupt:
    print("avbrutt", flush=True)
"""
SLEEP = """\
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
time.sleep(300)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_build(tmp_path: Path, number: int) -> None:
    """Not even what a chapter has started itself."""
    root = tmp_path / "prosjekt"
    (root / "notebooks").mkdir(parents=True)
    (root / "data").mkdir()
    write(root / "notebooks", "en", SLEEP)
    (root / "_quarto.yml").write_text("book:\n  chapters: [notebooks/en.ipynb]\n")
    environment = {**os.environ, "KOMREPORT_TEST_MARK": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline() == "i gang\n"
        _until(lambda: len(marked(tmp_path)) == 4)  # build, template, kernel, and its own child
        process.send_signal(number)
        process.wait(timeout=60)
        _until(lambda: marked(tmp_path) == [])
        rest = process.stdout.read()
    assert rest == ("avbrutt\n" if number == signal.SIGINT else "")


ALONE = """\
import signal, sys
from pathlib import Path
from komreport.kernels.crew import Crew
from komreport.kernels.template import Template
with Template(Path(sys.argv[1])) as template:
    print("i gang", flush=True)
    Crew(template).once(signal.pause)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_worker_of_its_own_does_not_outlive_the_build(tmp_path: Path, number: int) -> None:
    environment = {**os.environ, "KOMREPORT_TEST_MARK": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", ALONE, str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "i gang\n"
        _until(lambda: len(marked(tmp_path)) == 3)  # build, template, worker
        process.send_signal(number)
        process.wait(timeout=60)
        _until(lambda: marked(tmp_path) == [])


def test_kernels_die_with_the_template(tmp_path: Path, template: Template) -> None:
    path = write(
        tmp_path, "en", "import os, signal, time", "os.kill(os.getppid(), 9)\ntime.sleep(99)"
    )
    folder = tmp_path / "ut"
    folder.mkdir()
    session = Session(root=tmp_path, cwd=tmp_path, template=template)
    result = run_chapter(path, 2023, folder, session=session)
    assert "Python-kjernen stoppet" in str(result.failures[0])


def marked(mark: Path) -> list[int]:
    """Give the processes that have a mark in their environment, dead ones left out."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"KOMREPORT_TEST_MARK={mark}".encode() in file.read_bytes():
                found.append(int(file.parent.name))
    return found


def _until(done: object, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)
