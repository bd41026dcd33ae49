"""attempts.jsonl: two lines for each attempt of a batch, for people who want to know why something took long or failed.

Nothing is decided by it: what is done says the dataset itself.
"""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from types import TracebackType

from .shardwork import Batch
from .tasks import BatchEnd
from .videos import Video


class Ledger:
    """Appends lines, each in one write."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)

    def submitted(self, label: str, batch: Batch) -> None:
        """An attempt without an end, further down, is one whose driver died."""
        self.append("submitted", label, batch, {"videos": [Video.parsed(line).name for line in batch.lines]})

    def ended(self, label: str, batch: Batch, end: BatchEnd) -> None:
        program = end.program
        self.append("ended", label, batch, {
            "verdict": program.verdict.value,
            "exit_code": program.exit_code,
            "signal": program.signal,
            "failed": {failure.path: failure.code for failure in end.failures},
            "changed": end.changed,
            "program_seconds": round(program.seconds, 4),
            "task_seconds": round(end.seconds, 4),
            "node": end.node,
            "message": program.message[-1000:],
        })  # fmt: skip

    def append(self, event: str, label: str, batch: Batch, values: dict[str, object]) -> None:
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        first = Video.parsed(batch.lines[0]).name
        value = {"time": now, "event": event, "shard": label, "first": first, "attempt": batch.number} | values
        os.write(self.descriptor, (json.dumps(value, ensure_ascii=False) + "\n").encode())
