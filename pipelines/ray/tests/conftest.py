"""What the tests need: a built omnizip and sample clips, by the environment that `make test-ray` sets."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def program() -> Path:
    return Path(os.environ.get("OMNIZIP_PROGRAM", ROOT / ".build/release/omnizip")).absolute()


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(os.environ.get("OMNIZIP_SAMPLES", ROOT / ".build/samples")).absolute()


@pytest.fixture(scope="session")
def misbehaving() -> Path:
    """A program that hands on to omnizip, and breaks where a video's name asks for it."""
    return Path(__file__).with_name("misbehaving.py")


@pytest.fixture(scope="session", autouse=True)
def own_python() -> None:
    """Scripts of the tests run with this Python."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
