"""All files or none, whatever happens in between."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from komreport.errors import KomreportError
from komreport.intake import transaction
from komreport.intake.transaction import STAGE, Transaction, recover
from tests.small import contents

BEFORE = {"a.csv": "gammel a", "b.csv": "gammel b"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files."""
    for name, text in BEFORE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def planned(root: Path) -> Transaction:
    """Plan a change of both files, and a new one in a new folder."""
    change = Transaction(root)
    change.write(root / "a.csv", b"ny a")
    change.write(root / "ny" / "mappe" / "c.csv", b"ny c")
    change.write(root / "b.csv", b"ny b")
    return change


def test_writes_all(root: Path) -> None:
    planned(root).commit()
    assert contents(root) == {"a.csv": "ny a", "b.csv": "ny b", "ny/mappe/c.csv": "ny c"}
    assert not (root / STAGE).exists()


def test_leaves_alone_what_is_the_same(root: Path) -> None:
    before = (root / "a.csv").stat()
    change = Transaction(root)
    change.write(root / "a.csv", b"gammel a")
    change.commit()
    assert (root / "a.csv").stat() == before


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full", "disk")])
def test_puts_back_what_was_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    replaced: list[str] = []

    def replace(source: Path, target: Path) -> None:
        if len(replaced) == at:
            raise error
        replaced.append(str(target))
        shutil.move(source, target)

    monkeypatch.setattr(os, "replace", replace)
    wanted = KomreportError if isinstance(error, OSError) else type(error)
    with pytest.raises(wanted) as caught:
        planned(root).commit()
    assert len(replaced) == at
    assert contents(root) == BEFORE
    assert sorted(path.name for path in root.iterdir()) == ["a.csv", "b.csv"]
    if isinstance(caught.value, KomreportError):
        assert str(caught.value).startswith("disk: filene kunne ikke skrives: full")
        assert str(caught.value).endswith("Ingenting er endret")


def test_a_killed_change_is_put_back_later(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves: the journal, one file replaced, and nobody to put it back."""
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == "b.csv":
            raise SystemError
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "recover", lambda root: False)
        with pytest.raises(SystemError):
            planned(root).commit()
    assert (root / "a.csv").read_text() == "ny a"
    assert recover(root)
    assert contents(root) == BEFORE
    assert not (root / "ny").exists()
    assert not recover(root)


def test_a_change_that_had_not_begun_is_cleared(root: Path) -> None:
    (root / STAGE).mkdir()
    (root / STAGE / "0.ny").write_bytes(b"halv")
    assert not recover(root)
    assert contents(root) == BEFORE
