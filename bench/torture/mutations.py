"""Mutated inputs: nothing crashes or hangs the run, nothing partial is published, every failure is explained.

Users' pain: one bad item aborts the job (ray-project/ray#48419, NVIDIA-NeMo/Curator#1443).
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import clips
import datasets
from context import Context, OutOfTime, time_limit
from mutators import Mutation, Source, mutation
from processes import Argument, Running, kill_all, remaining_after

SECONDS_A_VIDEO = 20
FILES_A_FOLDER = 500
# Frames of interceptors and of the sanitizers' own code lie above the function that is at fault.
SANITIZER_FRAME = re.compile(
    r"__interceptor_|__asan_|__ubsan_|__sanitizer_|(malloc|calloc|realloc|free|posix_memalign|mem\w+)$"
)
STACK_FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ (?:in )?(\S+)(.*)$")
LIBRARY = re.compile(r"\.so[.\d]*\b")

# name: options of ffmpeg. Picture and sound where the container has both.
PICTURE = [*clips.SMALL_PICTURE, "-t", "1", "-r", "12", "-fps_mode", "cfr"]
CONTAINERS: dict[str, list[Argument]] = {
    "h264.mp4": [*PICTURE, "-c:v", "libx264", "-c:a", "aac", "-b:a", "32k"],
    "fragmented.mp4": [
        *PICTURE, "-c:v", "libx264", "-c:a", "aac", "-b:a", "32k", "-movflags", "frag_keyframe+empty_moov", "-g", "6"
    ],
    "mpeg4.mov": [*PICTURE, "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-ar", "8000", "-ac", "1"],
    "h264.mkv": [*PICTURE, "-c:v", "libx264", "-c:a", "flac", "-ar", "16000", "-ac", "1"],
    "vp9.webm": [*PICTURE, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"],
    "vp8.webm": [*PICTURE, "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libvorbis"],
    "mpeg4.avi": [*PICTURE, "-c:v", "mpeg4", "-c:a", "libmp3lame", "-b:a", "32k", "-ac", "1"],
    "mjpeg.avi": [*PICTURE, "-c:v", "mjpeg", "-q:v", "20", "-an"],
    "h264.ts": [*PICTURE, "-c:v", "libx264", "-c:a", "aac", "-b:a", "32k"],
    "mpeg2.mpg": [*PICTURE, "-r", "25", "-c:v", "mpeg2video", "-c:a", "mp2", "-b:a", "32k", "-ac", "1", "-f", "vob"],
    "h264.flv": [*PICTURE, "-c:v", "libx264", "-c:a", "aac", "-b:a", "32k", "-ar", "44100"],
    "theora.ogg": [*PICTURE, "-c:v", "libtheora", "-c:a", "libvorbis"],
    "wmv2.wmv": [*PICTURE, "-c:v", "wmv2", "-c:a", "wmav2", "-b:a", "32k"],
    "hevc.mp4": [*PICTURE, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:pools=1", "-an"],
    "pcm.wav": ["-vn", "-t", "1", "-ar", "8000", "-ac", "1"],
    "mp3.mp3": ["-vn", "-t", "1", "-c:a", "libmp3lame", "-b:a", "32k"],
    "aac.m4a": ["-vn", "-t", "1", "-c:a", "aac", "-b:a", "32k"],
    "opus.ogg": ["-vn", "-t", "1", "-c:a", "libopus", "-b:a", "24k"],
    "flac.flac": ["-vn", "-t", "1", "-c:a", "flac", "-ar", "8000", "-ac", "1"],
}  # fmt: skip
# In the short form, a debug build is slow with pictures: every container of sound and some with both.
SHORT_CONTAINERS = (
    "h264.mp4",
    "h264.mkv",
    "vp8.webm",
    "mpeg4.avi",
    "h264.ts",
    "pcm.wav",
    "aac.m4a",
    "mp3.mp3",
    "opus.ogg",
)


@dataclass
class Tally:
    """What was seen over all folders."""

    files: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    crashed_runs: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    unclassified: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    worker_crashes: list[str] = field(default_factory=list)


def check(context: Context) -> None:
    count = context.size(10_000, 150)
    sources = make_sources(context)
    context.say(f"{count} mutations of {len(sources)} files, seed {context.seed}")
    tally = Tally()
    for first in range(0, count, FILES_A_FOLDER):
        last = min(count, first + FILES_A_FOLDER)
        try:
            run_folder(context, sources, range(first, last), tally)
        except OutOfTime as reason:
            context.row("mutations run in time", f"{tally.files} of {count}", f"{count}", False)
            context.say(str(reason))
            break
    report(context, tally)
    sanitized(context, sources)


def make_sources(context: Context) -> list[Source]:
    """The first seconds of a sample clip in every container that this ffmpeg can write."""
    sample = context.samples / "speech-object.mp4"
    made = []
    for name, options in CONTAINERS.items():
        if context.short and name not in SHORT_CONTAINERS:
            continue
        try:
            made.append(Source.read(clips.ffmpeg(context.folder / "sources" / name, "-i", sample, *options)))
        except clips.ClipError as error:
            context.not_run(f"mutations of {name}", str(error).splitlines()[-1])
    return made


def write_folder(folder: Path, sources: list[Source], numbers: range, seed: int) -> list[Mutation]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cases = [mutation(number, seed, sources) for number in numbers]
    for case in cases:
        (folder / case.name).write_bytes(case.content)
    return cases


def folder_limit_s(count: int) -> float:
    """Half a second a file in each of two workers, and a tenth of the files may meet their time limit."""
    return 60 + count * (0.5 + SECONDS_A_VIDEO / 10) / 2


def run_folder(context: Context, sources: list[Source], numbers: range, tally: Tally) -> None:
    inputs, output = context.folder / f"in-{numbers.start:05d}", context.folder / f"out-{numbers.start:05d}"
    shutil.rmtree(output, ignore_errors=True)
    limit = context.limit(folder_limit_s(len(numbers)))
    cases = write_folder(inputs, sources, numbers, context.seed)
    ended = context.run(inputs, output, *time_limit(SECONDS_A_VIDEO), limit_s=limit)
    tally.files += len(cases)
    before = len(tally.crashed_runs) + len(tally.hangs) + len(tally.partial) + len(tally.unclassified) + len(tally.lost)
    if ended.timed_out:
        tally.hangs.append(f"{inputs}: not done after {limit:.0f} s, {datasets.published_count(output)} bundles")
    elif ended.code not in (0, 1):
        tally.crashed_runs.append(f"{inputs}: ended with {ended.code}; {ended.log}")
    kill_all(left := remaining_after(context.program, 2))
    if left:
        tally.hangs.append(f"{inputs}: {len(left)} processes stayed after the end")
    tally.partial += datasets.verification_problems(context, output)
    tally.partial += [f"{output / path}: temporary file" for path in datasets.temporary_files(output)]
    tally.unclassified += datasets.unclassified(output)
    listed = {line["path"] for line in datasets.json_lines(output / "manifest.jsonl") + datasets.failures(output)}
    tally.lost += [f"{inputs / case.name}: in no list" for case in cases if case.name not in listed]
    note_codes(context, inputs, output, tally)
    after = len(tally.crashed_runs) + len(tally.hangs) + len(tally.partial) + len(tally.unclassified) + len(tally.lost)
    if after == before:
        shutil.rmtree(inputs)
        shutil.rmtree(output)
    context.say(f"{tally.files} files in {ended.wall_s:.1f} s, {after} problems")


def note_codes(context: Context, inputs: Path, output: Path, tally: Tally) -> None:
    """Counts codes; files that crashed a worker or met the time limit are kept."""
    for line in datasets.failures(output):
        tally.codes[line["code"]] += 1
        if line["code"] in datasets.CRASH_CODES | datasets.TIME_LIMIT_CODES:
            kept = context.folder / "kept"
            kept.mkdir(exist_ok=True)
            shutil.copy(inputs / line["path"], kept)
        if line["code"] in datasets.CRASH_CODES:
            tally.worker_crashes.append(f"{context.folder / 'kept' / line['path']}: {line['code']}: {line['message']}")


def report(context: Context, tally: Tally) -> None:
    tried = f"{tally.files:,}"
    context.none_of("mutations that crash the run", tally.crashed_runs, tried)
    context.none_of("mutations that hang the run", tally.hangs, tried)
    context.none_of("partial bundles after mutations", tally.partial, tried)
    context.none_of("failures without class and code", tally.unclassified, f"{sum(tally.codes.values()):,}")
    context.none_of("mutated files in no list", tally.lost, tried)
    timed_out = sum(tally.codes[code] for code in datasets.TIME_LIMIT_CODES)
    context.row("mutations that met the time limit", str(timed_out))
    kept = [str(context.folder / "kept")] if tally.worker_crashes or timed_out else []
    context.row("mutations that crashed a worker", str(len(tally.worker_crashes)), kept=kept)
    if tally.worker_crashes:
        (context.folder / "worker-crashes.txt").write_text("\n".join(tally.worker_crashes) + "\n")
    context.say("codes: " + ", ".join(f"{code} {count}" for code, count in tally.codes.most_common()))


# ------------------------------------------------------------------------------------------------------- the sanitizers


def sanitized(context: Context, sources: list[Source]) -> None:
    """The first 1,000 mutations with AddressSanitizer, and UndefinedBehaviorSanitizer on the C shim.

    One process, because the workers' memory limit leaves no room for AddressSanitizer's shadow memory.
    """
    if context.sanitized_program is None:
        context.not_run("sanitizer findings of ours", "no --sanitized-program")
        return
    count, step = context.size(1_000, 30), 100
    folder = context.folder / "sanitizer"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    broken: list[str] = []
    done = 0
    for first in range(0, count, step):
        numbers = range(first, min(count, first + step))
        inputs, output = folder / f"in-{first:05d}", folder / f"out-{first:05d}"
        write_folder(inputs, sources, numbers, context.seed)
        ended = start_sanitized(context, inputs, output).wait(context.limit(60 + len(numbers) * 6))
        done += len(numbers)
        if ended.timed_out or ended.code not in (0, 1):
            broken.append(f"{inputs}: ended with {ended.code}{' at its limit' if ended.timed_out else ''}; {ended.log}")
    ours, theirs = findings(folder)
    context.none_of("sanitizer findings of ours", ours + broken, f"{done:,}")
    context.row("sanitizer findings in libraries", str(len(theirs)), kept=theirs[:5])


def start_sanitized(context: Context, inputs: Path, output: Path) -> Running:
    log = inputs.parent / f"report-{inputs.name}"
    # Swift keeps what it caches for good and switches stacks: leaks and uses of a stack after a return mean nothing.
    common = f"log_path={log}:print_stacktrace=1:symbolize=1"
    environment = {
        "ASAN_OPTIONS": common
        + ":detect_leaks=0:detect_stack_use_after_return=0:exitcode=99:allocator_may_return_null=1",
        "UBSAN_OPTIONS": common + ":halt_on_error=0",
        "SWIFT_BACKTRACE": "enable=no",
    }
    assert context.sanitized_program is not None
    command: list[Argument] = [context.sanitized_program, "run", inputs, "--output", output]
    command += ["--isolation", "none", "--jobs", "2", "--progress", "none"]
    return Running(command, inputs.with_suffix(".log"), environment)


def findings(folder: Path) -> tuple[list[str], list[str]]:
    """Reports whose topmost frame is of our code, and those where it is of a shared library."""
    ours: list[str] = []
    theirs: list[str] = []
    for report_file in sorted(folder.glob("report-*")) + sorted(folder.glob("*.log")):
        text = report_file.read_text(errors="replace")
        for part in re.split(r"(?=ERROR: AddressSanitizer|runtime error:)", text)[1:]:
            headline = f"{report_file}: {part.splitlines()[0]}"
            (theirs if is_of_library(part) else ours).append(headline)
    return ours, theirs


def is_of_library(report_text: str) -> bool:
    for line in report_text.splitlines():
        frame = STACK_FRAME.match(line)
        if frame and "/compiler-rt/" not in frame.group(2) and not SANITIZER_FRAME.match(frame.group(1)):
            return LIBRARY.search(os.path.basename(frame.group(2).strip(" ()").split("+")[0])) is not None
    return False
