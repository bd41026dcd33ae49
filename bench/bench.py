#!/usr/bin/env python3
"""Measures omnizip's speed and memory on videos made for it and prints a table; results.json has every single value.

usage: bench.py --program OMNIZIP --kernels OMNIZIP-BENCH [--pairs 5] [--only kernels startup compress ...]
                [--videos FOLDER] [--own VIDEO ...] [--peer-python PYTHON] [--results FILE] [--update-instructions]

CPU times are user + system of the process and its children. Runs that are compared take turns, so that a busy machine
slows both; ratios are of two runs that stood next to each other. Exit code 1 if a goal is missed. README.md beside this
file says what each part measures.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import arithmetic
import compressing
import instructions
import memory
import peer
import pipeline
import previews
import split
import stages
import startup
from measuring import HEADING, Record, Setting

PARTS: dict[str, Callable[[Setting], list[Record]]] = {
    "kernels": arithmetic.measured,
    "instructions": instructions.measured,
    "startup": startup.measured,
    "compress": compressing.measured,
    "pipeline": pipeline.measured,
    "peers": peer.measured,
    "split": split.measured,
    "stages": stages.measured,
    "preview": previews.measured,
    "memory": memory.measured,
    "long": memory.long_videos,
}


def machine() -> Record:
    with open("/proc/cpuinfo") as cpuinfo:
        model = next((line.split(":", 1)[1].strip() for line in cpuinfo if line.startswith("model name")), "unknown")
    ffmpeg = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "ffmpeg": ffmpeg,
        "load": os.getloadavg()[0],
    }


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--kernels", type=Path, required=True, help="omnizip-bench")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each program that are compared")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--videos", type=Path, help="keep the videos here and use them again")
    parser.add_argument("--own", type=Path, nargs="+", default=[], help="videos that pipeline measures besides")
    parser.add_argument("--peer-python", type=Path, help="Python with the packages of peers/; else peers is left out")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results.json")
    parser.add_argument("--update-instructions", action="store_true", help="write instructions.json anew")
    return parser.parse_args()


def main() -> None:
    arguments = parsed()
    about = machine()
    print(f"{about['cpu']}, {about['cores']} cores, load {about['load']:.1f}; {about['ffmpeg']}")
    with tempfile.TemporaryDirectory(prefix="omnizip-bench-") as temporary:
        setting = Setting(
            program=arguments.program,
            kernels=arguments.kernels,
            pairs=arguments.pairs,
            videos=arguments.videos or Path(temporary) / "videos",
            output=Path(temporary) / "output",
            peer_python=arguments.peer_python,
            own=tuple(arguments.own),
            update_instructions=arguments.update_instructions,
        )
        setting.videos.mkdir(parents=True, exist_ok=True)
        print(HEADING)
        records = []
        for part, measured in PARTS.items():
            if part in arguments.only:
                records += [record | {"part": part, "load": os.getloadavg()[0]} for record in measured(setting)]
    arguments.results.write_text(json.dumps({"machine": about, "results": records}, indent=1) + "\n")
    missed = [f"{record['name']} ({record['unit']})" for record in records if not record["held"]]
    if missed:
        sys.exit(f"goal missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
