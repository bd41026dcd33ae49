"""The frozen manifest: which videos a job is about, one file a shard. It is made once and never changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TRANSIENT_FAULT, USAGE, JobError
from .job import FOLDER_NAME
from .shardlists import replace
from .videos import Video, shard_of

SCHEMA = "omnizip.ray-job/1"
VIDEOS_PER_SHARD = 1000
SMALL_SHARDS = 64
"""Small jobs get up to this many shards: tasks of one shard run one after the other."""
BUFFERED_LINES = 200_000
SHARD_FILE = re.compile(r"shard-\d{5,}-of-(\d{5,})\.(tar|index\.jsonl|failures\.jsonl|stats\.json)")


@dataclass(frozen=True)
class Manifest:
    """A manifest on disk."""

    folder: Path
    shards: int
    videos: int
    is_new: bool
    """Made by this process in an output without shards: nothing of it can have been done before."""

    def lines(self, shard: int) -> list[str]:
        """The lines of a shard, in the order of names."""
        try:
            text = shard_path(self.folder, shard).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        # Names may hold other characters that end lines for str.splitlines.
        return text.split("\n")[:-1]

    def parsed(self, shard: int) -> list[Video]:
        return [Video.parsed(line) for line in self.lines(shard)]


def default_shards(videos: int, videos_per_task: int) -> int:
    """One shard for every thousand videos; of fewer than 64,000, up to 64 shards of at least one task each."""
    tasks = -(-videos // max(1, videos_per_task))
    return max(1, -(-videos // VIDEOS_PER_SHARD), min(SMALL_SHARDS, tasks))


def shard_path(folder: Path, shard: int) -> Path:
    return folder / f"{shard:05d}.jsonl"


def freeze(
    output: Path, scan: Sequence[str], selection: dict[str, object], shards: int | None, videos_per_task: int,
    anew: bool = False,
) -> Manifest:
    """The manifest of a job in `output`: the one that is there, or a new one.

    `scan` is the command whose output lists all inputs; `selection` is what it depends on, to tell jobs apart. `shards`
    None chooses a number for a new job. `anew` scans again; the number of shards stays.
    """
    folder = output / FOLDER_NAME
    known = described(folder)
    if known is not None:
        check_same(known, selection, shards, output, anew)
        if not anew:
            return Manifest(folder / str(known["manifest"]), number(known, "shards"), number(known, "videos"), False)
        shards = number(known, "shards")
    begun = shards_of_dataset(output)
    if begun is not None and shards not in (None, begun):
        raise JobError(f"{output}: the dataset has {begun} shards, not {shards}; give --shards {begun}")
    shards = shards or begun
    folder.mkdir(parents=True, exist_ok=True)
    name = "manifest" if known is None or known["manifest"] != "manifest" else "manifest-again"
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).mkdir()
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder) as lines:
        count = scanned(scan, lines.fileno())
        shards = shards or default_shards(count, videos_per_task)
        lines.seek(0)
        try:
            distribute((line.rstrip("\n") for line in lines), folder / name, shards)
        except (ValueError, TypeError, KeyError) as error:
            raise JobError(f"{scan[0]} wrote a line about an input that is none ({error}); is it omnizip?") from error
    description = {"manifest": name, "schema": SCHEMA, "selection": selection, "shards": shards, "videos": count}
    # One step: until here the old manifest holds, from here on the new one.
    replace(folder / "job.json", json.dumps(description, indent=1) + "\n")
    if known is not None:
        shutil.rmtree(folder / str(known["manifest"]), ignore_errors=True)
    return Manifest(folder / name, shards, count, is_new=known is None and begun is None)


def described(folder: Path) -> dict[str, object] | None:
    """job.json; it is written last, so what has none was never begun."""
    try:
        value = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise JobError(f"{folder / 'job.json'}: {error}; remove {folder} to begin anew") from error
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise JobError(f"{folder / 'job.json'}: of another version; remove {folder} to begin anew")
    return value


def check_same(
    known: dict[str, object], selection: dict[str, object], shards: int | None, output: Path, anew: bool
) -> None:
    if shards is not None and shards != known["shards"]:
        raise JobError(f"{output}: the job has {known['shards']} shards, not {shards}; their number cannot change")
    if not anew and known["selection"] != selection:
        raise JobError(
            f"{output}: this job began with other inputs ({json.dumps(known['selection'])}); choose another --output, "
            "or give --refreeze to take the new ones"
        )


def number(description: dict[str, object], key: str) -> int:
    value = description[key]
    assert isinstance(value, int)
    return value


def shards_of_dataset(output: Path) -> int | None:
    """The number of shards that a dataset has been given: in its description, or by files of shards of layout tree."""
    try:
        value = json.loads((output / "dataset.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return shards_of_files(output)
    except (OSError, ValueError) as error:
        raise JobError(f"{output / 'dataset.json'}: {error}") from error
    shards = value.get("shards") if isinstance(value, dict) else None
    return shards if isinstance(shards, int) else None


def shards_of_files(output: Path) -> int | None:
    """The number of shards that names of their files tell of; files of several numbers could never be merged."""
    names = os.listdir(output) if output.is_dir() else []
    counts = {int(found[1]) for found in map(SHARD_FILE.fullmatch, names) if found}
    if len(counts) > 1:
        raise JobError(f"{output}: there are shards of different numbers: {sorted(counts)}; choose another --output")
    return counts.pop() if counts else None


def scanned(scan: Sequence[str], target: int) -> int:
    """Runs the scan; returns how many lines it wrote to the descriptor `target`."""
    try:
        ended = subprocess.run(scan, stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        raise JobError(f"{scan[0]}: {error.strerror}; give the path of omnizip with --program") from error
    if ended.returncode != 0:
        message = ended.stderr.decode(errors="replace").strip() or f"exit code {ended.returncode}"
        raise JobError(message, USAGE if ended.returncode == USAGE else TRANSIENT_FAULT)
    with os.fdopen(os.dup(target), "rb") as written:
        written.seek(0)
        return sum(1 for _ in written)


def distribute(lines: Iterator[str], folder: Path, shards: int) -> None:
    """Appends each line to the file of its shard. Memory holds `BUFFERED_LINES` of them."""
    buffered: dict[int, list[str]] = {}
    count = 0
    for line in lines:
        buffered.setdefault(shard_of(json.loads(line)["path"], shards), []).append(line)
        count += 1
        if count % BUFFERED_LINES == 0:
            append(buffered, folder)
    append(buffered, folder)


def append(buffered: dict[int, list[str]], folder: Path) -> None:
    for shard, lines in buffered.items():
        with shard_path(folder, shard).open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
    buffered.clear()
