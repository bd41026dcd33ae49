"""A shard that another process holds, with omnizip itself: its words are what tells it from other passing faults."""

from __future__ import annotations

import fcntl
from pathlib import Path

from omnizip_ray.job import Job
from omnizip_ray.program import Verdict
from omnizip_ray.tasks import run_batch
from values import line


def test_a_shard_that_is_held_is_busy(program: Path, samples: Path, tmp_path: Path) -> None:
    job = Job(str(program), tmp_path / "out", shards=1)
    job.output.mkdir()
    lines = [line("silent.mp4", samples / "silent.mp4")]
    with (job.output / f".omnizip-{job.label(0)}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        end = run_batch(job, 0, lines)
        assert (end.program.verdict, end.program.exit_code) == (Verdict.BUSY, 75), end
    assert run_batch(job, 0, lines).program.verdict is Verdict.DONE
