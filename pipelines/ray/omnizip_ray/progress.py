"""Progress on standard error: a bar on a terminal, a line every half minute elsewhere, or one JSON object a second."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from dataclasses import dataclass
from typing import TextIO

from tqdm import tqdm


@dataclass
class Counts:
    """What became of a job so far."""

    total: int
    finished: int = 0
    """Done, failed or passed over."""
    finished_before: int = 0
    """Those of them that an earlier start of the job finished."""
    failed: int = 0
    """In shards that are concluded."""
    shards: int = 0
    """Concluded."""


class Progress:
    """Tells of a job's progress in one of the styles auto, bar, json and none."""

    def __init__(self, style: str, total: int, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        if style == "auto":
            style = "bar" if self.stream.isatty() else "lines"
        self.style = style
        self.interval = {"json": 1.0, "lines": 30.0}.get(style, 0.1)
        self.began = time.monotonic()
        # A short job is told of by one line, its last.
        self.next = self.began + self.interval if style == "lines" else 0.0
        self.bar = (
            tqdm(total=total, unit="video", file=self.stream, smoothing=0.05, dynamic_ncols=True)
            if style == "bar"
            else None
        )

    def show(self, counts: Counts, in_flight: int, is_last: bool = False) -> None:
        now = time.monotonic()
        if self.style == "none" or (now < self.next and not is_last):
            return
        self.next = now + self.interval
        # A terminal that is gone ends no job.
        with contextlib.suppress(OSError, ValueError):
            self.write(counts, in_flight, now, is_last)

    def write(self, counts: Counts, in_flight: int, now: float, is_last: bool) -> None:
        if self.bar is not None:
            self.bar.set_postfix_str(f"{counts.failed} failed", refresh=False)
            # What was done before counts for the bar, not for its rate.
            self.bar.initial = counts.finished_before
            self.bar.n = counts.finished
            self.bar.refresh()
            return
        rate = (counts.finished - counts.finished_before) / max(now - self.began, 1e-9)
        left = counts.total - counts.finished
        eta = left / rate if rate > 0 else None
        if self.style == "json":
            print(json.dumps(self.event(counts, in_flight, rate, eta, is_last)), file=self.stream, flush=True)
        else:
            text = f"{counts.finished}/{counts.total} videos, {counts.failed} failed, {rate:.2f} videos/s"
            print(text + (f", {eta:.0f} s left" if eta is not None else ""), file=self.stream, flush=True)

    def event(
        self, counts: Counts, in_flight: int, rate: float, eta: float | None, is_last: bool
    ) -> dict[str, object]:
        return {
            "event": "end" if is_last else "progress",
            "finished": counts.finished,
            "finished_before": counts.finished_before,
            "failed": counts.failed,
            "total": counts.total,
            "shards_concluded": counts.shards,
            "tasks_in_flight": in_flight,
            "videos_per_second": round(rate, 3),
            "seconds_left": None if eta is None else round(eta, 1),
        }

    def close(self, counts: Counts) -> None:
        self.show(counts, 0, is_last=True)
        if self.bar is not None:
            with contextlib.suppress(OSError, ValueError):
                self.bar.close()
