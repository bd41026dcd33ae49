"""How long the program takes before it works."""

from __future__ import annotations

import clips
from measuring import Record, Setting, measure, row, run_omnizip

VERSION_GOAL_MS = 60
FIRST_FRAME_GOAL_S = 0.15
RUNS = 20


def measured(setting: Setting) -> list[Record]:
    """The first frame is timed from outside: a whole run on a video of four frames, which is more than its first."""
    versions = [measure([setting.program, "--version"]) for _ in range(RUNS)]
    video = clips.FOUR_FRAMES.made(setting.videos)
    workers = [run_omnizip(setting, video) for _ in range(RUNS)]
    alone = [run_omnizip(setting, video, "--isolation", "none") for _ in range(RUNS)]
    name = "omnizip run on 4 frames of 1080p, all of it"
    return [
        row("omnizip --version", [run.cpu_s * 1e3 for run in versions], "ms CPU"),
        row("omnizip --version", [run.wall_s * 1e3 for run in versions], "ms wall", VERSION_GOAL_MS),
        row(name, [run.wall_s for run in workers], "s wall", FIRST_FRAME_GOAL_S),
        row(f"{name}, in one process", [run.wall_s for run in alone], "s wall", FIRST_FRAME_GOAL_S),
    ]
