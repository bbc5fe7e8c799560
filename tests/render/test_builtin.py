from __future__ import annotations

from pathlib import Path

from komreport.render.builtin import renderer as builtin
from komreport.render.check import check_output
from komreport.render.rendered import Rendered


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_renderings_are_the_same_to_the_byte(
    sample: Path, rendered: Rendered, tmp_path: Path
) -> None:
    again = builtin.render(sample, tmp_path)
    assert files(again.html) == files(rendered.html)
    assert again.pdf.read_bytes() == rendered.pdf.read_bytes()


def test_the_result_passes_the_checks_without_warnings(rendered: Rendered) -> None:
    check_output(rendered.html, rendered.pdf)
    assert rendered.warnings == ()
    assert rendered.renderer.startswith("den innebygde rendreren (pandoc ")


def test_the_project_is_left_as_it_was(sample: Path, tmp_path: Path) -> None:
    before = files(sample)
    builtin.render(sample, tmp_path)
    assert files(sample) == before


def test_one_format_alone(sample: Path, tmp_path: Path) -> None:
    builtin.render(sample, tmp_path, formats=["html"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html"]
