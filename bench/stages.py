"""What all stages but decoding pictures and scaling them take, without a word from the program itself.

A profile shares the CPU time of one run out among the libraries that it was spent in: libavcodec and libswscale are what
the pictures cost, the rest is the rest. The sound is decoded in libavcodec, too; that part is measured apart, as ffmpeg's
decoding of the sound less its reading of the same packets, and added.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import callgrind
import clips
from measuring import Record, Setting, in_turns, measure, row, run_command, run_omnizip

GOAL_S = 0.8
PICTURES = ("libavcodec", "libswscale")
LINES_SHOWN = 6
ONE_PROCESS = ("--isolation", "none")


def measured(setting: Setting) -> list[Record]:
    """One minute of video of 9 x 16 cells."""
    video = clips.H264_1080.made(setting.videos)
    sound = sound_decoding(setting, video)
    seconds = run_omnizip(setting, video, *ONE_PROCESS).cpu_s
    shares, tool = by_library(setting, video)
    rest = {library: share for library, share in shares.items() if not library.startswith(PICTURES)}
    records = [
        row(f"a minute, {library} ({tool})", [share * seconds], "s CPU")
        for library, share in sorted(shares.items(), key=lambda item: -item[1])[:LINES_SHOWN]
    ]
    name = f"a minute, all but decoding and scaling pictures ({tool})"
    return [
        *records,
        row("a minute, decoding of AAC by ffmpeg, reading taken off", [sound], "s CPU"),
        row(name, [sum(rest.values()) * seconds + sound], "s CPU", GOAL_S),
    ]


def sound_decoding(setting: Setting, video: Path) -> float:
    """The median is of differences of runs that stood side by side."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", video, "-vn"]
    rounds = in_turns(
        max(5, setting.pairs),
        lambda: measure([*command, "-f", "null", "-"]),
        lambda: measure([*command, "-c", "copy", "-f", "null", "-"]),
    )
    differences = sorted(decoded.cpu_s - copied.cpu_s for decoded, copied in rounds)
    return differences[len(differences) // 2]


def by_library(setting: Setting, video: Path) -> tuple[Mapping[str, float], str]:
    """Shares of one run, and what found them. perf samples time; callgrind, the second choice, counts instructions."""
    shutil.rmtree(setting.output, ignore_errors=True)
    command = run_command(setting, video, *ONE_PROCESS)
    data = setting.output.with_suffix(".perf")
    if shutil.which("perf") is not None:
        record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-o", data, "--", *command]
        if subprocess.run(record, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return perf_shares(data), "perf"
        shutil.rmtree(setting.output, ignore_errors=True)
    counts = callgrind.by_library(command)
    total = sum(counts.values())
    return {library: count / total for library, count in counts.items()}, "callgrind"


def perf_shares(data: Path) -> Mapping[str, float]:
    command = ["perf", "report", "-i", data, "--sort", "dso", "--stdio", "-q", "-F", "sample,dso", "-t", ";"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    samples = {}
    for line in report.splitlines():
        if ";" in line:
            count, library = line.split(";", 1)
            samples[library.strip()] = int(count)
    total = sum(samples.values())
    return {library: count / total for library, count in samples.items()}
