"""What runs on the nodes, with omnizip in miniature."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from omnizip_ray.errors import JobError, TaskFault
from omnizip_ray.job import Job
from omnizip_ray.program import ProgramEnd, Verdict
from omnizip_ray.shardlists import ShardLists
from omnizip_ray.tasks import checked, conclude_shard, pending_lines, run_batch
from values import failure, job_of, video_line


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return job_of(tmp_path / "out")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "in"


def made(source: Path, *names: str) -> list[str]:
    return [video_line(source, name) for name in names]


def lists_of(job: Job) -> ShardLists:
    return ShardLists(job.output, job.label(0))


def test_a_batch(job: Job, source: Path) -> None:
    end = run_batch(job, 0, made(source, "a.mp4", "b bad.mp4", "new\nline\u2028.mp4"))
    assert end.program.verdict is Verdict.SOME_FAILED and end.program.output == ""
    assert [(failed.path, failed.is_permanent) for failed in end.failures] == [("b bad.mp4", True)]
    assert lists_of(job).done() == {"a.mp4", "new\nline\u2028.mp4"}
    assert end.node and end.seconds >= end.program.seconds > 0


def test_failures_of_other_batches_are_not_of_this_one(job: Job, source: Path) -> None:
    run_batch(job, 0, made(source, "bad.mp4"))
    assert run_batch(job, 0, made(source, "busy.mp4")).failures[0].path == "busy.mp4"
    assert run_batch(job, 0, made(source, "a.mp4")).failures == []


def test_what_is_not_the_file_of_the_manifest_is_not_handed_on(job: Job, source: Path) -> None:
    lines = made(source, "a.mp4", "b.mp4")
    (source / "a.mp4").write_text("longer than before, by far")
    os.utime(source / "b.mp4", ns=(1, 1))
    end = run_batch(job, 0, lines)
    assert end.changed == ["a.mp4", "b.mp4"] and end.program.verdict is Verdict.DONE
    assert lists_of(job).done() == set()


def test_a_copy_is_read_in_place_of_the_source(job: Job, source: Path, tmp_path: Path) -> None:
    staging = replace(job, stage=tmp_path / "disk")
    end = run_batch(staging, 0, made(source, "a.mp4"))
    assert end.program.verdict is Verdict.DONE
    read = json.loads(lists_of(job).index.read_text())["from"]
    assert read.startswith(str(tmp_path / "disk")) and not Path(read).exists()


def test_a_copy_that_fails_is_a_passing_fault(job: Job, source: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").write_text("no folder")
    end = run_batch(replace(job, stage=tmp_path / "disk"), 0, made(source, "a.mp4"))
    assert end.program.verdict is Verdict.TRANSIENT and "make a folder" in end.program.message


def test_a_batch_has_a_time_limit(tmp_path: Path, source: Path) -> None:
    job = job_of(tmp_path / "out", seconds_to_begin=0.2, seconds_per_video=0.1)
    assert run_batch(job, 0, made(source, "hang.mp4")).program.verdict is Verdict.TIME_LIMIT


@pytest.mark.parametrize(
    ("retry_failed", "left"),
    [(False, ["b busy.mp4", "d.mp4"]), (True, ["a bad.mp4", "b busy.mp4", "d.mp4"])],
)
def test_what_is_pending(job: Job, source: Path, retry_failed: bool, left: list[str]) -> None:
    lines = made(source, "a bad.mp4", "b busy.mp4", "c.mp4", "d.mp4")
    run_batch(job, 0, lines[:3])
    pending = pending_lines(job, 0, lines, retry_failed)
    assert [json.loads(text)["path"] for text in pending] == left
    assert set(pending) <= set(lines)


def test_failures_of_changed_files_and_of_permissions_are_pending(job: Job, source: Path) -> None:
    lines = made(source, "a bad.mp4", "b.mp4")
    run_batch(job, 0, lines)
    lists_of(job).add([failure("b.mp4", code="permission_denied")])
    (source / "a bad.mp4").write_text("another one")
    lists_of(job).index.write_text("")
    assert pending_lines(job, 0, lines, False) == lines


def test_what_is_whole_and_in_no_list_is_pending(job: Job, source: Path) -> None:
    """A process that was killed left it: unless omnizip is given it again, no manifest will ever name it."""
    lines = made(source, "a.mp4", "b.mp4")
    run_batch(job, 0, lines[:1])
    (job.output / "b.mp4.json").touch()
    assert pending_lines(job, 0, lines, False) == lines[1:]


def test_nothing_is_pending_of_nothing(job: Job) -> None:
    assert pending_lines(replace(job, program="/nowhere"), 0, [], False) == []


@pytest.mark.parametrize(("code", "error"), [(64, JobError), (75, TaskFault), (9, TaskFault)])
def test_planning_stops_the_job_or_is_done_again(
    tmp_path: Path, job: Job, source: Path, code: int, error: type[Exception]
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho problem >&2; exit {code}\n")
    program.chmod(0o755)
    broken = replace(job, program=str(program))
    planning = lambda: pending_lines(broken, 0, made(source, "a"), False)  # noqa: E731
    for task in (planning, lambda: conclude_shard(broken, 0, [], [], 0)):
        with pytest.raises(error, match="shard-00000-of-00001: problem"):
            task()


def test_a_shard_without_videos_is_concluded(job: Job) -> None:
    end = conclude_shard(job, 0, [], [], 0)
    assert (end.done, end.failed, end.skipped) == (0, 0, 0)
    assert lists_of(job).stats.exists()


def test_a_shard_is_concluded(job: Job, source: Path) -> None:
    """What omnizip cannot know of is added, and its totals hold for the whole shard."""
    lines = made(source, "a.mp4", "bad.mp4", "hang.mp4") + [video_line(source, "text", named=False)]
    assert run_batch(job, 0, [lines[3]]).skipped == 1
    assert run_batch(job, 0, lines[:2]).skipped == 0
    lost = [failure("hang.mp4", "transient", "time_limit", 3), failure("a.mp4", "transient", "lost", 3)]
    end = conclude_shard(job, 0, lines, lost, 1)
    assert (end.done, end.failed, end.skipped) == (1, 2, 1)
    assert lists_of(job).failures().keys() == {"bad.mp4", "hang.mp4"}
    stats = json.loads(lists_of(job).stats.read_text())
    assert (stats["done"], stats["failed_transiently"], stats["skipped"]) == (1, 1, 1)
    before = snapshot(job)
    assert conclude_shard(job, 0, lines, [], 1) == end
    assert snapshot(job) == before


def snapshot(job: Job) -> Sequence[tuple[str, int]]:
    return sorted((path.name, path.stat().st_mtime_ns) for path in job.output.iterdir())


def test_a_video_in_no_list_stops_the_job(job: Job, source: Path) -> None:
    """Whatever the count says of one that the user named; and a file of a folder is lost unless omnizip skipped it."""
    cases = [(made(source, "a.mp4"), 0), (made(source, "a.mp4"), 1), ([video_line(source, "a.mp4", named=False)], 0)]
    for lines, skipped in cases:
        message = rf"1 videos are in no list \(a.mp4\), and {skipped} were no media"
        with pytest.raises(JobError, match=message) as raised:
            conclude_shard(job, 0, lines, [], skipped)
        assert raised.value.exit_code == 75


@pytest.mark.parametrize("output", ["", "{", "[]", "{}", '{"schema": 1}', '{"schema": "other/1"}'])
@pytest.mark.parametrize("verdict", [Verdict.DONE, Verdict.SOME_FAILED])
def test_an_end_without_a_summary_is_none(output: str, verdict: Verdict) -> None:
    assert checked(ProgramEnd(verdict, 0, None, 1.0, "", output)).verdict is Verdict.TRANSIENT


def test_other_ends_need_no_summary() -> None:
    whole = ProgramEnd(Verdict.DONE, 0, None, 1.0, "", '{"schema": "omnizip.summary/1"}')
    assert checked(whole) == whole
    killed = ProgramEnd(Verdict.KILLED, None, 9, 1.0, "")
    assert checked(killed) == killed
