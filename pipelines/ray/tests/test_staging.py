"""Copies on a disk of the node."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from omnizip_ray.staging import LOCK, PREFIX, StageError, copy, own_folder, staged
from omnizip_ray.videos import Video
from values import line, video_line


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return tmp_path / "deep/disk"


def video(folder: Path, name: str) -> Video:
    return Video.parsed(video_line(folder, name))


def test_copies_live_as_long_as_the_task(tmp_path: Path, disk: Path) -> None:
    videos = [video(tmp_path / "in", "a é.mp4"), video(tmp_path / "in/other", "a é.mp4")]
    os.utime(videos[0].source, ns=(1, 1_234_567_890_123_456_789))
    with staged(videos, disk) as paths:
        for source, path in zip(videos, paths, strict=True):
            assert path is not None and path.name == "a é.mp4" and path.is_relative_to(disk)
            assert path.read_bytes() == source.source.read_bytes()
            assert path.stat().st_mtime_ns == source.source.stat().st_mtime_ns
    assert list(disk.iterdir()) == []


def test_copies_go_when_the_task_fails(tmp_path: Path, disk: Path) -> None:
    with pytest.raises(RuntimeError), staged([video(tmp_path / "in", "a")], disk):
        raise RuntimeError
    assert list(disk.iterdir()) == []


def test_a_copy_of_another_size_is_refused(tmp_path: Path, disk: Path) -> None:
    wrong = Video.parsed(line("a", video(tmp_path / "in", "a").source, bytes=5))
    with pytest.raises(StageError, match="bytes came of 5"), staged([wrong], disk):
        pass
    assert list(disk.iterdir()) == []


def test_what_is_no_file_that_can_be_read_has_no_copy(tmp_path: Path, disk: Path) -> None:
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    videos = [Video.parsed(line(name, tmp_path / name)) for name in ("missing.mp4", "folder.mp4", "pipe.mp4")]
    with staged(videos, disk) as paths:
        assert paths == [None, None, None]


def test_a_file_that_could_not_be_looked_at_before(tmp_path: Path, disk: Path) -> None:
    late = Video.parsed(line("a", tmp_path / "a"))
    (tmp_path / "a").write_text("late")
    with staged([late], disk) as paths:
        assert paths[0] is not None and paths[0].read_text() == "late"


def test_a_disk_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StageError, match="make a folder in"), staged([], tmp_path / "file"):
        pass
    with pytest.raises(StageError, match="copy .* to .*: File exists"):
        copy(video(tmp_path / "in", "a"), tmp_path / "file")


def test_only_what_dead_workers_left_is_removed(tmp_path: Path, disk: Path) -> None:
    alive, lock = own_folder(disk_of(disk))
    dead = disk / f"{PREFIX}dead"
    dead.mkdir()
    (dead / LOCK).touch()
    (dead / "copy.mp4").touch()
    other = disk / "other"
    other.mkdir()
    with staged([], disk):
        assert alive.exists() and other.exists() and not dead.exists()
    with lock, pytest.raises(BlockingIOError), (alive / LOCK).open() as again:
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)


def disk_of(disk: Path) -> Path:
    disk.mkdir(parents=True)
    return disk
