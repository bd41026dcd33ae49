"""The package as pip installs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

# Reads a bundle with what pip installed, from a folder that is no checkout.
SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import omnizip_bundle
assert omnizip_bundle.__file__.startswith(sys.argv[1]), omnizip_bundle.__file__
bundle = omnizip_bundle.read_bundle(sys.argv[2])
bundle.validate()
assert "torch" not in sys.modules and "PIL" not in sys.modules
import omnizip_bundle.torch
"""


def test_pip_installs_it(dataset: Callable[..., Path], tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
         "--target", tmp_path, PROJECT], check=True)
    assert (tmp_path / "omnizip_bundle" / "py.typed").is_file()
    assert not (tmp_path / "tests").exists()
    bundle = dataset() / "silent.mp4.safetensors"
    subprocess.run([sys.executable, "-c", SCRIPT, tmp_path, bundle], check=True, cwd=tmp_path)


def test_modules_are_short() -> None:
    for path in (PROJECT / "omnizip_bundle").rglob("*.py"):
        assert len(path.read_text().splitlines()) < 250, path
