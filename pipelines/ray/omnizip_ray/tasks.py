"""What runs on the nodes: plain functions of plain values, so that they can be tested without Ray."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .errors import TRANSIENT_FAULT, USAGE, JobError, TaskFault
from .job import Job
from .program import ProgramEnd, Verdict, run_program
from .shardlists import Failure, ShardLists
from .staging import StageError, staged
from .videos import Video

LISTING_SECONDS = 3600.0


@dataclass(frozen=True)
class BatchEnd:
    """What became of one attempt of a batch."""

    program: ProgramEnd
    failures: list[Failure] = field(default_factory=list)
    """The batch's lines in the shard's list of failures."""
    changed: list[str] = field(default_factory=list)
    """Videos that were not handed on: they are not the files of the manifest any more."""
    skipped: int = 0
    """Files of folders that omnizip found to be no media."""
    seconds: float = 0.0
    """Of the whole task on its worker."""
    node: str = ""


@dataclass(frozen=True)
class ShardEnd:
    """What the lists of a finished shard say."""

    done: int
    failed: int
    skipped: int


def pending_lines(job: Job, shard: int, lines: Sequence[str], retry_failed: bool) -> list[str]:
    """Those lines of a shard's manifest whose videos are not whole and listed, and did not fail for good.

    A process that was killed leaves whole bundles that no list names yet: omnizip takes them over when it gets them
    again.
    """
    if not lines:
        return []
    videos = {video.name: video for video in map(Video.parsed, lines)}
    listed = "".join(video.list_line() + "\n" for video in videos.values())
    end = run_program(job.run_command(shard, "--dry-run"), listed, LISTING_SECONDS)
    if end.verdict is not Verdict.DONE:
        raise refusal(end, job.label(shard))
    lists = ShardLists(job.output, job.label(shard))
    left = {name for name, failure in lists.failures().items() if failure.is_left and not retry_failed}
    done = lists.done()
    planned = (json.loads(line) for line in end.output.split("\n") if line)
    return [
        videos[plan["path"]].line
        for plan in planned
        if not (plan["action"] == "keep" and plan["path"] in done)
        and not (plan["path"] in left and is_unchanged(videos[plan["path"]]))
    ]


def run_batch(job: Job, shard: int, lines: Sequence[str]) -> BatchEnd:
    """One process of omnizip over the videos of a batch."""
    start = time.monotonic()
    videos = [Video.parsed(line) for line in lines]
    present = [video for video in videos if is_unchanged(video)]
    try:
        with places(job, present) as paths:
            listed = "".join(video.list_line(path) + "\n" for video, path in zip(present, paths, strict=True))
            limit = job.limits.task_seconds(len(present))
            end = checked(run_program(job.run_command(shard), listed, limit))
    except StageError as error:
        end = ProgramEnd(Verdict.TRANSIENT, None, None, 0.0, str(error))
    names = {video.name for video in present}
    listed_failures = ShardLists(job.output, job.label(shard)).failures() if ended_by_itself(end) else {}
    return BatchEnd(
        program=replace(end, output=""),
        failures=[failure for name, failure in listed_failures.items() if name in names],
        changed=[video.name for video in videos if video.name not in names],
        skipped=summary_of(end).get("skipped", 0) if end.verdict in (Verdict.DONE, Verdict.SOME_FAILED) else 0,
        seconds=time.monotonic() - start,
        node=os.uname().nodename,
    )


def conclude_shard(job: Job, shard: int, lines: Sequence[str], lost: Sequence[Failure], skipped: int) -> ShardEnd:
    """Brings the lists of a shard to their end, after its last batch.

    `lost` are failures that omnizip cannot know. `skipped` says how many files its runs found to be no media: they are
    in no list, and nothing else may be.
    """
    lists = ShardLists(job.output, job.label(shard))
    failures = lists.failures()
    done = lists.done()
    unknown = [failure for failure in lost if failure.path not in done]
    if unknown:
        lists.add(unknown)
        failures |= {failure.path: failure for failure in unknown}
    if not lists.stats.exists():
        end = checked(run_program(job.run_command(shard), "", LISTING_SECONDS))
        if end.verdict not in (Verdict.DONE, Verdict.SOME_FAILED):
            raise refusal(end, job.label(shard))
    videos = [Video.parsed(line) for line in lines]
    unlisted = [video for video in videos if video.name not in done and video.name not in failures]
    if len(unlisted) != skipped or any(video.is_named for video in unlisted):
        some = ", ".join(video.name for video in unlisted[:3])
        cause = f"{len(unlisted)} videos are in no list ({some}), and {skipped} were no media"
        raise JobError(f"{job.label(shard)}: {cause}; start the job again", TRANSIENT_FAULT)
    lists.set_skipped(skipped)
    return ShardEnd(done=len(done), failed=len(failures), skipped=skipped)


def checked(end: ProgramEnd) -> ProgramEnd:
    """An end by itself says so by a summary: what breaks before it begins may have the same exit code."""
    if end.verdict not in (Verdict.DONE, Verdict.SOME_FAILED):
        return end
    if summary_of(end):
        return end
    message = f"the program ended with exit code {end.exit_code} and no summary. {end.message}"
    return replace(end, verdict=Verdict.TRANSIENT, message=message.strip())


def summary_of(end: ProgramEnd) -> dict[str, int]:
    """The summary that omnizip printed; empty if there is none."""
    try:
        summary: dict[str, int] = json.loads(end.output)
        return summary if str(summary["schema"]).startswith("omnizip.summary/") else {}
    except (ValueError, TypeError, KeyError):
        return {}


def refusal(end: ProgramEnd, label: str) -> JobError | TaskFault:
    """Why a shard could not be planned or concluded: for good, or this time."""
    message = f"{label}: {end.message or end.verdict.value}"
    return JobError(message, USAGE) if end.verdict is Verdict.REFUSED else TaskFault(message)


def ended_by_itself(end: ProgramEnd) -> bool:
    return end.verdict in (Verdict.DONE, Verdict.SOME_FAILED, Verdict.UNUSABLE, Verdict.TRANSIENT)


def is_unchanged(video: Video) -> bool:
    """Whether a file is still that of the manifest. One that cannot be looked at is omnizip's to judge."""
    try:
        status = video.source.stat()
    except OSError:
        return True
    if video.bytes is None:
        return True
    return status.st_size == video.bytes and status.st_mtime_ns == video.modified_nanoseconds


@contextlib.contextmanager
def places(job: Job, videos: Sequence[Video]) -> Iterator[Sequence[Path | None]]:
    """Where omnizip finds each video: None where it is."""
    if job.stage is None:
        yield [None] * len(videos)
        return
    with staged(videos, job.stage) as paths:
        yield paths
