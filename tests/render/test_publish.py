"""Publication: the whole new report, or the old one as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from komreport.render.publish import publish


def report(folder: Path, text: str) -> Path:
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "index.html").write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> str:
    return (folder / "html" / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A new report, and a published one."""
    return report(tmp_path / ".2023.ny", "ny"), report(tmp_path / "2023", "gammel")


def test_the_first_publication(tmp_path: Path) -> None:
    publish(report(tmp_path / ".2023.ny", "ny"), tmp_path / "2023")
    assert told(tmp_path / "2023") == "ny"
    assert [path.name for path in tmp_path.iterdir()] == ["2023"]


def test_takes_the_place_of_the_published_one(folders: tuple[Path, Path]) -> None:
    staging, target = folders
    (target / "gammel.txt").write_text("a", encoding="utf-8")
    publish(staging, target)
    assert told(target) == "ny"
    assert not (target / "gammel.txt").exists()
    assert [path.name for path in target.parent.iterdir()] == ["2023"]


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_the_old_one_stays_when_the_second_renaming_fails(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    staging, target = folders
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self == staging:
            raise error
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(type(error)):
        publish(staging, target)
    assert told(target) == "gammel"
    assert sorted(path.name for path in target.parent.iterdir()) == [".2023.ny", "2023"]


def test_the_old_one_stays_when_the_first_renaming_fails(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Path, to: Path) -> Path:
        raise PermissionError(13, "nei")

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PermissionError):
        publish(*folders)
    assert told(folders[1]) == "gammel"


def test_clears_what_a_killed_build_has_left(folders: tuple[Path, Path]) -> None:
    staging, target = folders
    left = report(target.with_name(".2023.gammel"), "eldst")
    publish(staging, target)
    assert told(target) == "ny"
    assert not left.exists()


def test_brings_back_what_a_killed_build_had_moved_away(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, target = folders
    target.rename(target.with_name(".2023.gammel"))
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self == staging:
            raise OSError
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError):  # noqa: PT011  (the one raised above)
        publish(staging, target)
    assert told(target) == "gammel"
