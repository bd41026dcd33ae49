"""Peak memory, and whether time and memory grow as they should with the length of a video."""

from __future__ import annotations

import clips
from measuring import Record, Setting, in_turns, row, run_omnizip

WORKER_GOAL_MB = 90
GROWTH_GOAL_MB = 120
LINEAR_GOAL = 6.3
# Above 384 s the default sampling takes no more frames; this one takes two a second, however long the video is.
EVERY_HALF_SECOND = ("--sampling", "interval")


def measured(setting: Setting) -> list[Record]:
    """Five minutes of 1080p. A worker and its parent are two processes; the larger counts."""
    video = clips.H264_1080.repeated(setting.videos, 5)
    rounds = in_turns(
        setting.pairs,
        lambda: run_omnizip(setting, video, "--isolation", "none"),
        lambda: run_omnizip(setting, video),
    )
    name = "peak on 5 min of 1080p30"
    return [
        row(f"{name}, in one process", [alone.peak_mb for alone, _ in rounds], "MB", WORKER_GOAL_MB),
        row(f"{name}, worker", [worker.peak_mb for _, worker in rounds], "MB", WORKER_GOAL_MB),
    ]


def long_videos(setting: Setting) -> list[Record]:
    """5 minutes to three hours of one small video, two frames a second of all of it. Once each: it takes minutes."""
    runs = {}
    for minutes in (5, 10, 60, 180):
        video = clips.SMALL.repeated(setting.videos, minutes)
        runs[minutes] = run_omnizip(setting, video, *EVERY_HALF_SECOND)
        video.unlink()
    growth = runs[180].peak_mb - runs[5].peak_mb
    return [
        row("3 h of 240p30, interval sampling: peak", [runs[180].peak_mb], "MB"),
        row("3 h of 240p30, interval sampling: peak above that of 5 min", [growth], "MB", GROWTH_GOAL_MB),
        row("3 h of 240p30, interval sampling", [runs[180].cpu_s], "s CPU"),
        row("60 min / 10 min of 240p30, interval sampling", [runs[60].cpu_s / runs[10].cpu_s], "x CPU", LINEAR_GOAL),
    ]
