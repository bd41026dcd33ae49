"""Copies of inputs on a disk of the node, for one task at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from .videos import Video

PREFIX = "omnizip-ray-"
LOCK = "lock"


class StageError(Exception):
    """A copy could not be made; another attempt may succeed."""


@contextlib.contextmanager
def staged(videos: Sequence[Video], folder: Path) -> Iterator[list[Path | None]]:
    """Copies the videos below `folder` and removes the copies at the end; what dead workers left goes first.

    The size of a copy is checked against the manifest; its time of change is the source's, which resuming looks at. A
    source that cannot be opened, or is no file, has no copy (None): omnizip says what is wrong with it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_orphans(folder)
        own, lock = own_folder(folder)
    except OSError as error:
        raise StageError(f"make a folder in {folder}: {error.strerror}") from error
    try:
        with lock:
            yield [copy(video, own / str(number)) for number, video in enumerate(videos)]
    finally:
        shutil.rmtree(own, ignore_errors=True)


def own_folder(folder: Path) -> tuple[Path, TextIO]:
    """A new folder and its lock, which is held until this process ends, however it ends."""
    while True:
        own = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        lock = (own / LOCK).open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock.fileno()).st_nlink > 0:
            return own, lock
        # Another worker took it for an orphan before it was locked.
        lock.close()


def copy(video: Video, folder: Path) -> Path | None:
    """A copy of the same name: containers without a mark of their own are told apart by it."""
    target = folder / video.source.name
    if not video.source.is_file() or not os.access(video.source, os.R_OK):
        return None
    try:
        folder.mkdir()
        shutil.copyfile(video.source, target)
        status = video.source.stat()
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        size = target.stat().st_size
    except OSError as error:
        raise StageError(f"copy {video.source} to {folder}: {error.strerror}") from error
    if video.bytes is not None and size != video.bytes:
        raise StageError(f"copy {video.source} to {folder}: {size} bytes came of {video.bytes}")
    return target


def remove_orphans(folder: Path) -> None:
    """Removes the copies of workers that are gone: nobody holds their lock."""
    for place in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (place / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place, ignore_errors=True)
