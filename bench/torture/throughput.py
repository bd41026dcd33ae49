"""What a second worker gains and what isolation costs. Compared runs take turns; figures are of medians.

Timings say nothing on a busy machine; this check is not part of the short form.
"""

from __future__ import annotations

import shutil
import statistics

import clips
from context import Context
from processes import Ended

GAIN_LIMIT = 1.75
ISOLATION_LIMIT = 1.05
PAIRS = 5


class RunFailed(Exception):
    """A run that was to be timed did not end well."""


def check(context: Context) -> None:
    small_picture = ["-t", "10", "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-b:a", "64k"]
    names = ("speech-object.mp4", "slide-talk.mp4", "cuts-music.mp4", "variable-rate.mp4")
    made = [
        clips.ffmpeg(context.folder / "clips" / name, "-stream_loop", "3", "-i", context.samples / name, *small_picture)
        for name in names
    ]
    many = clips.linked_copies(made, context.folder / "in-40", 40)
    halves = [clips.linked_copies(made, context.folder / f"in-20{half}", 20) for half in "ab"]
    few = clips.linked_copies(made, context.folder / "in-12", 12)
    count = 0

    def timed(inputs: object, jobs: int, *flags: str) -> Ended:
        nonlocal count
        count += 1
        output = context.folder / "out"
        shutil.rmtree(output, ignore_errors=True)
        ended = context.run(str(inputs), output, *flags, jobs=jobs, limit_s=900)
        if ended.code != 0:
            raise RunFailed(f"exit code {ended.code}; {ended.log}")
        context.say(f"--jobs {jobs} {' '.join(flags)}: {ended.wall_s:.2f} s wall, {ended.cpu_s:.2f} s CPU")
        return ended

    def timed_halves() -> float:
        """Two runs at once that know nothing of each other: what this machine gives a second core."""
        outputs = [context.folder / f"out-{half}" for half in "ab"]
        for output in outputs:
            shutil.rmtree(output, ignore_errors=True)
        running = [context.start(inputs, output, jobs=1) for inputs, output in zip(halves, outputs)]
        return max(run.wait(context.limit(900)).wall_s for run in running)

    try:
        timed(few, 1)
        walls: dict[int, list[float]] = {1: [], 2: []}
        apart: list[float] = []
        for pair in range(PAIRS):
            for jobs in (1, 2) if pair % 2 == 0 else (2, 1):
                walls[jobs].append(timed(many, jobs).wall_s)
            apart.append(timed_halves())
        one, two = statistics.median(walls[1]), statistics.median(walls[2])
        figure = f"{one / two:.2f} x ({one:.1f} s, {two:.1f} s)"
        context.row("two workers against one, 40 clips", figure, f"{GAIN_LIMIT} x", one / two >= GAIN_LIMIT)
        context.row("two separate runs against one", f"{one / statistics.median(apart):.2f} x (the machine's own)")
        used: dict[str, list[float]] = {"process": [], "none": []}
        for pair in range(PAIRS):
            for isolation in ("process", "none") if pair % 2 == 0 else ("none", "process"):
                used[isolation].append(timed(many, 1, "--isolation", isolation).cpu_s)
        isolated, plain = statistics.median(used["process"]), statistics.median(used["none"])
        figure = f"{isolated / plain:.3f} x ({isolated:.2f} s, {plain:.2f} s)"
        context.row(
            "CPU with isolation against none", figure, f"{ISOLATION_LIMIT} x", isolated <= plain * ISOLATION_LIMIT
        )
    except RunFailed as reason:
        context.row("timed runs", str(reason), "exit 0", False)
