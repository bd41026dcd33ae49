"""Datasets of the tests: made, run and compared."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from omnizip_ray.job import FOLDER_NAME


def copies(samples: Path, folder: Path, count: int) -> None:
    """`count` clips in folders of seven, made of the sample clips by turns."""
    clips = sorted(path for path in samples.iterdir() if path.suffix in (".mp4", ".mkv", ".m4a"))
    for number in range(count):
        clip = clips[number % len(clips)]
        target = folder / f"part-{number // 7}" / f"clip {number:03d} é{clip.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(clip, target)


def tiny_clip(path: Path) -> None:
    """A second of video with sound."""
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=10:d=1", "-f", "lavfi", "-i",
         "sine=f=440:d=1", "-c:v", "libx264", "-c:a", "aac", "-shortest", path],
        check=True,
    )  # fmt: skip


def omnizip(program: Path, *arguments: str | Path, codes: Sequence[int] = (0,)) -> None:
    ended = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode in codes, ended.stderr


def content(folder: Path, with_shards: bool = False) -> dict[str, bytes]:
    """What a dataset consists of: every file but catalogs, locks and the driver's own. Documents without timings, the
    only thing that differs from run to run."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        is_ours = name.startswith((FOLDER_NAME, ".omnizip"))
        is_list = name.startswith("shard-") and path.suffix != ".tar"
        if not path.is_file() or is_ours or "catalog.sqlite" in name or path.suffix == ".lock":
            continue
        if is_list and not with_shards:
            continue
        files[name] = without_timings(path)
    return files


def without_timings(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix != ".json":
        return data
    value = json.loads(data)
    value.pop("timings", None)
    return json.dumps(value, sort_keys=True).encode()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
