"""The driver as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
LIMIT_SECONDS = 240


@dataclass
class Ended:
    code: int
    output: str
    errors: str


class RunningDriver:
    """`python -m omnizip_ray` at work."""

    def __init__(self, *arguments: str | Path, environment: dict[str, str] | None = None) -> None:
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "omnizip_ray", "--progress", "json", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, cwd=PACKAGE,
            env={**os.environ, "PYTHONPATH": str(PACKAGE), **(environment or {})},
        )  # fmt: skip

    def events(self) -> list[dict[str, int]]:
        self.errors.seek(0)
        return [json.loads(line) for line in self.errors.read().splitlines() if line.startswith("{")]

    def wait_until(self, reached: Callable[[], bool], seconds: float = 60.0) -> None:
        """Waits for something that happens while the driver works."""
        end = time.monotonic() + seconds
        while not reached():
            assert self.process.poll() is None, f"the driver ended too early: {self.ended()}"
            assert time.monotonic() < end, f"nothing happened in {seconds} s"
            time.sleep(0.05)

    def ended(self) -> Ended:
        output, _ = self.process.communicate(timeout=LIMIT_SECONDS)
        self.errors.seek(0)
        return Ended(self.process.returncode, output, self.errors.read())


def drive(*arguments: str | Path, environment: dict[str, str] | None = None) -> Ended:
    return RunningDriver(*arguments, environment=environment).ended()


def local(source: Path, output: Path, program: Path, *options: str | Path) -> Sequence[str | Path]:
    """Arguments for two workers on this machine."""
    return ["--input", source, "--output", output, "--program", program, "--workers", "2", *options]
