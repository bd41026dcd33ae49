"""omnizip itself, killed in the midst of a batch, and the driver's next start."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from datasets import tiny_clip
from omnizip_ray.job import Job
from omnizip_ray.shardlists import ShardLists
from omnizip_ray.tasks import conclude_shard, pending_lines, run_batch
from omnizip_ray.videos import Video
from values import line


def test_whole_bundles_of_a_killed_process_are_listed(program: Path, tmp_path: Path) -> None:
    job = Job(str(program), tmp_path / "out", shards=1)
    clip = tmp_path / "clip.mp4"
    tiny_clip(clip)
    (tmp_path / "in").mkdir()
    sources = [tmp_path / f"in/{number:02d}.mp4" for number in range(30)]
    lines = [line(source.name, Path(shutil.copyfile(clip, source)), named=False) for source in sources]
    with subprocess.Popen(job.run_command(0), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        process.stdin.write("".join(Video.parsed(text).list_line() + "\n" for text in lines).encode())
        process.stdin.close()
        while not list(job.output.glob("*.mp4.json")):
            assert process.poll() is None, "it ended too early"
            time.sleep(0.01)
        process.kill()
    lists = ShardLists(job.output, job.label(0))
    left = len(list(job.output.glob("*.mp4.json")))
    assert 0 < left < len(lines) and lists.done() == set()
    pending = pending_lines(job, 0, lines, retry_failed=False)
    assert pending == lines
    assert run_batch(job, 0, pending).failures == []
    end = conclude_shard(job, 0, lines, [], 0)
    assert (end.done, end.failed, end.skipped) == (30, 0, 0)
