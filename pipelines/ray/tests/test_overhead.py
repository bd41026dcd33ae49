"""What a task costs beyond its program, at 16 videos a task.

Judged is the CPU time of the driver, of Ray's processes and of its workers: it is the same on a busy machine. The wall
time that a worker spends besides its program is printed.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from omnizip_ray.driver import Driver
from omnizip_ray.engine import RayEngine
from omnizip_ray.job import Job
from omnizip_ray.ledger import Ledger
from omnizip_ray.manifest import freeze
from omnizip_ray.progress import Progress
from datasets import lines

VIDEOS = 3200
TASKS = VIDEOS // 16
LIMIT_MS = 10
ROUNDS = 3

# Reads its list, works for 20 ms, leaves the lists of its shard, and says that nothing was media.
PROGRAM = """#!/bin/sh
output=$5 shard=$7
videos=$(grep -c .)
sleep 0.02
label=$(printf 'shard-%05d-of-%05d' "${shard%/*}" "${shard#*/}")
[ -e "$output/$label.stats.json" ] || printf '{"skipped": 0}' > "$output/$label.stats.json"
printf '{"schema": "omnizip.summary/1", "skipped": %d}' "$videos"
"""


@dataclass
class Overhead:
    """Milliseconds a task."""

    cpu_ms: float
    wall_ms: float


def test_a_task_costs_at_most_10_ms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "program"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    inputs = tmp_path / "inputs.jsonl"
    video = {"source": str(inputs), "bytes": None, "modified_nanoseconds": None, "named": False}
    inputs.write_text("".join(json.dumps({"path": f"{number}.mp4", **video}) + "\n" for number in range(VIDEOS)))
    engine = RayEngine("local", cpus_per_task=1, workers=2)
    try:
        # The first round starts the workers.
        rounds = [measured(engine, program, inputs, tmp_path / f"round-{number}") for number in range(ROUNDS + 1)][1:]
    finally:
        engine.close()
    with capsys.disabled():
        found = ", ".join(f"{one.cpu_ms:.1f} ({one.wall_ms:.1f})" for one in rounds)
        print(f"\na task of 16 videos, besides its program: {found} ms of CPU (wall)")
    assert statistics.median(one.cpu_ms for one in rounds) <= LIMIT_MS


def measured(engine: RayEngine, program: Path, inputs: Path, output: Path) -> Overhead:
    output.mkdir()
    manifest = freeze(output, ["cat", str(inputs)], {}, shards=40, videos_per_task=16)
    job = Job(program=str(program), output=output, shards=manifest.shards)
    with Ledger(job.folder / "attempts.jsonl") as ledger:
        driver = Driver(job, manifest, engine, ledger, Progress("none", manifest.videos), videos_per_task=16)
        start, cpu = time.monotonic(), cpu_seconds()
        driver.run()
        seconds, cpu = time.monotonic() - start, cpu_seconds() - cpu
    ended = [line for line in lines(job.folder / "attempts.jsonl") if line["event"] == "ended"]
    assert len(ended) >= TASKS
    programs = sum(float(str(line["program_seconds"])) for line in ended)
    return Overhead(1000 * cpu / len(ended), 1000 * (2 * seconds - programs) / len(ended))


def cpu_seconds() -> float:
    """Of this process and of those of Ray, which live on; programs, which end, do not count."""
    own = psutil.Process()
    total = 0.0
    for process in [own, *own.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
