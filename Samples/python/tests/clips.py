"""Plans of the generated sample clips, made by the program once a process."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from omnizip_bundle import Bundle, read_bundle

REPOSITORY = Path(__file__).resolve().parents[3]
# A relative path counts from the repository's root.
SAMPLES = REPOSITORY / os.environ.get("OMNIZIP_SAMPLES", ".build/samples")
PROGRAM = REPOSITORY / os.environ.get("OMNIZIP_PROGRAM", ".build/release/omnizip")


def clip(name: str) -> Path:
    """A generated sample clip."""
    return SAMPLES / name


@lru_cache
def _folder() -> TemporaryDirectory[str]:
    """Bundles of this process; removed when it ends."""
    return TemporaryDirectory(prefix="omnizip-plans-")


@lru_cache
def plan_path(name: str, *flags: str) -> Path:
    """The bundle of a sample clip, made with `flags`, and with `--content plan` unless they say otherwise."""
    output = Path(mkdtemp(dir=_folder().name))
    content = () if "--content" in flags else ("--content", "plan")
    program("run", clip(name), "--output", output, "--progress", "none", *content, *flags)
    return output / f"{name}.safetensors"


@lru_cache
def plan_of(name: str, *flags: str) -> Bundle:
    """The plan of a sample clip."""
    return read_bundle(plan_path(name, *flags))


def program(*arguments: str | Path) -> None:
    """Runs omnizip; a failure shows what it printed."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
