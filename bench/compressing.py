"""OmniZip on a model's own embeddings: time by stage, and memory on ten minutes of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from measuring import Argument, Record, Setting, measure, row

# CPU of 64 windows of 50 + 288 tokens on one core, reading and writing apart.
GOALS_MS = {(256, "window"): 40, (256, "released"): 160, (3584, "window"): 280, (3584, "released"): 1300}
MEMORY_GOAL_MB = 400


def make_embeddings(path: Path, windows: int, dimension: int, dtype: str = "F32") -> None:
    """In a process of its own: a child's peak memory begins with its parent's."""
    if path.exists():
        return
    print(f"making {path.name}: {windows} windows, D {dimension}, {dtype}", flush=True)
    partial = path.with_name("partial-" + path.name)
    options = ["--windows", str(windows), "--dimension", str(dimension), "--dtype", dtype]
    subprocess.run([sys.executable, Path(__file__).with_name("embeddings.py"), partial, *options], check=True)
    partial.rename(path)


def timings(setting: Setting, path: Path, output: Path, scope: str) -> dict[str, float]:
    """Milliseconds by stage of one run."""
    command: list[Argument] = [setting.program, "compress", path, "--output", output, "--scope", scope, "--json"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {stage: seconds * 1e3 for stage, seconds in json.loads(report)["timings"].items()}


def measured(setting: Setting) -> list[Record]:
    return [*stages(setting), *long_files(setting)]


def stages(setting: Setting) -> list[Record]:
    result = setting.output.with_suffix(".safetensors")
    records = []
    for (dimension, scope), goal in GOALS_MS.items():
        path = setting.videos / f"embeddings-64-{dimension}.safetensors"
        make_embeddings(path, 64, dimension)
        runs = [timings(setting, path, result, scope) for _ in range(max(5, setting.pairs))]
        name = f"compress --scope {scope}, 64 windows, D {dimension}"
        records += [
            row(name, [run["compress_cpu"] for run in runs], "ms CPU", goal),
            row(f"{name}: reading", [run["read"] for run in runs], "ms wall"),
            row(f"{name}: writing", [run["write"] for run in runs], "ms wall"),
        ]
    return records


def long_files(setting: Setting) -> list[Record]:
    result = setting.output.with_suffix(".safetensors")
    records = []
    for dtype in ("F32", "F16"):
        # Not kept: they take 2 GB.
        path = setting.output.with_name(f"embeddings-300-3584-{dtype}.safetensors")
        make_embeddings(path, 300, 3584, dtype)
        for scope in ("window", "released"):
            command: list[Argument] = [setting.program, "compress", path, "--output", result, "--scope", scope]
            run = measure([*command, "--token-precision", dtype.lower()])
            name = f"compress --scope {scope}, 10 min, D 3584, {dtype}"
            records.append(row(f"{name}: peak", [run.peak_mb], "MB", MEMORY_GOAL_MB))
            records.append(row(name, [run.cpu_s], "s CPU"))
        path.unlink()
    return records
