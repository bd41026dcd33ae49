"""The state machine of a shard."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from omnizip_ray.job import Limits
from omnizip_ray.program import Verdict
from omnizip_ray.shardwork import Batch, ShardWork
from omnizip_ray.tasks import BatchEnd
from omnizip_ray.videos import Video
from values import ended, failure, line

LIMITS = Limits(attempts=3, losses=4, backoff_seconds=1.0)
ALL = list(Verdict)
FAULTS = [Verdict.TRANSIENT, Verdict.KILLED, Verdict.TIME_LIMIT]
LOSSES = [Verdict.LOST, Verdict.STOPPED, Verdict.BUSY]


def names_of(batch: Batch) -> list[str]:
    return [Video.parsed(text).name for text in batch.lines]


def work_of(count: int, per_task: int, limits: Limits = LIMITS) -> ShardWork:
    return ShardWork.of(0, [line(str(number)) for number in range(count)], per_task, limits)


def started(work: ShardWork, now: float = 1e9) -> Batch:
    batch = work.start(now)
    assert batch is not None
    return batch


@pytest.mark.parametrize(("count", "per_task", "sizes"), [(0, 16, []), (5, 2, [2, 2, 1]), (5, 0, [5]), (0, 0, [])])
def test_batches(count: int, per_task: int, sizes: list[int]) -> None:
    work = work_of(count, per_task)
    assert [len(batch.lines) for batch in work.batches] == sizes
    assert work.is_finished is (count == 0)


def test_one_batch_at_a_time() -> None:
    work = work_of(4, 2)
    started(work)
    assert work.start(1e9) is None and work.ready_at() is None
    work.end(ended(Verdict.DONE), 0)
    assert names_of(started(work)) == ["2", "3"]
    work.end(ended(Verdict.DONE), 0)
    assert work.is_finished and work.finished == 4 and not work.lost


def test_only_passing_failures_are_tried_again() -> None:
    work = work_of(3, 3)
    started(work)
    failures = [failure("0"), failure("1", "transient"), failure("not of this batch", "transient")]
    work.end(ended(Verdict.SOME_FAILED, failures), 10.0)
    assert work.finished == 2
    assert work.ready_at() == 11.0 and work.start(10.9) is None
    assert names_of(started(work, 11.0)) == ["1"]
    work.end(ended(Verdict.SOME_FAILED, failures), 20.0)
    assert work.ready_at() == 24.0
    started(work)
    work.end(ended(Verdict.SOME_FAILED, failures), 30.0)
    # omnizip's list has it: nothing is lost.
    assert work.is_finished and work.finished == 3 and not work.lost


@pytest.mark.parametrize("verdict", FAULTS)
def test_a_fault_of_several_is_found_alone(verdict: Verdict) -> None:
    work = work_of(2, 2)
    started(work)
    work.end(ended(verdict), 0)
    assert [names_of(batch) for batch in work.batches] == [["0"], ["1"]]
    for _ in range(2):
        while (batch := work.start(1e9)) is not None:
            work.end(ended(verdict if names_of(batch) == ["1"] else Verdict.DONE), 0)
    assert work.is_finished and work.finished == 2
    assert [(lost.path, lost.failure_class, lost.code, lost.attempts) for lost in work.lost.values()] == [
        ("1", "transient", verdict.value, 3)
    ]


def test_lost_workers_do_not_count_as_attempts() -> None:
    work = work_of(2, 2)
    for sizes in ([2], [1, 1]):
        started(work)
        work.end(ended(Verdict.LOST), 0)
        assert [len(batch.lines) for batch in work.batches] == sizes
        assert all(batch.attempts == 0 for batch in work.batches)
    while (batch := work.start(1e9)) is not None:
        work.end(ended(Verdict.LOST), 0)
    assert {lost.code for lost in work.lost.values()} == {"lost"} and work.finished == 2


def test_a_shard_that_is_held_keeps_its_videos_together() -> None:
    work = work_of(2, 2)
    for _ in range(LIMITS.losses - 1):
        started(work)
        work.end(ended(Verdict.BUSY), 0)
        assert [len(batch.lines) for batch in work.batches] == [2]


def test_65_of_one_video_is_kept() -> None:
    work = work_of(3, 3)
    started(work)
    work.end(ended(Verdict.UNUSABLE), 0)
    assert [names_of(batch) for batch in work.batches] == [["0"], ["1"], ["2"]]
    assert work.ready_at() == 0
    started(work)
    work.end(ended(Verdict.UNUSABLE), 0)
    started(work)
    work.end(ended(Verdict.UNUSABLE, [failure("1")]), 0)
    started(work)
    work.end(ended(Verdict.DONE), 0)
    assert [(lost.path, lost.is_permanent) for lost in work.lost.values()] == [("0", True)]
    assert work.is_finished and work.finished == 3


def test_changed_videos_are_not_tried_again() -> None:
    work = work_of(2, 2)
    started(work)
    work.end(ended(Verdict.TRANSIENT, changed=["0"]), 0)
    assert [names_of(batch) for batch in work.batches] == [["1"]]
    assert work.lost["0"].code == "changed" and "--refreeze" in str(work.lost["0"].hint)


def random_end(random_: random.Random, batch: Batch) -> BatchEnd:
    names = names_of(batch)
    verdict = random_.choice([verdict for verdict in ALL if verdict is not Verdict.REFUSED])
    changed = [] if verdict in LOSSES else [name for name in names if random_.random() < 0.05]
    failures = [
        failure(name, random_.choice(["permanent", "transient"]))
        for name in names
        if name not in changed and random_.random() < 0.4
    ]
    return ended(verdict, failures, changed)


@pytest.mark.parametrize("round_", range(200))
def test_random_ends(round_: int) -> None:
    """Every video ends exactly once, after attempts that are counted."""
    seed = int(os.environ.get("OMNIZIP_SEED", 20_000 + round_))
    print(f"OMNIZIP_SEED={seed}")
    chance = random.Random(seed)
    limits = Limits(attempts=chance.randint(1, 4), losses=chance.randint(1, 5), backoff_seconds=chance.choice([0, 3]))
    count = chance.randint(0, 40)
    work = work_of(count, chance.choice([0, 1, 5, 16]), limits)
    tried: Counter[str] = Counter()
    now = 0.0
    while not work.is_finished:
        at = work.ready_at()
        assert at is not None, "nothing is at work and nothing waits"
        now = max(now, at)
        batch = started(work, now)
        assert batch.not_before <= now and batch.lines
        assert work.start(now) is None, "two batches at once"
        assert not {name for name in names_of(batch) if name in work.lost}, "a video that had ended"
        tried.update(names_of(batch))
        before = work.finished
        work.end(random_end(chance, batch), now)
        waiting = [name for left in work.batches for name in names_of(left)]
        assert len(waiting) == len(set(waiting))
        assert work.finished + len(waiting) == count, "a video ended twice, or was forgotten"
        assert before <= work.finished
    assert work.finished == count
    assert tried.keys() == {str(number) for number in range(count)}
    # Exit code 65 of several videos splits them, which is no attempt.
    assert max(tried.values(), default=0) <= limits.attempts + limits.losses


def test_delays_grow_to_ten_minutes() -> None:
    assert [LIMITS.delay_seconds(attempts) for attempts in (1, 2, 3, 9)] == [1.0, 4.0, 16.0, 600.0]
