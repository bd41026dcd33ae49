"""What a look costs, against a plain decode, against run, and a table over rates against one pair of rates."""

from __future__ import annotations

import clips
from measuring import MB, Argument, Record, Setting, decode_video, measure, row, run_omnizip

MEMORY_GOAL_MB = 150


def measured(setting: Setting) -> list[Record]:
    video = clips.H264_1080.made(setting.videos)
    look: list[Argument] = [setting.program, "preview", video, "--json"]
    page = setting.output.with_suffix(".html")
    rounds = [
        {
            "decode": decode_video(video),
            "plan": measure([*look, "--plan-only"]),
            "run": run_omnizip(setting, video),
            "full": measure(look),
            "sweep": measure([*look, "--sweep"]),
            "page": measure([*look, "--html", page]),
        }
        for _ in range(setting.pairs)
    ]
    bundle = setting.output / f"{video.name}.safetensors"
    shown = [measure([setting.program, "preview", "--from", bundle]) for _ in range(setting.pairs)]
    long = clips.H264_1080.repeated(setting.videos, 10)
    measure([*look[:2], long, "--json", "--sweep", "--html", page])

    def ratio(name: str, one: str, other: str, goal: float) -> Record:
        return row(name, [run[one].cpu_s / run[other].cpu_s for run in rounds], "x CPU", goal)

    return [
        ratio("preview --plan-only / ffmpeg, 1080p30", "plan", "decode", 0.04),
        ratio("preview / run, 1080p30", "full", "run", 1.15),
        ratio("preview --html (6 methods, 2 presets) / run", "page", "run", 1.15),
        ratio("preview --sweep (20 settings) / preview", "sweep", "full", 2),
        row("preview --from BUNDLE", [run.wall_s for run in shown], "s wall", 0.2),
        row("preview --html: peak", [run["page"].peak_mb for run in rounds], "MB", MEMORY_GOAL_MB),
        row("page of 10 minutes, 6 methods, 22 pairs of rates", [page.stat().st_size / MB], "MB", 5),
    ]
