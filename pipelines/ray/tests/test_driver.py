"""The driver, with an engine that only pretends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from datasets import lines as lines_in
from engines import Answer, FakeEngine
from omnizip_ray import driver as module
from omnizip_ray.driver import Driver
from omnizip_ray.engine import Function, Lost
from omnizip_ray.errors import Interrupted, JobError
from omnizip_ray.job import Job, Limits
from omnizip_ray.ledger import Ledger
from omnizip_ray.manifest import Manifest, freeze
from omnizip_ray.program import Verdict
from omnizip_ray.progress import Counts, Progress
from omnizip_ray.shardlists import Failure
from omnizip_ray.tasks import ShardEnd
from omnizip_ray.videos import Video
from values import ended, failure, line

QUICK = Limits(attempts=3, losses=4, backoff_seconds=0.0)


class Cluster:
    """Answers of tasks; each hook may say what becomes of one."""

    def __init__(self) -> None:
        self.at_work: set[int] = set()
        self.handed: Counter[str] = Counter()
        self.done: set[str] = set()
        self.lost: list[Failure] = []
        self.concluded: Counter[int] = Counter()
        self.plan: Callable[[int], Any] = lambda shard: None
        self.batch: Callable[[list[str]], Any] = lambda names: ended(Verdict.DONE)
        self.conclusion: Callable[[int], Any] = lambda shard: None

    def __call__(self, function: Function, arguments: tuple[Any, ...]) -> Any:
        shard, lines = arguments[1], arguments[2]
        if function.__name__ == "pending_lines":
            return self.plan(shard) or [text for text in lines if Video.parsed(text).name not in self.done]
        if function.__name__ == "run_batch":
            names = [Video.parsed(text).name for text in lines]
            self.handed.update(names)
            return self.batch(names)
        result = self.conclusion(shard)
        if result is None:
            self.concluded[shard] += 1
            self.lost += arguments[3]
        return result or ShardEnd(len(lines) - len(arguments[3]), len(arguments[3]), 0)


class Bench:
    """A job in a folder, and drivers of it."""

    def __init__(self, folder: Path, videos: int, shards: int) -> None:
        scan = folder / "scan.jsonl"
        scan.write_text("".join(line(f"{number:04d}") + "\n" for number in range(videos)))
        self.manifest = freeze(folder / "out", ["cat", str(scan)], {}, shards, 16)
        self.job = Job("omnizip", folder / "out", shards, limits=QUICK)
        self.ledger = self.job.folder / "attempts.jsonl"

    def drive(
        self, answer: Answer, slots: int = 2, per_task: int = 4, seed: int = 1,
        before: Callable[[Driver], None] = lambda driver: None,
    ) -> tuple[Counts, FakeEngine]:  # fmt: skip
        self.engine = FakeEngine(answer, slots, seed)
        with Ledger(self.ledger) as ledger:
            driver = Driver(
                self.job, self.manifest, self.engine, ledger, Progress("none", self.manifest.videos), per_task
            )
            before(driver)
            return driver.run(), self.engine


@pytest.mark.parametrize(("videos", "shards"), [(0, 1), (1, 8), (100, 1), (200, 12)])
def test_a_job(tmp_path: Path, videos: int, shards: int) -> None:
    cluster = Cluster()
    counts, engine = Bench(tmp_path, videos, shards).drive(cluster)
    assert (counts.finished, counts.failed, counts.shards) == (videos, 0, shards)
    assert len(cluster.handed) == videos and set(cluster.handed.values()) <= {1}
    assert cluster.concluded == Counter(range(shards))
    assert "pending_lines" not in engine.submitted, "nothing of a new job can be done"


@pytest.mark.parametrize("slots", [1, 3])
def test_the_window_and_open_shards_are_bounded(tmp_path: Path, slots: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.002)
    opened: list[int] = []
    read = Manifest.lines
    monkeypatch.setattr(Manifest, "lines", lambda self, shard: opened.append(shard) or read(self, shard))
    bench, cluster = Bench(tmp_path, 400, 100), Cluster()
    ahead: list[int] = []

    def batch(names: list[str]) -> Any:
        ahead.append(len(set(opened)) - len(cluster.concluded))
        # Much is put off, which must not open ever more shards.
        return ended(Verdict.LOST) if cluster.handed[names[0]] < 3 else ended(Verdict.DONE)

    cluster.batch = batch
    bench.job = replace(bench.job, limits=replace(QUICK, backoff_seconds=0.01))
    _, engine = bench.drive(cluster, slots=slots)
    assert engine.most_flying == 2 * slots
    assert max(ahead) <= 8 * slots + 1


def test_a_cluster_that_grows_gets_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOTS_SECONDS", 0.0)
    bench, cluster = Bench(tmp_path, 400, 100), Cluster()

    def grow(names: list[str]) -> Any:
        bench.engine.slots_now = 10
        return ended(Verdict.DONE)

    cluster.batch = grow
    _, engine = bench.drive(cluster, slots=1)
    assert engine.most_flying == 20


@pytest.mark.parametrize("seed", range(30))
def test_random_losses(tmp_path: Path, seed: int) -> None:
    """Whatever is lost, every video ends once; those that ended badly are told to the end of their shard."""
    print(f"seed {seed}")
    chance, bench, cluster = random.Random(seed), Bench(tmp_path, 60, 5), Cluster()
    verdicts = [Verdict.LOST, Verdict.STOPPED, Verdict.KILLED, Verdict.TIME_LIMIT, Verdict.TRANSIENT, Verdict.BUSY]

    def batch(names: list[str]) -> Any:
        what = chance.random()
        if what < 0.1:
            raise OSError("a disk")
        if what < 0.3:
            return Lost("NodeDiedError: gone")
        return ended(chance.choice(verdicts)) if what < 0.5 else ended(Verdict.DONE)

    cluster.batch = batch
    cluster.conclusion = lambda shard: Lost("WorkerCrashedError") if chance.random() < 0.2 else None
    counts, engine = bench.drive(cluster, seed=seed, per_task=chance.choice([0, 1, 4, 64]))
    assert counts.finished == 60 and counts.shards == 5
    assert cluster.handed.keys() == {f"{number:04d}" for number in range(60)}
    assert max(cluster.handed.values()) <= QUICK.attempts + QUICK.losses
    assert counts.failed == len(cluster.lost) == len({lost.path for lost in cluster.lost})
    events = Counter(str(event["event"]) for event in lines_in(bench.ledger))
    assert events["submitted"] == events["ended"] == engine.submitted.count("run_batch")


def test_an_exception_in_a_task_is_an_attempt_with_its_message(tmp_path: Path) -> None:
    bench, cluster = Bench(tmp_path, 1, 1), Cluster()

    def batch(names: list[str]) -> Any:
        raise PermissionError("not this folder")

    cluster.batch = batch
    counts, _ = bench.drive(cluster)
    assert cluster.handed["0000"] == 3 and counts.failed == 1
    assert (cluster.lost[0].code, cluster.lost[0].attempts) == ("transient", 3)
    assert "PermissionError: not this folder" in cluster.lost[0].message


def test_only_what_is_left_of_a_job_is_done(tmp_path: Path) -> None:
    bench, cluster = Bench(tmp_path, 20, 3), Cluster()
    bench.manifest = replace(bench.manifest, is_new=False)
    cluster.done = {f"{number:04d}" for number in range(15)}
    counts, _ = bench.drive(cluster)
    assert cluster.handed.keys() == {f"{number:04d}" for number in range(15, 20)}
    assert (counts.finished, counts.finished_before) == (20, 15)


@pytest.mark.parametrize("hook", ["plan", "conclusion"])
def test_lists_that_cannot_be_read_are_tried_again(tmp_path: Path, hook: str) -> None:
    tries: Counter[int] = Counter()

    def fault(shard: int) -> Any:
        tries[shard] += 1
        if tries[shard] < limit:
            raise OSError("stale file handle")

    bench, cluster = Bench(tmp_path, 8, 2), Cluster()
    bench.manifest = replace(bench.manifest, is_new=False)
    setattr(cluster, hook, fault)
    limit = QUICK.attempts
    bench.drive(cluster)
    assert set(tries.values()) == {limit} and len(cluster.concluded) == 2
    tries.clear()
    limit = 100
    with pytest.raises(JobError, match="OSError: stale file handle") as raised:
        bench.drive(cluster)
    assert raised.value.exit_code == 75 and max(tries.values()) == QUICK.attempts
    assert bench.engine.is_cancelled


def test_a_refusal_stops_the_job(tmp_path: Path) -> None:
    bench, cluster = Bench(tmp_path, 8, 2), Cluster()
    cluster.batch = lambda names: ended(Verdict.REFUSED)
    with pytest.raises(JobError, match="message") as raised:
        bench.drive(cluster)
    assert raised.value.exit_code == 64 and bench.engine.is_cancelled


def test_a_signal_stops_it(tmp_path: Path) -> None:
    bench, cluster = Bench(tmp_path, 80, 2), Cluster()
    drivers: list[Driver] = []

    def batch(names: list[str]) -> Any:
        if len(cluster.handed) > 20:
            drivers[0].request_stop(15)
        return ended(Verdict.DONE)

    cluster.batch = batch
    with pytest.raises(Interrupted) as raised:
        bench.drive(cluster, before=drivers.append)
    assert raised.value.exit_code == 143 and bench.engine.is_cancelled
    assert len(cluster.handed) < 80


def test_a_manifest_that_lost_a_file_is_found(tmp_path: Path) -> None:
    """A shard's file that is not there is an empty shard; that one is missing, only their sum tells."""
    bench = Bench(tmp_path, 80, 4)
    next(bench.manifest.folder.iterdir()).unlink()
    with pytest.raises(JobError, match="of 80 videos"):
        bench.drive(Cluster())


def test_failures_of_omnizip_are_tried_as_often_as_they_may(tmp_path: Path) -> None:
    bench, cluster = Bench(tmp_path, 8, 1), Cluster()
    cluster.batch = lambda names: ended(
        Verdict.SOME_FAILED,
        [failure(name, "permanent" if name == "0003" else "transient") for name in names if name in ("0003", "0005")],
    )
    counts, _ = bench.drive(cluster)
    assert cluster.handed["0005"] == 3
    assert {count for name, count in cluster.handed.items() if name != "0005"} == {1}
    assert counts.finished == 8 and cluster.lost == []
