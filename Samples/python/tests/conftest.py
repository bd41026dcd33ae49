"""Fixtures of all tests: the program, the sample clips, and bundles that the program makes of them.

OMNIZIP_PROGRAM and OMNIZIP_SAMPLES name the program and the folder of clips (`make test-models` sets them).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
from torchvision_stub import import_torchvision

from omnizip_bundle import Bundle, iterate_bundles

import_torchvision()
torch.set_num_threads(2)

REPOSITORY = Path(__file__).resolve().parents[3]
PROFILES = ("qwen2.5-omni", "qwen3-omni")


def _path(variable: str, default: str) -> Path:
    path = Path(os.environ.get(variable, default))
    path = path if path.is_absolute() else REPOSITORY / path
    if not path.exists():
        pytest.exit(f"{path} is missing: run make test-models, or set {variable}", returncode=2)
    return path


@pytest.fixture(scope="session")
def program() -> Path:
    """The program under test."""
    return _path("OMNIZIP_PROGRAM", ".build/release/omnizip")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample clips."""
    return _path("OMNIZIP_SAMPLES", ".build/samples")


@pytest.fixture(scope="session")
def omnizip(program: Path) -> Callable[..., str]:
    """Runs the program and gives what it printed; a test fails with its messages if it does not succeed."""

    def run(*arguments: str | Path) -> str:
        result = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=300)
        assert result.returncode == 0, f"omnizip {' '.join(map(str, arguments))}: {result.stderr}"
        return result.stdout

    return run


@pytest.fixture(scope="session")
def dataset(
    omnizip: Callable[..., str], samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """`dataset(*flags)`: the folder of the sample clips' bundles, made once for each set of flags of `omnizip run`."""
    made: dict[tuple[str, ...], Path] = {}

    def make(*flags: str) -> Path:
        if flags not in made:
            folder = tmp_path_factory.mktemp("bundles")
            omnizip("run", samples, "--output", folder, *flags)
            made[flags] = folder
        return made[flags]

    return make


@pytest.fixture(scope="session")
def bundles(dataset: Callable[..., Path]) -> Callable[..., dict[str, Bundle]]:
    """`bundles(*flags)`: the same, read: bundles by the clip's name."""

    def read(*flags: str) -> dict[str, Bundle]:
        return {bundle.name: bundle for bundle in iterate_bundles(dataset(*flags))}

    return read
