"""Two cores: one video by two decoders, and a folder by two workers."""

from __future__ import annotations

import os

import clips
from measuring import Record, Setting, in_turns, row, run_omnizip

ONE_VIDEO_GOAL = 0.62
FOLDER_GOAL = 1.8
COPIES = 4


def measured(setting: Setting) -> list[Record]:
    """Wall time, so on a machine with fewer than two idle cores these say little."""
    single = [one_video(setting, clip) for clip in (clips.H264_1080, clips.H264_1080_SHORT_GOP)]
    return [*single[0], *single[1], *folder(setting)]


def one_video(setting: Setting, clip: clips.Clip) -> list[Record]:
    video = clip.made(setting.videos)
    rounds = in_turns(setting.pairs, lambda: run_omnizip(setting, video, jobs=2), lambda: run_omnizip(setting, video))
    name = f"{clip.name}: --jobs 2"
    return [
        row(f"{name} / --jobs 1", [two.wall_s / one.wall_s for two, one in rounds], "x wall", ONE_VIDEO_GOAL),
        row(f"{name} / --jobs 1", [two.cpu_s / one.cpu_s for two, one in rounds], "x CPU"),
        row(f"{name}: peak", [two.peak_mb for two, _ in rounds], "MB"),
    ]


def folder(setting: Setting) -> list[Record]:
    clip = clips.H264_1080
    copies = setting.videos / f"{clip.name}-copies"
    copies.mkdir(exist_ok=True)
    for number in range(COPIES):
        copy = copies / f"{number}.mp4"
        if not copy.exists():
            os.link(clip.made(setting.videos), copy)
    rounds = in_turns(setting.pairs, lambda: run_omnizip(setting, copies, jobs=2), lambda: run_omnizip(setting, copies))
    gains = [one.wall_s / two.wall_s for two, one in rounds]
    return [row(f"{COPIES} x {clip.name}: one worker / two", gains, "x wall", FOLDER_GOAL, at_least=True)]
