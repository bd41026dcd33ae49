"""The same work by a pipeline of packages from PyPI (peers/pipeline.py), imports included."""

from __future__ import annotations

from pathlib import Path

import clips
from measuring import Argument, Record, Setting, in_turns, measure, row, run_omnizip

SCRIPT = Path(__file__).parent / "peers" / "pipeline.py"
CPU_GOALS = {clips.H264_480: 4, clips.H264_1080: 2}
MEMORY_GOALS = {clips.H264_480: 8}


def measured(setting: Setting) -> list[Record]:
    if setting.peer_python is None:
        print("peers: left out, needs --peer-python")
        return []
    return [record for clip in CPU_GOALS for record in compared(setting, setting.peer_python, clip)]


def compared(setting: Setting, python: Path, clip: clips.Clip) -> list[Record]:
    video = clip.made(setting.videos)
    command: list[Argument] = [python, SCRIPT, video, "--output", setting.output.with_name("peer.safetensors")]
    rounds = in_turns(setting.pairs, lambda: run_omnizip(setting, video), lambda: measure(command))
    times = [peer.cpu_s / ours.cpu_s for ours, peer in rounds]
    memory = [peer.peak_mb / ours.peak_mb for ours, peer in rounds]
    name = f"{clip.name}: Python pipeline"
    return [
        row(name, [peer.cpu_s for _, peer in rounds], "s CPU"),
        row(f"{name}: peak", [peer.peak_mb for _, peer in rounds], "MB"),
        row(f"{name} / omnizip", times, "x CPU", CPU_GOALS[clip], at_least=True),
        row(f"{name} / omnizip: peak", memory, "x MB", MEMORY_GOALS.get(clip), at_least=True),
    ]
