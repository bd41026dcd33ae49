#!/usr/bin/env python3
"""Tries to break a batch: kills, mutated files, full disks, memory, hangs. Prints one table.

Exit code 1 if a limit fails. The program is copied, so that its processes can be told from others. What failed is kept
in the work folder and named in the table. Every check ends within the bound that it prints.

usage: torture.py --program OMNIZIP [--short] [--only NAME,...] [--seed N] [--workdir DIR] [--json FILE]
                  [--sanitized-program OMNIZIP] [--samples DIR]
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import secrets
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import faults
import interruptions
import kills
import memory
import mutations
import references
import samejobs
import throughput
from clips import ClipError
from context import Context, OutOfTime, Row
from processes import kill_all, processes_of, run

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass(frozen=True)
class Check:
    """A check and the most seconds that it may take, whole and in the short form; no short form: not part of it."""

    run: Callable[[Context], None]
    bound_s: float
    short_bound_s: float | None


CHECKS = {
    "samejobs": Check(samejobs.check, 600, 120),
    "references": Check(references.check, 300, 60),
    "interruptions": Check(interruptions.check, 900, 180),
    "kills": Check(kills.check, 3_600, 180),
    "faults": Check(faults.check, 1_800, 180),
    "mutations": Check(mutations.check, 10_800, 240),
    "memory": Check(memory.check, 5_400, 180),
    "throughput": Check(throughput.check, 3_600, None),
}


def selected(arguments: argparse.Namespace) -> list[str]:
    names = arguments.only.split(",") if arguments.only else list(CHECKS)
    for name in names:
        if name not in CHECKS:
            sys.exit(f"torture.py: no check is named {name}: {', '.join(CHECKS)}")
    return [name for name in names if not arguments.short or CHECKS[name].short_bound_s is not None]


def copied(program: Path, folder: Path) -> Path:
    """A copy under the same name, whose processes nobody else starts."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / program.name
    copy.unlink(missing_ok=True)
    return Path(shutil.copy(program.resolve(strict=True), copy))


def sample_clips(arguments: argparse.Namespace, workdir: Path) -> Path:
    if arguments.samples is not None:
        return Path(arguments.samples).resolve(strict=True)
    folder = REPOSITORY / ".build" / "samples"
    if not folder.exists():
        folder = workdir / "samples"
        ended = run([REPOSITORY / "Samples" / "make-clips.sh", folder], workdir / "samples.log", 600)
        if ended.code != 0:
            sys.exit(f"torture.py: the sample clips cannot be made; {ended.log}")
    return folder


def perform(name: str, context: Context) -> list[Row]:
    """One check; whatever goes wrong in it is a row of the table."""
    print(f"\n== {name}: at most {context.bound_s:.0f} s ==", flush=True)
    try:
        CHECKS[name].run(context)
    except OutOfTime as reason:
        context.row(f"{name}: within its bound", str(reason), f"{context.bound_s:.0f} s", False)
    except ClipError as reason:
        context.row(f"{name}: inputs", f"ffmpeg: {reason}", "", False)
    except Exception:
        log = context.folder / "exception.txt"
        log.write_text(traceback.format_exc())
        context.row(f"{name}: the check itself", "failed", "", False, [str(log)])
        traceback.print_exc()
    finally:
        for program in filter(None, (context.program, context.sanitized_program)):
            kill_all(processes_of(program))
    context.say(f"took {time.monotonic() - context.started:.0f} s")
    return context.rows


def print_table(rows: list[Row]) -> None:
    header = Row("check", "what", "figure", "limit")
    columns = [[getattr(row, name) for row in (header, *rows)] for name in ("check", "name", "figure", "limit")]
    widths = [max(map(len, column)) for column in columns]
    print()
    for row in (header, *rows):
        cells = zip((row.check, row.name, row.figure, row.limit), widths)
        verdict = "ok" if row is header else row.verdict
        print("  ".join(f"{cell:{width}s}" for cell, width in cells) + f"  {verdict}")
        for path in [] if row.ok else row.kept:
            print(f"    kept: {path}")
        if row.not_run is not None:
            print(f"    NOT RUN: {row.not_run}")
    failed = sum(row.ok is False for row in rows)
    not_run = sum(row.not_run is not None for row in rows)
    print(f"\n{sum(row.ok is True for row in rows)} limits held, {failed} FAILED, {not_run} NOT RUN")


def write_json(path: Path, arguments: argparse.Namespace, rows: list[Row]) -> None:
    machine = dict(processor=platform.processor(), system=platform.platform(), cores=os.cpu_count())
    listed = [dataclasses.asdict(row) for row in rows]
    record = dict(seed=arguments.seed, short=arguments.short, machine=machine, rows=listed)
    path.write_text(json.dumps(record, indent=2) + "\n")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=Path)
    parser.add_argument(
        "--sanitized-program", type=Path, help="a build with AddressSanitizer, for 1,000 of the mutations"
    )
    parser.add_argument("--short", action="store_true", help="small numbers, no timings: two to three minutes")
    parser.add_argument("--only", help="names of checks, separated by commas: " + ", ".join(CHECKS))
    parser.add_argument("--seed", type=int, help="of everything random; printed, so that a run can be repeated")
    parser.add_argument("--workdir", type=Path, default=REPOSITORY / ".build" / "torture")
    parser.add_argument("--samples", type=Path, help="folder of sample clips (.build/samples)")
    parser.add_argument("--json", type=Path, help="writes the rows there, too")
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = secrets.randbelow(1_000_000)
    return arguments


def main() -> int:
    arguments = parsed()
    workdir: Path = arguments.workdir.resolve()
    program = copied(arguments.program, workdir / "program")
    sanitized = copied(arguments.sanitized_program, workdir / "sanitized") if arguments.sanitized_program else None
    samples = sample_clips(arguments, workdir)
    names = selected(arguments)
    print(f"seed {arguments.seed}; checks: {', '.join(names)}; work folder {workdir}", flush=True)
    rows: list[Row] = []
    for name in names:
        check = CHECKS[name]
        bound = check.short_bound_s if arguments.short and check.short_bound_s is not None else check.bound_s
        folder = workdir / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        context = Context(name, program, sanitized, samples, folder, arguments.short, arguments.seed, bound)
        rows += perform(name, context)
    print_table(rows)
    if arguments.json:
        write_json(arguments.json, arguments, rows)
    return 1 if any(row.ok is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
