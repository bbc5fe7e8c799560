"""The whole way for one year, without a command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from komreport.errors import KomreportError
from komreport.execute import ChapterEvent, ReportFailed, run_chapter
from komreport.execute.engine import Session
from komreport.render import build as building
from komreport.render.build import build_report
from komreport.render.builtin.notebook import read_notebook
from komreport.render.builtin.support import RenderErrors
from komreport.render.rendered import Rendered
from tests.small import contents, publish_old, small_project, write_notebook


@dataclass
class Heard:
    """What a build has told."""

    stages: list[str] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def chapter(self, event: ChapterEvent) -> None:
        if event.state in {"done", "failed"}:
            self.chapters.append(f"{event.chapter} {event.state}")

    def stage(self, name: str, *, done: bool) -> None:
        self.stages.append(f"{name} {'ferdig' if done else 'begynt'}")

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Run:
    """Chapters that have been run."""

    warnings = ("01_personer.ipynb, celle 3: rot",)
    chapters = ()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small project with an older report published."""
    root = small_project(tmp_path / "prosjekt")
    publish_old(root)
    return root


@pytest.fixture
def rendered_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leaves chapters and renderers out; gives the names of the renderers that were called."""
    called: list[str] = []

    def renderer(name: str) -> object:
        def render(project: Path, out: Path, **_: object) -> Rendered:
            called.append(name)
            (out / "html").mkdir()
            (out / "html" / "index.html").write_text("ny", encoding="utf-8")
            (out / "rapport.pdf").write_bytes(b"%PDF")
            return Rendered(out / "html", out / "rapport.pdf", name, ("Typst: noe",))

        return render

    monkeypatch.setattr(building, "run_report", lambda *a, **b: Run())
    monkeypatch.setattr(building, "write_project", lambda root, run, **named: root)
    monkeypatch.setattr(building, "check_output", lambda *a, **b: None)
    monkeypatch.setattr(building.quarto, "render", renderer("quarto"))
    monkeypatch.setattr(building.builtin, "render", renderer("builtin"))
    return called


@pytest.mark.parametrize(
    ("asked", "here", "called"),
    [
        ("auto", True, "quarto"),
        ("auto", False, "builtin"),
        ("quarto", False, "quarto"),
        ("builtin", True, "builtin"),
    ],
)
def test_chooses_the_renderer(
    small: Path,
    rendered_by: list[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: building.Renderer,
    here: bool,
    called: str,
) -> None:
    monkeypatch.setattr(building.quarto, "available", lambda: here)
    assert build_report(small, 2023, renderer=asked).renderer == called
    assert rendered_by == [called]


def test_tells_of_stages_and_warnings(small: Path, rendered_by: list[str]) -> None:
    heard = Heard()
    built = build_report(small, 2023, renderer="builtin", listener=heard)
    names = ["data", "HTML og PDF", "åpne data", "kontroll"]
    assert heard.stages == [f"{name} {state}" for name in names for state in ("begynt", "ferdig")]
    assert heard.warnings == ["01_personer.ipynb, celle 3: rot", "Typst: noe"]
    assert built.html.read_text(encoding="utf-8") == "ny"
    assert built.pdf.name == "kom-tilstandsrapport-2023.pdf"
    assert (built.data / "datapackage.json").is_file()


def test_publishes_where_it_is_told(small: Path, rendered_by: list[str], tmp_path: Path) -> None:
    built = build_report(small, 2023, renderer="builtin", output=tmp_path / "et sted" / "til")
    assert built.html == tmp_path / "et sted" / "til" / "2023" / "html" / "index.html"
    assert built.html.is_file()
    assert contents(small / "output") == {"2023/html/index.html": "gammel"}


def test_clears_what_a_killed_build_has_left(small: Path, rendered_by: list[str]) -> None:
    left = small / "output" / ".2023.ny"
    left.mkdir()
    (left / "gammel.txt").write_text("a", encoding="utf-8")
    build_report(small, 2023, renderer="builtin")
    assert [path.name for path in (small / "output").iterdir()] == ["2023"]
    assert not (small / "output" / "2023" / "gammel.txt").exists()


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        ("check_output", RenderErrors(["01.html: lenken x fører ingen steder"])),
        ("write_release", KomreportError("nei")),
        ("publish", KeyboardInterrupt()),
        ("_render", RuntimeError("en feil i koden")),
    ],
)
def test_whatever_fails_the_published_report_stays(
    small: Path,
    rendered_by: list[str],
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    error: BaseException,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(building, stage, fail)
    with pytest.raises(type(error)):
        build_report(small, 2023, renderer="builtin")
    assert contents(small / "output") == {"2023/html/index.html": "gammel"}
    assert [path.name for path in (small / "output").iterdir()] == ["2023"]


def test_an_output_that_cannot_be_written_to_is_named(
    small: Path, rendered_by: list[str], tmp_path: Path
) -> None:
    (tmp_path / "fil").write_text("a", encoding="utf-8")
    with pytest.raises(KomreportError, match="rapporten kunne ikke skrives") as caught:
        build_report(small, 2023, renderer="builtin", output=tmp_path / "fil")
    assert str(tmp_path / "fil") in caught.value.where
    assert "Den forrige står urørt" in caught.value.remedy


@pytest.mark.slow
def test_a_failing_chapter_leaves_project_and_report(small: Path) -> None:
    (small / "build" / "2023").mkdir(parents=True)
    (small / "build" / "2023" / "_quarto.yml").write_text("gammelt", encoding="utf-8")
    write_notebook(small, "02_saker", "# Saker {#sec-saker}", "python:1 / 0")
    heard = Heard()
    with pytest.raises(ReportFailed, match=r"02_saker\.ipynb, celle 4, linje 1: ZeroDiv"):
        build_report(small, 2023, listener=heard)
    assert {"01_personer done", "02_saker failed"} <= set(heard.chapters)
    assert contents(small / "build" / "2023") == {"_quarto.yml": "gammelt"}
    assert contents(small / "output") == {"2023/html/index.html": "gammel"}


@pytest.mark.slow
def test_an_executed_cell_keeps_the_number_that_the_editor_sees(small: Path) -> None:
    path = write_notebook(small, "01_personer", "# En", "@fig-borte")
    session = Session(root=small, cwd=small)
    (small / "build").mkdir(exist_ok=True)
    result = run_chapter(path, 2023, small / "build", session=session)
    assert result.notebook is not None
    assert read_notebook(result.notebook).places("@fig-borte") == [
        "01_personer.ipynb, celle 4, linje 1"
    ]
