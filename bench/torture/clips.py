"""Inputs: small versions of the sample clips, batches with good and bad files, short sounds in great number."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Collection
from pathlib import Path

from processes import Argument

EXACT = [
    "-map_metadata",
    "-1",
    "-threads",
    "1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
]
SMALL_PICTURE = ["-vf", "scale=160:120", "-fps_mode", "passthrough"]
# ext4 allows 65,000 links of a file.
LINKS_OF_A_FILE = 10_000
# Sound alone, pictures alone, and both for a fifth of a second: what a slow debug build gets done.
QUICK = {"audio-only.m4a", "silent.mp4", "audio-early.mkv"}


class ClipError(Exception):
    """ffmpeg could not make a clip."""


def ffmpeg(output: Path, *arguments: Argument) -> Path:
    """Makes a file with ffmpeg unless it exists; it appears when it is complete."""
    if not output.exists():
        output.parent.mkdir(parents=True, exist_ok=True)
        partial = output.with_name("partial-" + output.name)
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, *EXACT, partial]
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300)
        if ended.returncode != 0:
            partial.unlink(missing_ok=True)
            raise ClipError(f"{output.name}: {ended.stderr.decode(errors='replace').strip()[-300:]}")
        partial.rename(output)
    return output


def small_samples(samples: Path, folder: Path, names: Collection[str] | None = None) -> list[Path]:
    """A second of every sample clip, or of those named, at 160x120, sound at 32 kbit/s."""
    sources = sorted(path for path in samples.iterdir() if path.suffix in (".mp4", ".mkv", ".m4a"))
    sources = [path for path in sources if names is None or path.name in names]
    if not sources:
        raise ClipError(f"{samples}: there are no sample clips; run make samples")
    clips = []
    for source in sources:
        picture = ["-vn"] if source.suffix == ".m4a" else [*SMALL_PICTURE, "-c:v", "libx264", "-preset", "veryfast"]
        clips.append(ffmpeg(folder / source.name, "-i", source, "-t", "1", *picture, "-c:a", "aac", "-b:a", "32k"))
    return clips


def bad_files(folder: Path, source: Path, generator: random.Random, count: int) -> None:
    """Files that no run can use, each in its own way, under names that promise media."""
    content = source.read_bytes()
    kinds = [
        ("empty.mp4", b""),
        ("noise.mkv", generator.randbytes(20_000)),
        ("text.mp4", b"This is no video.\n" * 50),
        ("cut.mp4", content[: len(content) // 2]),
        ("zeros.webm", bytes(5_000)),
        ("header-only.avi", b"RIFF" + struct.pack("<I", 4_000_000_000) + b"AVI LIST"),
    ]
    for name, bytes_ in kinds[:count]:
        (folder / name).write_bytes(bytes_)


def mixed_batch(clips: list[Path], folder: Path, count: int, bad: int, generator: random.Random) -> Path:
    """`count` files in nested folders: copies of the clips and, at different depths, `bad` files that must fail."""
    shutil.rmtree(folder, ignore_errors=True)
    for parent in (folder, folder / "b", folder / "b" / "deep er", folder / "ü"):
        parent.mkdir(parents=True)
    places = [folder, folder / "b", folder / "b" / "deep er", folder / "ü"]
    for index in range(count - bad):
        clip = clips[index % len(clips)]
        shutil.copy(clip, places[index % len(places)] / f"{index:03d}-{clip.name}")
    whole = next(clip for clip in clips if clip.suffix == ".mp4")
    bad_files(folder / "b", whole, generator, bad)
    return folder


def write_sound(path: Path, seconds: float, generator: random.Random, rate: int = 8_000) -> Path:
    """A wave file of noise bursts; made here, because thousands of ffmpeg runs take long."""
    count = int(seconds * rate)
    loud = generator.randrange(rate // 10, rate // 4)
    values = [generator.randrange(-8_000, 8_000) if index % loud < loud // 2 else 0 for index in range(count)]
    data = struct.pack(f"<{count}h", *values)
    form = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def linked_copies(sources: list[Path], folder: Path, count: int, a_folder: int = 1_000) -> Path:
    """`count` hard links of the sources, `a_folder` in each subfolder."""
    shutil.rmtree(folder, ignore_errors=True)
    originals = folder.with_name(folder.name + "-originals")
    shutil.rmtree(originals, ignore_errors=True)
    originals.mkdir(parents=True)
    original = Path()
    for index in range(count):
        if index % LINKS_OF_A_FILE == 0:
            original = originals / f"{index:07d}"
        source = sources[index % len(sources)]
        copy = original.with_name(original.name + source.name)
        if not copy.exists():
            shutil.copy(source, copy)
        parent = folder / f"{index // a_folder:04d}"
        if index % a_folder == 0:
            parent.mkdir(parents=True)
        os.link(copy, parent / f"{index:07d}{source.suffix}")
    return folder
