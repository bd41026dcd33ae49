"""What is made, what is used again, and the room that it takes."""

from pathlib import Path

import pytest

import prepare
from prepare import BYTES_A_CLIP, Prepared, check_room


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program"
    path.write_text("1")
    (tmp_path / "clips").mkdir()
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is called for clips, and for bundles."""
    made: list[str] = []
    monkeypatch.setattr(prepare, "write_clips", lambda split, *_: made.append(f"clips of {split}"))
    monkeypatch.setattr(prepare.tokens, "read_split", lambda *_: made.append("bundles"))
    monkeypatch.setattr(prepare.store, "save", lambda *_: None)
    return made


def test_what_is_there_is_used_until_something_changes(tmp_path: Path, program: Path, calls: list[str]) -> None:
    split = Prepared("test", 5, 1, tmp_path, program)
    assert not split.is_there
    split.make(1)
    split.make(1)
    assert calls == ["clips of test", "bundles"] and split.is_there
    program.write_text("2")
    assert not split.is_there
    split.make(1)
    assert calls[2:] == ["bundles"]
    Prepared("test", 6, 1, tmp_path, program).make(1)
    assert calls[3:] == ["clips of test", "bundles"]


def test_clips_that_were_not_finished_are_made_again(
    tmp_path: Path, program: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    split = Prepared("test", 5, 1, tmp_path, program)
    monkeypatch.setattr(prepare, "write_clips", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError):
        split.make(1)
    monkeypatch.setattr(prepare, "write_clips", lambda split, *_: calls.append("clips"))
    split.make(1)
    assert calls == ["clips", "bundles"]


def test_room_is_asked_for_what_will_be_made(
    tmp_path: Path, program: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = Prepared("test", 5, 1, tmp_path, program), Prepared("train", 1 << 40, 1, tmp_path, program)
    check_room([small])
    with pytest.raises(SystemExit, match="has room for"):
        check_room([small, large])
    assert small.bytes_needed == 5 * BYTES_A_CLIP
    (tmp_path / "test.npy").write_bytes(b"1234")
    (tmp_path / "watch.npy").write_bytes(b"12")
    assert small.bytes_needed == 5 * BYTES_A_CLIP - 4
    large.make(1)
    check_room([small, large])
    assert large.bytes_needed == 0
