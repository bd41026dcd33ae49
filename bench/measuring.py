"""Runs of whole processes, and the lines of the table."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Argument = str | os.PathLike[str]
Record = dict[str, object]
MB = 1_000_000
HEADING = f"{'figure':68s} {'median':>9s} {'':6s} {'lowest':>9s} .. {'highest':9s}  {'goal':8s} held"


@dataclass(frozen=True)
class Setting:
    """What the parts of the bench are told."""

    program: Path
    kernels: Path
    pairs: int
    videos: Path
    """Made once, used again."""
    output: Path
    """A folder that does not exist between runs; other names beside it are free."""
    peer_python: Path | None = None
    own: tuple[Path, ...] = ()
    """Videos of the user, to be measured like those that the bench makes."""
    update_instructions: bool = False


@dataclass(frozen=True)
class Run:
    """What one process and its children took. Peak memory is that of the largest of them."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure(command: Sequence[Argument]) -> Run:
    """Runs a command to its end; a failure ends the bench.

    A child's peak memory begins with its parent's, so the bench itself imports nothing large.
    """
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, close_fds=True)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{errors.decode(errors='replace')}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024 / MB)


def run_command(setting: Setting, source: Path, *options: Argument, jobs: int = 1) -> list[Argument]:
    return [setting.program, "run", source, "--output", setting.output, "--jobs", str(jobs), *options]


def run_omnizip(setting: Setting, source: Path, *options: Argument, jobs: int = 1) -> Run:
    """`omnizip run` on a file or folder, into an output folder that is new."""
    shutil.rmtree(setting.output, ignore_errors=True)
    return measure(run_command(setting, source, *options, jobs=jobs))


def decode_video(video: Path) -> Run:
    """A plain decode of the pictures by ffmpeg, one thread."""
    return measure(["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", video, "-an", "-f", "null", "-"])


def in_turns(pairs: int, *runs: Callable[[], Run]) -> list[list[Run]]:
    """`pairs` rounds of all the runs, every other round backwards: a busy machine slows all alike."""
    rounds = []
    for number in range(pairs):
        order = list(enumerate(runs))
        results = {index: run() for index, run in (reversed(order) if number % 2 else order)}
        rounds.append([results[index] for index in range(len(runs))])
    return rounds


def row(name: str, values: Sequence[float], unit: str, goal: float | None = None, at_least: bool = False) -> Record:
    """Prints one line of the table; returns a record for results.json. A goal is a bound of the median."""
    median = statistics.median(values)
    held = goal is None or (median >= goal if at_least else median <= goal)
    digits = 3 if abs(median) < 10 else 1
    line = f"{name:68s} {median:9.{digits}f} {unit:6s} {min(values):9.{digits}f} .. {max(values):<9.{digits}f}"
    if goal is not None:
        line += f"  {'>=' if at_least else '<='} {goal:<5g} {'yes' if held else 'NO'}"
    print(line, flush=True)
    return {
        "name": name,
        "unit": unit,
        "goal": goal,
        "bound": "at least" if at_least else "at most",
        "median": median,
        "low": min(values),
        "high": max(values),
        "values": list(values),
        "held": held,
    }
