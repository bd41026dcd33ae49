"""Clips and arrays of a split in the work folder, made anew only if something changed that they follow from."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import store
import tokens
from bundles import Maker
from clips import write_clips

BYTES_A_CLIP = 2_400_000
"""2.0 MB were measured: 0.7 for its tokens, as much for its bundle while it is read, 0.6 for its file."""


@dataclass(frozen=True)
class Prepared:
    """A split, and where its parts lie. Each part has a mark beside it that says what it was made from."""

    split: str
    count: int
    parts: int
    """Bundles of each family and preset are made for one clip in so many."""
    work: Path
    program: Path

    @property
    def clips(self) -> Path:
        """Its folder of clips."""
        return self.work / "clips" / self.split

    @property
    def arrays(self) -> Path:
        """Its arrays; the tokens lie beside them as `.npy`."""
        return self.work / f"{self.split}.npz"

    def fingerprints(self) -> tuple[str, str]:
        """What the clips and the arrays follow from."""
        of_clips = store.fingerprint(store.CLIP_SOURCES, split=self.split, count=self.count)
        return of_clips, store.fingerprint(store.ARRAY_SOURCES, self.program, clips=of_clips, parts=self.parts)

    @property
    def is_there(self) -> bool:
        """Whether nothing needs to be made."""
        return store.is_current(self.arrays.with_suffix(".made-from"), self.fingerprints()[1])

    @property
    def bytes_needed(self) -> int:
        """Room that making it takes, less what is overwritten."""
        old = self.arrays.with_suffix(".npy")
        return 0 if self.is_there else self.count * BYTES_A_CLIP - (old.stat().st_size if old.exists() else 0)

    def make(self, jobs: int) -> None:
        """Makes what is not there."""
        if self.is_there:
            print(f"{self.split}: {self.count} clips and their bundles are there", flush=True)
            return
        of_clips, of_arrays = self.fingerprints()
        mark, clips_mark = self.arrays.with_suffix(".made-from"), self.clips.with_suffix(".made-from")
        mark.unlink(missing_ok=True)
        started = time.monotonic()
        if not store.is_current(clips_mark, of_clips):
            clips_mark.unlink(missing_ok=True)
            write_clips(self.split, self.count, self.clips, jobs)
            clips_mark.write_text(of_clips)
        made = time.monotonic()
        maker = Maker(self.program, self.clips, self.work / "bundles", jobs)
        store.save(tokens.read_split(maker, self.arrays.with_suffix(".npy"), self.parts), self.arrays)
        mark.write_text(of_arrays)
        print(f"{self.split}: {self.count} clips in {made - started:.0f} s, bundles in {time.monotonic() - made:.0f} s",
              flush=True)


def check_room(splits: list[Prepared]) -> None:
    """Ends the program if the disk has no room for what is to be made."""
    work = splits[0].work
    needed, free = sum(split.bytes_needed for split in splits), shutil.disk_usage(work).free
    if needed > free:
        sys.exit(f"{work} has room for {free / 1e9:.1f} GB, and {needed / 1e9:.1f} GB are needed: "
                 "free some, or name another folder with --work")
