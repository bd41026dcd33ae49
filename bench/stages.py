"""What all stages but decoding pictures and scaling them take, without a word from the program itself.

A profile shares the CPU time of one run out among the libraries that it was spent in: libavcodec and libswscale are
what the pictures cost, the rest is the rest. The sound is decoded in libavcodec, too; that part is measured apart, as
ffmpeg's decoding of the sound less its reading of the same packets, and added.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
from pathlib import Path

import clips
from measuring import Argument, Record, Setting, in_turns, measure, row, run_command, run_omnizip

GOAL_S = 0.8
PICTURES = ("libavcodec", "libswscale")
LINES_SHOWN = 6
ONE_PROCESS = ("--isolation", "none")


def measured(setting: Setting) -> list[Record]:
    """One minute of video of 9 x 16 cells."""
    video = clips.H264_1080.made(setting.videos)
    data = recorded(setting, video)
    if data is None:
        print("stages: left out, perf is not installed or may not record")
        return []
    shares = shares_of(data)
    # Several runs without perf: it takes time itself.
    seconds = statistics.median(run_omnizip(setting, video, *ONE_PROCESS).cpu_s for _ in range(setting.pairs))
    sound = sound_decoding(setting, video)
    rest = sum(share for library, share in shares.items() if not library.startswith(PICTURES))
    return [
        *(
            row(f"a minute, {library} (perf)", [share * seconds], "s CPU")
            for library, share in sorted(shares.items(), key=lambda item: -item[1])[:LINES_SHOWN]
        ),
        row("a minute, decoding of AAC by ffmpeg, reading taken off", [sound], "s CPU"),
        row("a minute, all but decoding and scaling pictures (perf)", [rest * seconds + sound], "s CPU", GOAL_S),
    ]


def sound_decoding(setting: Setting, video: Path) -> float:
    """The median is of differences of runs that stood side by side."""
    command: list[Argument] = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", video, "-vn"]
    rounds = in_turns(
        max(5, setting.pairs),
        lambda: measure([*command, "-f", "null", "-"]),
        lambda: measure([*command, "-c", "copy", "-f", "null", "-"]),
    )
    return statistics.median(decoded.cpu_s - copied.cpu_s for decoded, copied in rounds)


def recorded(setting: Setting, video: Path) -> Path | None:
    """perf's samples of one run; None where perf is missing or may not record."""
    shutil.rmtree(setting.output, ignore_errors=True)
    data = setting.output.with_suffix(".perf")
    record: list[Argument] = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-o", data, "--"]
    command = [*record, *run_command(setting, video, *ONE_PROCESS)]
    if shutil.which("perf") is None:
        return None
    ended = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return data if ended.returncode == 0 else None


def shares_of(data: Path) -> dict[str, float]:
    """Share of the samples in each library."""
    options = ["--sort", "dso", "--stdio", "-q", "-F", "sample,dso", "-t", ";"]
    command: list[Argument] = ["perf", "report", "-i", data, *options]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    samples = {}
    for line in report.splitlines():
        if ";" in line:
            count, library = line.split(";", 1)
            samples[library.strip()] = int(count)
    total = sum(samples.values())
    return {library: count / total for library, count in samples.items()}
