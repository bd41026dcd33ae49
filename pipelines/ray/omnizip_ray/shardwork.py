"""What is left to do of one shard, and what the end of an attempt means for it. A pure state machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from .job import Limits
from .program import Verdict
from .shardlists import Failure
from .tasks import BatchEnd
from .videos import Video

CHANGED_HINT = "start the job with --refreeze to take the file as it is now"
HINTS = {
    Verdict.TIME_LIMIT: "raise --seconds-per-video",
    Verdict.KILLED: "give tasks more memory, or fewer of them to a node",
    Verdict.LOST: "see the logs of Ray for the node",
    Verdict.BUSY: "end the process that holds the shard, and start the job again",
}


@dataclass
class Batch:
    """Videos that one process works on."""

    lines: list[str]
    attempts: int = 0
    """Attempts that ended for a reason of the videos or of the program."""
    losses: int = 0
    """Attempts that were lost or stopped: not their fault."""
    not_before: float = 0.0
    """Seconds of the clock that the driver uses."""

    @property
    def number(self) -> int:
        """Of the attempt that comes next, from 1."""
        return self.attempts + self.losses + 1


@dataclass
class ShardWork:
    """A shard at work: one batch at a time, because omnizip locks the shard's lists."""

    shard: int
    limits: Limits
    batches: deque[Batch] = field(default_factory=deque)
    finished: int = 0
    """Videos that came to their end."""
    lost: dict[str, Failure] = field(default_factory=dict)
    """Failures that no list of omnizip tells of."""
    skipped: int = 0
    """Files that were no media, and are in no list."""
    current: Batch | None = None

    @classmethod
    def of(cls, shard: int, lines: Sequence[str], videos_per_task: int, limits: Limits) -> ShardWork:
        """`videos_per_task` 0: the whole shard is one batch."""
        size = videos_per_task or max(1, len(lines))
        batches = deque(Batch(list(lines[start : start + size])) for start in range(0, len(lines), size))
        return cls(shard, limits, batches)

    @property
    def is_finished(self) -> bool:
        return self.current is None and not self.batches

    def ready_at(self) -> float | None:
        """When the next batch may start; None while one is at work, and if there is none."""
        if self.current is not None or not self.batches:
            return None
        return min(batch.not_before for batch in self.batches)

    def start(self, now: float) -> Batch | None:
        """Takes the next batch that may start."""
        if self.current is not None:
            return None
        for batch in self.batches:
            if batch.not_before <= now:
                self.batches.remove(batch)
                self.current = batch
                return batch
        return None

    def end(self, end: BatchEnd, now: float) -> None:
        """Takes in what became of the current batch."""
        batch = self.take_current()
        names = {Video.parsed(line).name: line for line in batch.lines}
        for name in end.changed:
            names.pop(name, None)
            message = "the file is not the one of the manifest: its size or time changed"
            self.lose(Failure(name, "transient", "changed", message, CHANGED_HINT, batch.number))
        verdict = end.program.verdict
        if verdict in (Verdict.DONE, Verdict.SOME_FAILED):
            self.end_of_its_own(batch, names, end, now)
        elif verdict is Verdict.UNUSABLE:
            self.end_unusable(batch, names, end)
        elif verdict in (Verdict.LOST, Verdict.STOPPED, Verdict.BUSY):
            self.again(batch, list(names.values()), now, lost=True, reason=end)
        else:
            self.again(batch, list(names.values()), now, lost=False, reason=end)

    def take_current(self) -> Batch:
        batch = self.current
        assert batch is not None, "an end without a start"
        self.current = None
        return batch

    def end_of_its_own(self, batch: Batch, names: dict[str, str], end: BatchEnd, now: float) -> None:
        """The process did its work: only what failed for a passing reason is tried again, each video alone."""
        self.skipped += end.skipped
        passing = [failure.path for failure in end.failures if not failure.is_permanent and failure.path in names]
        may_try_again = batch.attempts + 1 < self.limits.attempts
        for name in passing if may_try_again else []:
            self.retry([names.pop(name)], batch.attempts + 1, batch.losses, now)
        self.finished += len(names)

    def end_unusable(self, batch: Batch, names: dict[str, str], end: BatchEnd) -> None:
        """Exit code 65 speaks of one input: of several each is tried alone, at once."""
        if len(names) > 1:
            self.batches.extend(Batch([line], batch.attempts, batch.losses) for line in names.values())
            return
        listed = {failure.path for failure in end.failures}
        for name in names:
            if name in listed:
                self.finished += 1
            else:
                message = end.program.message or "omnizip ended with exit code 65"
                self.lose(Failure(name, "permanent", "unusable", message, None, batch.number))

    def again(self, batch: Batch, lines: list[str], now: float, lost: bool, reason: BatchEnd) -> None:
        """Another attempt where there may be one: with their worker lost, videos stay together once; else each goes
        alone, so that one of them cannot take the others with it. A shard that is held is no fault of theirs at all."""
        attempts, losses = batch.attempts + (not lost), batch.losses + lost
        if attempts >= self.limits.attempts or losses >= self.limits.losses:
            verdict = reason.program.verdict
            message = reason.program.message or f"the attempt ended as {verdict.value}"
            for line in lines:
                name = Video.parsed(line).name
                self.lose(
                    Failure(name, "transient", verdict.value, message, HINTS.get(verdict), attempts + losses)
                )
        elif reason.program.verdict is Verdict.BUSY or lost and losses < 2:
            self.retry(lines, attempts, losses, now)
        else:
            for line in lines:
                self.retry([line], attempts, losses, now)

    def retry(self, lines: list[str], attempts: int, losses: int, now: float) -> None:
        if lines:
            delay = self.limits.delay_seconds(attempts + losses)
            self.batches.append(Batch(lines, attempts, losses, now + delay))

    def lose(self, failure: Failure) -> None:
        self.lost[failure.path] = failure
        self.finished += 1
