"""The whole pipeline against a plain decode of the same video."""

from __future__ import annotations

from pathlib import Path

import clips
from measuring import Record, Setting, decode_video, in_turns, row, run_omnizip

GOALS = {clips.H264_1080: 0.76, clips.HEVC_1080: 0.74, clips.H264_480: 1.05}
WITHOUT_GOAL = (clips.H264_1080_SHORT_GOP, clips.H264_480_SHORT_GOP, clips.VP9_480)


def compared(setting: Setting, video: Path, name: str, goal: float | None = None) -> list[Record]:
    rounds = in_turns(setting.pairs, lambda: run_omnizip(setting, video), lambda: decode_video(video))
    return [
        row(f"{name}: omnizip run", [ours.cpu_s for ours, _ in rounds], "s CPU"),
        row(f"{name}: omnizip run", [ours.wall_s for ours, _ in rounds], "s wall"),
        row(f"{name}: ffmpeg -threads 1, decoding only", [decode.cpu_s for _, decode in rounds], "s CPU"),
        row(f"{name}: omnizip / ffmpeg", [ours.cpu_s / decode.cpu_s for ours, decode in rounds], "x CPU", goal),
    ]


def measured(setting: Setting) -> list[Record]:
    records = []
    for clip in (*GOALS, *WITHOUT_GOAL):
        records += compared(setting, clip.made(setting.videos), clip.name, GOALS.get(clip))
    # Five minutes in one file: start and end weigh less, and linspace samples at the same rate.
    long = clips.H264_1080.repeated(setting.videos, 5)
    records += compared(setting, long, f"{clips.H264_1080.name}, 5 min")
    for video in setting.own:
        records += compared(setting, video, video.name)
    return records
