#!/usr/bin/env python3
"""Measures omnizip's speed and memory on videos made for it and prints a table; results.json has every single value.

usage: bench.py --program OMNIZIP --kernels OMNIZIP-BENCH [--pairs 5] [--only kernels startup compress ...]
                [--videos FOLDER] [--results FILE]

CPU times are user + system of the process and its children. Runs that are compared take turns, so that a busy machine
slows both; ratios are of two runs that stood next to each other. Exit code 1 if a limit is exceeded.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MB = 1_000_000
# Made-up pictures with grain, so that the decoder has the work of a camera's video. One GOP of 250 frames is usual for x264.
VIDEOS = {
    "1080p30.mp4": dict(size="1920x1080", bits="2M"),
    "480p30.mp4": dict(size="854x480", bits="700k"),
}
RATIO_LIMITS = {"1080p30.mp4": 1.0, "480p30.mp4": 1.5}
MEMORY_LIMIT_MB = 150
# compress on 64 windows of 50 + 288 tokens, one core, reading and writing apart.
COMPRESS_LIMITS_MS = {(256, "window"): 40, (256, "released"): 160, (3584, "window"): 350, (3584, "released"): 1600}
COMPRESS_MEMORY_LIMIT_MB = 400
KERNEL_LIMITS_MS = {"omnizip, 64 windows of 50 + 288 tokens, D 256": 80, "log-mel, a minute": 40}


def make_video(path, size, bits, seconds=60):
    if path.exists():
        return
    print(f"making {path.name}: {seconds} s, {size}, {bits}b/s", flush=True)
    picture = f"testsrc2=s={size}:r=30:d={seconds},noise=alls=10:allf=t:all_seed=1,format=yuv420p"
    sound = f"anoisesrc=r=48000:c=pink:a=0.1:seed=1:d={seconds},tremolo=f=0.5:d=0.9,aformat=channel_layouts=stereo"
    ffmpeg(
        *["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound],
        *["-c:v", "libx264", "-preset", "medium", "-b:v", bits, "-g", "250", "-c:a", "aac", "-b:a", "128k"],
        path,
    )


def repeat_video(source, path, times):
    """The same video over and over, without coding it again."""
    if path.exists():
        return
    ffmpeg("-stream_loop", str(times - 1), "-i", source, "-c", "copy", path)


def ffmpeg(*arguments):
    *rest, output = arguments
    partial = output.with_name("partial-" + output.name)
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *rest, "-fflags", "+bitexact", partial], check=True)
    partial.rename(output)


def measure(command):
    """Runs a command; returns CPU seconds, wall seconds and peak memory in MB."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, close_fds=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{errors.decode(errors='replace')}")
    return dict(
        cpu_s=usage.ru_utime + usage.ru_stime, wall_s=time.monotonic() - start, peak_mb=usage.ru_maxrss * 1024 / MB
    )


def run_omnizip(program, video, output):
    shutil.rmtree(output, ignore_errors=True)
    return measure([program, "run", video, "--output", output, "--jobs", "1"])


def summary(values):
    return dict(median=statistics.median(values), low=min(values), high=max(values), values=values)


def row(name, values, unit, limit=None):
    """Prints one line of the table; returns a record for results.json."""
    record = dict(name=name, unit=unit, limit=limit, **summary(values))
    record["held"] = limit is None or record["median"] <= limit
    digits = 3 if record["median"] < 10 else 1
    line = f"{name:52s} {record['median']:9.{digits}f} {unit:6s} {record['low']:9.{digits}f} .. {record['high']:<9.{digits}f}"
    if limit is not None:
        line += f" limit {limit:<5g} {'ok' if record['held'] else 'EXCEEDED'}"
    print(line, flush=True)
    return record


def pipeline(arguments, videos, output):
    records = []
    for name, options in VIDEOS.items():
        make_video(videos / name, **options)
        decode = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", videos / name, "-an", "-f", "null", "-"]
        pairs = []
        for pair in range(arguments.pairs):
            runs = [lambda: run_omnizip(arguments.program, videos / name, output), lambda: measure(decode)]
            if pair % 2:
                decoded, ours = runs[1](), runs[0]()
            else:
                ours, decoded = runs[0](), runs[1]()
            pairs.append((ours, decoded))
        records += [
            row(f"{name}: omnizip run", [ours["cpu_s"] for ours, _ in pairs], "s CPU"),
            row(f"{name}: omnizip run", [ours["wall_s"] for ours, _ in pairs], "s wall"),
            row(f"{name}: ffmpeg -threads 1, decoding only", [ffmpeg["cpu_s"] for _, ffmpeg in pairs], "s CPU"),
            row(
                f"{name}: omnizip / ffmpeg",
                [ours["cpu_s"] / ffmpeg["cpu_s"] for ours, ffmpeg in pairs],
                "x CPU",
                RATIO_LIMITS[name],
            ),
        ]
    return records


def memory(arguments, videos, output):
    make_video(videos / "1080p30.mp4", **VIDEOS["1080p30.mp4"])
    records = []
    for minutes in (5, 20):
        video = videos / f"1080p30-{minutes}min.mp4"
        repeat_video(videos / "1080p30.mp4", video, minutes)
        run = run_omnizip(arguments.program, video, output)
        records.append(row(f"peak memory on {minutes} min of 1080p30", [run["peak_mb"]], "MB", MEMORY_LIMIT_MB))
        records.append(row(f"omnizip run on {minutes} min of 1080p30", [run["cpu_s"]], "s CPU"))
    return records


def preview(arguments, videos, output):
    """What a look costs, against a plain decode, against run, and a table over rates against one pair of rates."""
    video = videos / "1080p30.mp4"
    make_video(video, **VIDEOS["1080p30.mp4"])
    look = [arguments.program, "preview", video, "--json"]
    decode = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", video, "-an", "-f", "null", "-"]
    page = output.with_suffix(".html")
    rounds = []
    for _ in range(arguments.pairs):
        rounds.append(
            dict(
                decode=measure(decode),
                plan=measure([*look, "--plan-only"]),
                run=run_omnizip(arguments.program, video, output),
                full=measure(look),
                sweep=measure([*look, "--sweep"]),
                page=measure([*look, "--html", page]),
            )
        )
    bundle = output / "1080p30.mp4.safetensors"
    shown = [measure([arguments.program, "preview", "--from", bundle]) for _ in range(arguments.pairs)]

    long = videos / "1080p30-10min.mp4"
    repeat_video(video, long, 10)
    measure([*look[:2], long, "--json", "--sweep", "--html", page])

    def ratio(name, one, other, limit):
        return row(name, [r[one]["cpu_s"] / r[other]["cpu_s"] for r in rounds], "x CPU", limit)

    return [
        ratio("preview --plan-only / ffmpeg, 1080p30", "plan", "decode", 0.04),
        ratio("preview / run, 1080p30", "full", "run", 1.15),
        ratio("preview --html (6 methods, 2 presets) / run", "page", "run", 1.15),
        ratio("preview --sweep (20 settings) / preview", "sweep", "full", 2),
        row("preview --from BUNDLE", [run["wall_s"] for run in shown], "s wall", 0.2),
        row("preview --html: peak memory", [r["page"]["peak_mb"] for r in rounds], "MB", MEMORY_LIMIT_MB),
        row("page of 10 minutes, 6 methods, 22 pairs of rates", [page.stat().st_size / MB], "MB", 5),
    ]


def startup(arguments, videos, output):
    runs = [measure([arguments.program, "--version"]) for _ in range(20)]
    return [
        row("omnizip --version", [run["cpu_s"] * 1e3 for run in runs], "ms CPU"),
        row("omnizip --version", [run["wall_s"] * 1e3 for run in runs], "ms wall"),
    ]


def kernels(arguments, videos, output):
    lines = subprocess.run(
        [arguments.kernels, str(max(5, arguments.pairs))], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return [
        row(kernel["name"], kernel["milliseconds"], "ms CPU", KERNEL_LIMITS_MS.get(kernel["name"]))
        for kernel in map(json.loads, lines)
    ]


def make_embeddings(path, windows, dimension, dtype="F32"):
    """In a process of its own: a child's peak memory begins with its parent's."""
    if path.exists():
        return
    print(f"making {path.name}: {windows} windows, D {dimension}, {dtype}", flush=True)
    partial = path.with_name("partial-" + path.name)
    options = ["--windows", str(windows), "--dimension", str(dimension), "--dtype", dtype]
    subprocess.run([sys.executable, Path(__file__).with_name("embeddings.py"), partial, *options], check=True)
    partial.rename(path)


def compress_timings(program, path, output, scope):
    """Milliseconds by stage of one run."""
    command = [program, "compress", path, "--output", output, "--scope", scope, "--json"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {stage: seconds * 1e3 for stage, seconds in json.loads(report)["timings"].items()}


def compress(arguments, videos, output):
    """OmniZip on a model's own embeddings: time by stage, and memory on ten minutes of them."""
    result = output.with_suffix(".safetensors")
    records = []
    for (dimension, scope), limit in COMPRESS_LIMITS_MS.items():
        path = videos / f"embeddings-64-{dimension}.safetensors"
        make_embeddings(path, 64, dimension)
        runs = [compress_timings(arguments.program, path, result, scope) for _ in range(max(5, arguments.pairs))]
        name = f"compress --scope {scope}, 64 windows, D {dimension}"
        records += [
            row(name, [run["compress_cpu"] for run in runs], "ms CPU", limit),
            row(f"{name}: reading", [run["read"] for run in runs], "ms wall"),
            row(f"{name}: writing", [run["write"] for run in runs], "ms wall"),
        ]
    for dtype in ("F32", "F16"):
        path = videos / f"embeddings-300-3584-{dtype}.safetensors"
        make_embeddings(path, 300, 3584, dtype)
        for scope in ("window", "released"):
            command = [arguments.program, "compress", path, "--output", result, "--scope", scope]
            run = measure([*command, "--token-precision", dtype.lower()])
            name = f"compress --scope {scope}, 10 min, D 3584, {dtype}"
            records.append(row(f"{name}: peak", [run["peak_mb"]], "MB", COMPRESS_MEMORY_LIMIT_MB))
            records.append(row(name, [run["cpu_s"]], "s CPU"))
    return records


PARTS = dict(kernels=kernels, startup=startup, compress=compress, pipeline=pipeline, preview=preview, memory=memory)


def machine():
    with open("/proc/cpuinfo") as cpuinfo:
        model = next((line.split(":", 1)[1].strip() for line in cpuinfo if line.startswith("model name")), "unknown")
    ffmpeg = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    return dict(cpu=model, cores=os.cpu_count(), system=platform.platform(), ffmpeg=ffmpeg, load=os.getloadavg()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--kernels", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=5, help="runs of each program that are compared")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--videos", type=Path, help="keep the videos here and use them again")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results.json")
    arguments = parser.parse_args()

    about = machine()
    print(f"{about['cpu']}, {about['cores']} cores, load {about['load']:.1f}; {about['ffmpeg']}")
    with tempfile.TemporaryDirectory(prefix="omnizip-bench-") as temporary:
        videos = arguments.videos or Path(temporary) / "videos"
        videos.mkdir(parents=True, exist_ok=True)
        print(f"{'':52s} {'median':>9s} {'':6s} {'lowest':>9s} .. highest")
        records = []
        for part in PARTS:
            if part in arguments.only:
                records += PARTS[part](arguments, videos, Path(temporary) / "output")
    arguments.results.write_text(json.dumps(dict(machine=about, results=records), indent=1) + "\n")
    exceeded = [f"{record['name']} ({record['unit']})" for record in records if not record["held"]]
    if exceeded:
        sys.exit(f"limit exceeded: {'; '.join(exceeded)}")


if __name__ == "__main__":
    main()
