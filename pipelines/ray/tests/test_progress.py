"""What a person, or a program, sees of a job's progress."""

from __future__ import annotations

import io
import json

import pytest
from omnizip_ray.progress import Counts, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError

    def flush(self) -> None:
        raise BrokenPipeError


def shown(style: str, stream: io.StringIO, *counts: Counts) -> str:
    progress = Progress(style, 100, stream)
    for step in counts:
        progress.next = 0.0
        progress.began -= 10
        progress.show(step, 4)
    progress.close(counts[-1])
    return stream.getvalue()


def test_json() -> None:
    text = shown("json", io.StringIO(), Counts(100, 10, 10), Counts(100, 60, 10, failed=2, shards=3))
    first, second, last = map(json.loads, text.splitlines())
    assert (first["videos_per_second"], first["seconds_left"]) == (0.0, None)
    # 50 videos in 20 seconds; what was done before does not count for the rate.
    assert second["videos_per_second"] == pytest.approx(2.5, rel=0.01)
    assert second["seconds_left"] == pytest.approx(16, rel=0.01)
    expected = {
        "event": "progress", "finished": 60, "finished_before": 10, "failed": 2, "total": 100, "tasks_in_flight": 4,
    }  # fmt: skip
    assert second | expected == second
    assert (last["event"], last["shards_concluded"], last["tasks_in_flight"]) == ("end", 3, 0)


def test_lines_where_there_is_no_terminal() -> None:
    text = shown("auto", io.StringIO(), Counts(100, 50))
    assert text.splitlines()[0].startswith("50/100 videos, 0 failed, 5.00 videos/s, 10 s left")


def test_a_bar_on_a_terminal() -> None:
    text = shown("auto", Terminal(), Counts(100, 50, failed=3))
    assert "50/100" in text and "3 failed" in text and "video/s" in text


def test_none() -> None:
    assert shown("none", io.StringIO(), Counts(100, 50)) == ""


def test_not_more_often_than_its_interval() -> None:
    stream = io.StringIO()
    progress = Progress("json", 100, stream)
    for _ in range(50):
        progress.show(Counts(100), 0)
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.parametrize("style", ["json", "lines"])
def test_a_stream_that_is_gone_ends_no_job(style: str) -> None:
    shown(style, Gone(), Counts(100, 50))


def test_no_videos() -> None:
    progress = Progress("bar", 0, Terminal())
    progress.close(Counts(0))


def test_a_short_job_is_told_of_by_one_line() -> None:
    stream = io.StringIO()
    progress = Progress("auto", 2, stream)
    progress.show(Counts(total=2), 1)
    progress.show(Counts(total=2, finished=1), 1)
    progress.close(Counts(total=2, finished=2))
    assert [line.split(",")[0] for line in stream.getvalue().splitlines()] == ["2/2 videos"]
