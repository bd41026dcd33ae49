"""The driver: opens shards, keeps a window of tasks in flight, and brings each shard to its end."""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .engine import Engine, Handle, Lost
from .errors import TRANSIENT_FAULT, USAGE, Interrupted, JobError
from .job import Job
from .ledger import Ledger
from .manifest import Manifest
from .program import ProgramEnd, Verdict
from .progress import Counts, Progress
from .shardwork import Batch, ShardWork
from .tasks import BatchEnd, ShardEnd, conclude_shard, pending_lines, run_batch

WAIT_SECONDS = 0.25
SLOTS_SECONDS = 10.0
"""How often the driver looks how large the cluster is."""


@dataclass
class Flight:
    """A task in flight: what is to be done with its result, and what if it is lost."""

    take: Callable[[Any], None]
    lose: Callable[[Lost], None]


Turn = Callable[[], None]
"""What the driver does next about a shard."""


class Driver:
    """Runs one job to its end. `stop` may be set to a signal's number at any time."""

    def __init__(
        self, job: Job, manifest: Manifest, engine: Engine, ledger: Ledger, progress: Progress,
        videos_per_task: int, retry_failed: bool = False,
    ) -> None:  # fmt: skip
        self.job = job
        self.manifest = manifest
        self.engine = engine
        self.ledger = ledger
        self.progress = progress
        self.videos_per_task = videos_per_task
        self.retry_failed = retry_failed
        self.stop: int | None = None
        self.counts = Counts(total=manifest.videos)
        self.unopened: Iterator[int] = iter(range(manifest.shards))
        self.open = 0
        self.listed = 0
        """Videos of the shards opened so far."""
        self.ready: deque[Turn] = deque()
        self.delayed: list[tuple[float, int, Turn]] = []
        self.turns = 0
        self.flights: dict[Handle, Flight] = {}
        self.slots = 1
        self.slots_known_until = 0.0

    def run(self) -> Counts:
        """Works until every shard is concluded.

        Raises JobError where the job cannot go on, and Interrupted. What is whole stays; the same job goes on
        from there.
        """
        try:
            while self.is_at_work():
                for handle, result in self.engine.wait(WAIT_SECONDS) if self.flights else self.pause():
                    self.land(handle, result)
                self.progress.show(self.counts, len(self.flights))
        except BaseException:
            self.engine.cancel()
            raise
        if self.listed != self.manifest.videos:
            raise JobError(
                f"{self.manifest.folder}: the manifest has {self.listed} of {self.manifest.videos} videos; give "
                "--refreeze to make it anew"
            )
        return self.counts

    def request_stop(self, number: int) -> None:
        """Ends `run` soon by Interrupted; for signal handlers."""
        self.stop = number

    def is_at_work(self) -> bool:
        if self.stop is not None:
            raise Interrupted(self.stop)
        now = time.monotonic()
        while self.delayed and self.delayed[0][0] <= now:
            self.ready.append(heapq.heappop(self.delayed)[2])
        self.fill(now)
        return bool(self.flights or self.delayed or self.ready)

    def pause(self) -> list[tuple[Handle, Any]]:
        """Nothing is in flight: all that is left waits for its time."""
        time.sleep(WAIT_SECONDS)
        return []

    # Submitting

    def fill(self, now: float) -> None:
        """Twice as many tasks as can run: a worker that ends one finds the next."""
        if now >= self.slots_known_until:
            self.slots, self.slots_known_until = self.engine.slots(), now + SLOTS_SECONDS
        window = 2 * self.slots
        while len(self.flights) < window:
            if self.ready:
                self.ready.popleft()()
            elif self.open >= 4 * window or not self.open_next():
                return

    def open_next(self) -> bool:
        """Opens the next shard; False after the last one."""
        shard = next(self.unopened, None)
        if shard is None:
            return False
        self.open += 1
        lines = self.manifest.lines(shard)
        self.listed += len(lines)
        if self.manifest.is_new or not lines:
            self.begin(shard, lines, lines)
        else:
            self.plan(shard, lines, 0)
        return True

    def plan(self, shard: int, lines: list[str], tries: int) -> None:
        """Asks what is left of a shard that may have been begun."""
        self.submit(
            lambda pending: self.begin(shard, lines, pending),
            lambda lost: self.once_more(lost, tries + 1, lambda: self.plan(shard, lines, tries + 1)),
            pending_lines, self.job, shard, lines, self.retry_failed,
        )  # fmt: skip

    def begin(self, shard: int, lines: list[str], pending: list[str]) -> None:
        self.counts.finished += len(lines) - len(pending)
        self.counts.finished_before += len(lines) - len(pending)
        work = ShardWork.of(shard, pending, self.videos_per_task, self.job.limits)
        self.ready.append(lambda: self.work_on(work))

    def work_on(self, work: ShardWork) -> None:
        now = time.monotonic()
        batch = work.start(now)
        if batch is None:
            return self.conclude(work, 0) if work.is_finished else self.queue(work, now)
        self.ledger.submitted(self.job.label(work.shard), batch)
        self.submit(
            lambda end: self.end_batch(work, batch, end),
            lambda lost: self.end_batch(work, batch, lost_end(lost)),
            run_batch, self.job, work.shard, batch.lines,
        )  # fmt: skip
        return None

    def conclude(self, work: ShardWork, tries: int) -> None:
        self.submit(
            self.close,
            lambda lost: self.once_more(lost, tries + 1, lambda: self.conclude(work, tries + 1)),
            conclude_shard, self.job, work.shard, self.manifest.lines(work.shard), list(work.lost.values()),
            work.skipped,
        )  # fmt: skip

    def submit(
        self, take: Callable[[Any], None], lose: Callable[[Lost], None], function: Callable[..., Any], *arguments: Any
    ) -> None:
        self.flights[self.engine.submit(function, *arguments)] = Flight(take, lose)

    # Results

    def land(self, handle: Handle, result: Any) -> None:
        flight = self.flights.pop(handle)
        if isinstance(result, Lost):
            flight.lose(result)
        else:
            flight.take(result)

    def end_batch(self, work: ShardWork, batch: Batch, end: BatchEnd) -> None:
        self.ledger.ended(self.job.label(work.shard), batch, end)
        if end.program.verdict is Verdict.REFUSED:
            raise JobError(end.program.message, USAGE)
        now = time.monotonic()
        finished = work.finished
        work.end(end, now)
        self.counts.finished += work.finished - finished
        self.queue(work, now)

    def queue(self, work: ShardWork, now: float) -> None:
        """Puts a shard where it gets its next turn: now, or when its next batch may start."""
        self.at(work.ready_at() or now, now, lambda: self.work_on(work))

    def at(self, due: float, now: float, turn: Turn) -> None:
        if due <= now:
            self.ready.append(turn)
        else:
            # The number keeps turns of the same time apart: functions have no order.
            self.turns += 1
            heapq.heappush(self.delayed, (due, self.turns, turn))

    def close(self, end: ShardEnd) -> None:
        self.open -= 1
        self.counts.failed += end.failed
        self.counts.shards += 1

    def once_more(self, lost: Lost, tries: int, again: Turn) -> None:
        """Planning and concluding only read and write lists: they are simply done again, after a while."""
        limits = self.job.limits
        if tries >= (limits.attempts if lost.is_fault else limits.losses):
            raise JobError(f"the lists of a shard cannot be read or written: {lost.message}", TRANSIENT_FAULT)
        now = time.monotonic()
        self.at(now + limits.delay_seconds(tries), now, again)


def lost_end(lost: Lost) -> BatchEnd:
    """The end of a batch whose task has no result; a task that raised an exception is an attempt that failed."""
    return BatchEnd(ProgramEnd(Verdict.TRANSIENT if lost.is_fault else Verdict.LOST, None, None, 0.0, lost.message))
