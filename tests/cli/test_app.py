"""The commands as a user meets them: one line per problem, exit codes, and the old report kept."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from komreport import __version__
from komreport.cli import EXIT_INTERRUPTED, INTERRUPTED, main
from komreport.cli.app import EXIT_FAILED
from komreport.data.package import write_package
from komreport.render import build as building
from tests.conftest import HEADER, ROWS, write_rows
from tests.small import contents, write_notebook

from .conftest import Cli

BUILD = ("build", "2023", "--renderer", "builtin")
OLD = {"2023/html/index.html": "gammel"}
Start = Callable[[Path, list[str]], "subprocess.Popen[str]"]


def failed(cli: Cli, root: Path, *arguments: str) -> list[str]:
    """The lines of a build that fails and leaves the published report alone."""
    result = cli(*(arguments or BUILD))
    assert result.exit_code == EXIT_FAILED, result.output
    assert "Traceback" not in result.output
    assert contents(root / "output") == OLD
    assert left_over(root) == []
    lines = result.stderr.splitlines()
    assert all(line.startswith(("Feil: ", "Advarsel: ")) for line in lines), lines
    return [line for line in lines if line.startswith("Feil: ")]


def left_over(root: Path) -> list[Path]:
    """Folders that a build works in."""
    return [path for ending in ("ny", "gammel") for path in root.glob(f"*/.*.{ending}")]


def test_version(cli: Cli) -> None:
    result = cli("--version")
    assert (result.exit_code, result.stdout) == (0, f"komreport {__version__}\n")


def test_without_a_command_it_shows_help(cli: Cli) -> None:
    result = cli()
    assert "build" in result.output
    assert "doctor" in result.output


@pytest.mark.parametrize(
    "arguments",
    [["bygg"], ["build", "nitten"], ["build", "--renderer", "word"], ["build", "--jobs", "0"]],
)
def test_wrong_use_is_exit_code_2(cli: Cli, arguments: list[str]) -> None:
    result = cli(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_outside_a_project(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOMREPORT_ROOT", raising=False)
    result = cli("build")
    assert result.exit_code == EXIT_FAILED
    assert "fant ingen prosjektmappe" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_year_without_data_names_those_that_have(cli: Cli, small: Path) -> None:
    (line,) = failed(cli, small, "build", "1999")
    assert "ingen data for rapportåret 1999" in line
    assert "2021 til 2023" in line


@pytest.mark.parametrize(
    ("rows", "header", "parts"),
    [
        (
            [ROWS[0].replace("i_alt", "kvine", 1)],
            HEADER,
            ["personer.csv, rad 2, kolonne «kjonn»", "kvine", "Mente du «kvinne»?"],
        ),
        ([ROWS[0].replace(",27,", ",tjuesju,")], HEADER, ["rad 2, kolonne «verdi»", "tjuesju"]),
        ([ROWS[0], ROWS[1], ROWS[0]], HEADER, ["rad 4", "rad 2"]),
        ([row.replace(",udi", "", 1) for row in ROWS[:2]], HEADER.replace(",kilde", ""), ["kilde"]),
    ],
    ids=["misspelt code", "text for number", "duplicated row", "missing column"],
)
def test_bad_data_stop_the_build_before_any_chapter(
    cli: Cli, small: Path, rows: list[str], header: str, parts: list[str]
) -> None:
    write_rows(small, rows, header=header)
    (line,) = failed(cli, small)
    for part in parts:
        assert part in line


def test_all_bad_rows_are_told_at_once(cli: Cli, small: Path) -> None:
    write_rows(small, [ROWS[0].replace("27", "x"), ROWS[1].replace("kvinne", "kvine"), *ROWS[2:]])
    lines = failed(cli, small)
    assert [re.findall(r"rad (\d)", line)[0] for line in lines] == ["2", "3"]


def test_a_missing_schema_or_code_list(cli: Cli, small: Path) -> None:
    (small / "data" / "kodelister" / "kjonn.csv").unlink()
    (line,) = failed(cli, small)
    assert "kjonn" in line


def test_a_missing_data_file(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_package(small)
    (small / "data" / "2023" / "personer.csv").unlink()
    monkeypatch.setattr(building, "run_report", lambda *a, **b: pytest.fail("it went on"))
    (line,) = failed(cli, small)
    assert "data/2023/personer.csv: filen er borte" in line


@pytest.mark.slow
def test_every_failing_notebook_is_named_in_one_build(cli: Cli, small: Path) -> None:
    write_notebook(
        small, "01_personer", "# En", "python:x = 1\nx / 0", "`{python} r.tall('person')`"
    )
    (small / "notebooks" / "02_saker.ipynb").write_text("{ikke json", encoding="utf-8")
    lines = failed(cli, small)
    assert any("01_personer.ipynb, celle 4, linje 2: ZeroDivisionError" in line for line in lines)
    assert any("02_saker.ipynb" in line for line in lines)
    assert not any("A1_tallgrunnlag" in line for line in lines)


@pytest.mark.slow
def test_a_failing_expression_is_named_with_what_may_be_meant(cli: Cli, small: Path) -> None:
    write_notebook(small, "01_personer", "# En\n\nDet var `{python} r.tall('personar')` i fjor.")
    (line,) = failed(cli, small)
    assert line.startswith("Feil: 01_personer.ipynb, celle 3, linje 3: ")
    assert "kjenner ikke målet «personar». Nærmest: personer" in line


@pytest.mark.slow
def test_what_cannot_be_rendered_is_named(cli: Cli, small: Path) -> None:
    write_notebook(small, "01_personer", "# En\n\nSe @fig-borte.", "## To {#sec-saker}")
    write_notebook(small, "02_saker", "# To {#sec-personer}\n\nTekst.", "Enda mer.")
    (line,) = failed(cli, small)
    assert re.match(
        r"Feil: 01_personer\.ipynb, celle \d, linje 3: henvisningen «@fig-borte» fører ingen",
        line,
    )


def test_debug_shows_where_it_came_from_before_the_same_line(cli: Cli, small: Path) -> None:
    result = cli("build", "1999", "--debug")
    assert result.exit_code == EXIT_FAILED
    assert result.stderr.startswith("Traceback")
    assert result.stderr.splitlines()[-1].startswith("Feil: data: ingen data for rapportåret 1999")


@pytest.fixture
def no_space(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets a stage of the build meet a full disk."""

    def _no_space(stage: str) -> None:
        def full(*arguments: object, **named: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "utfil")

        monkeypatch.setattr(building, stage, full)

    return _no_space


@pytest.mark.parametrize("stage", ["run_report", "write_project", "_render", "write_release"])
def test_a_full_disk(
    cli: Cli,
    small: Path,
    no_space: Callable[[str], None],
    stage: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(building, "run_report", lambda *a, **b: _Run())
    monkeypatch.setattr(building, "write_project", lambda *a, **b: small)
    monkeypatch.setattr(building, "_render", lambda *a, **b: "ingen")
    no_space(stage)
    (line,) = failed(cli, small)
    assert line.startswith("Feil: utfil: rapporten kunne ikke skrives: No space left on device")
    assert line.endswith("Den forrige står urørt")


class _Run:
    warnings = ()
    chapters = ()


@pytest.mark.slow
def test_a_disk_that_is_really_full(cli: Cli, small: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("å montere en liten disk krever root og lov til det; kjør som root")
    try:
        old = disk / "2023" / "html"
        old.mkdir(parents=True)
        (old / "index.html").write_text("gammel", encoding="utf-8")
        lines = failed(cli, small, *BUILD, "--output", str(disk))
        assert len(lines) == 1
        assert "No space left on device" in lines[0]
        assert contents(disk) == OLD
        assert [path.name for path in disk.iterdir()] == ["2023"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
def test_ctrl_c_in_the_middle(small: Path, start: Start) -> None:
    mark = small / "kjerne.txt"
    write_notebook(
        small,
        "01_personer",
        "# En",
        f"python:import os, pathlib, time\n\nmark = pathlib.Path({str(mark)!r})\n"
        "mark.write_text(str(os.getpid()))\n"
        "time.sleep(60)",
    )
    process = start(small, list(BUILD))
    try:
        deadline = time.monotonic() + 60
        while not (mark.is_file() and mark.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        kernel = int(mark.read_text())
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            process.kill()
    assert process.returncode == EXIT_INTERRUPTED, said
    assert "Traceback" not in said
    assert said.splitlines()[-1] == INTERRUPTED
    assert contents(small / "output") == OLD
    assert left_over(small) == []
    assert list(small.parent.glob("komreport-*")) == []
    assert gone(kernel)


@pytest.mark.slow
def test_ctrl_c_while_it_starts(small: Path, start: Start) -> None:
    process = start(small, list(BUILD))
    time.sleep(1.2)  # Python has started, and the libraries take longer
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert said == f"{INTERRUPTED}\n"
    # Interrupted inside exec(), as by dataclasses, Python ends by the signal; a shell says 130.
    assert process.returncode in (EXIT_INTERRUPTED, -signal.SIGINT)
    assert contents(small / "output") == OLD


def test_ctrl_c_outside_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("komreport.cli.app.app", interrupted)
    with pytest.raises(SystemExit) as caught:
        main()
    assert (caught.value.code, capsys.readouterr().err) == (EXIT_INTERRUPTED, f"{INTERRUPTED}\n")


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds; one that nobody has waited for counts."""
    for _ in range(50):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_builds_a_report_twice_the_same(cli: Cli, small: Path) -> None:
    result = cli(*BUILD)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    folder = small / "output" / "2023"
    assert sorted(path.name for path in folder.iterdir()) == [
        "data",
        "html",
        "kom-tilstandsrapport-2023.pdf",
    ]
    for place in ("html/index.html", "kom-tilstandsrapport-2023.pdf", "data"):
        assert str(folder / place) in result.stdout
    assert ">27<" in (folder / "html" / "01_personer.html").read_text(encoding="utf-8")
    with pikepdf.open(folder / "kom-tilstandsrapport-2023.pdf") as pdf:
        assert str(pdf.Root.Lang).startswith("nb")
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = cli("build", "--quiet", "--renderer", "builtin", "--only", "02_saker")
    assert again.exit_code == 0, again.output
    assert first == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(again.stdout.splitlines()) == 4
    assert left_over(small) == []


def test_only_wants_a_chapter_that_exists(cli: Cli, small: Path) -> None:
    (line,) = failed(cli, small, *BUILD, "--only", "01_persone")
    assert "01_persone" in line
