"""The same work by a pipeline of packages from PyPI (peers/pipeline.py), imports included."""

from __future__ import annotations

from pathlib import Path

import clips
from measuring import Argument, Record, Setting, in_turns, measure, row, run_omnizip

SCRIPT = Path(__file__).parent / "peers" / "pipeline.py"
CPU_GOALS = {clips.H264_480: 4, clips.H264_1080: 2}
MEMORY_GOAL = 8


def measured(setting: Setting) -> list[Record]:
    if setting.peer_python is None:
        print("peers: left out, needs --peer-python")
        return []
    records = []
    for clip, goal in CPU_GOALS.items():
        video = clip.made(setting.videos)
        output = setting.output.with_name("peer.safetensors")
        command: list[Argument] = [setting.peer_python, SCRIPT, video, "--output", output]
        rounds = in_turns(setting.pairs, lambda: run_omnizip(setting, video), lambda: measure(command))
        memory_goal = MEMORY_GOAL if clip is clips.H264_480 else None
        memory = [peer.peak_mb / ours.peak_mb for ours, peer in rounds]
        name = f"{clip.name}: Python pipeline"
        records += [
            row(name, [peer.cpu_s for _, peer in rounds], "s CPU"),
            row(f"{name}: peak", [peer.peak_mb for _, peer in rounds], "MB"),
            row(f"{name} / omnizip", [peer.cpu_s / ours.cpu_s for ours, peer in rounds], "x CPU", goal, at_least=True),
            row(f"{name} / omnizip: peak", memory, "x MB", memory_goal, at_least=True),
        ]
    return records
