#!/usr/bin/env python3
"""Do the kept tokens still carry what a model needs?

Makes labelled clips, compresses them by every method and rule of guidance, trains a small network on the bundles and
tests it on those of clips that it has not seen. Prints a table with its limits. Exit code 1 if a limit is missed. Clips
and bundles of an earlier call are used again if nothing changed that they follow from.

usage: run.py --program OMNIZIP --work FOLDER [--seeds 1 2 3 4] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path

# One thread a process: seeds are trained side by side.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402
import torch  # noqa: E402

import store  # noqa: E402
import table  # noqa: E402
import tokens  # noqa: E402
import train  # noqa: E402
from batches import Batches, scales_of  # noqa: E402
from bundles import Maker  # noqa: E402
from clips import write_clips  # noqa: E402
from labels import TOKENS  # noqa: E402
from limits import make_limits, text_of_limits  # noqa: E402
from settings import RULES, SETTINGS  # noqa: E402

BYTES_A_CLIP = 4 * TOKENS * tokens.DIMENSION * 2
"""Its tokens, its bundle while it is read, its file, and room."""


def prepare(split: str, count: int, parts: int, arguments: argparse.Namespace) -> None:
    """Clips and arrays of a split in the work folder, unless they are there."""
    clips, arrays = arguments.work / "clips" / split, arguments.work / f"{split}.npz"
    mark = arrays.with_suffix(".made-from")
    clips_mark = clips.with_suffix(".made-from")
    of_clips = store.fingerprint(store.CLIP_SOURCES, split=split, count=count)
    of_arrays = store.fingerprint(store.ARRAY_SOURCES, arguments.program, clips=of_clips, parts=parts)
    if store.is_current(mark, of_arrays):
        print(f"{split}: {count} clips and their bundles are there", flush=True)
        return
    mark.unlink(missing_ok=True)
    started = time.monotonic()
    if not store.is_current(clips_mark, of_clips):
        clips_mark.unlink(missing_ok=True)
        write_clips(split, count, clips, arguments.jobs)
        clips_mark.write_text(of_clips)
    made = time.monotonic()
    maker = Maker(arguments.program, clips, arguments.work / "bundles", arguments.jobs)
    store.save(tokens.read_split(maker, arrays.with_suffix(".npy"), parts), arrays)
    mark.write_text(of_arrays)
    print(f"{split}: {count} clips in {made - started:.0f} s, bundles in {time.monotonic() - made:.0f} s", flush=True)


def one_seed(job: tuple[Path, int, train.Plan, bool]) -> table.Run:
    """{setting: {task: accuracy}} of one training seed."""
    work, seed, plan, watches = job
    torch.set_num_threads(1)
    learned = store.load(work / "train.npz")
    reader = train.train(learned, seed, plan, store.load(work / "watch.npz") if watches else None)
    batches = Batches(store.load(work / ("watch.npz" if watches else "test.npz")), scales_of(learned))
    return {setting.name: train.score(reader, batches, setting) for setting in SETTINGS}


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=Path, help="the omnizip program")
    parser.add_argument("--work", required=True, type=Path, help="folder for clips and arrays, about 5 GB")
    parser.add_argument("--train", type=int, default=2500, help="clips to train on")
    parser.add_argument("--test", type=int, default=300, help="clips to test on")
    parser.add_argument("--parts", type=int, default=6, help="training clips have one method and preset in so many")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="training seeds")
    parser.add_argument("--steps", type=int, default=train.Plan.steps)
    parser.add_argument("--batch", type=int, default=train.Plan.batch)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--watch", action="store_true",
                        help="for changes of this bench: test on other clips than those of the results, also in between")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    arguments = parser.parse_args()
    check(parser, arguments)
    arguments.program = arguments.program.resolve()
    return arguments


def check(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Ends the program for what would fail only after minutes."""
    if not os.access(arguments.program, os.X_OK) or not arguments.program.is_file():
        parser.error(f"{arguments.program} is no program: `make build` makes it")
    least = arguments.batch * arguments.parts * len(RULES)
    if arguments.train < least or arguments.test < 1:
        parser.error(f"--train must be {least} or more, a batch of each setting, and --test 1 or more")
    arguments.work.mkdir(parents=True, exist_ok=True)
    needed = (arguments.train + arguments.test) * BYTES_A_CLIP
    there = sum(path.stat().st_size for path in arguments.work.glob("*.npy"))
    free = shutil.disk_usage(arguments.work).free + there
    if free < needed:
        parser.error(f"{arguments.work} has room for {free / 1e9:.1f} GB, and {needed / 1e9:.1f} GB are needed")


def conditions_of(arguments: argparse.Namespace, plan: train.Plan) -> dict[str, object]:
    """What the results follow from."""
    version = subprocess.run([arguments.program, "--version"], capture_output=True, text=True, check=True).stdout
    return {"omnizip": version.strip(), "torch": torch.__version__, "numpy": np.__version__, "train": arguments.train,
            "split": "watch" if arguments.watch else "test", "test": arguments.test, "parts": arguments.parts,
            "seeds": arguments.seeds, "plan": asdict(plan)}


def main() -> None:
    """Everything, in order."""
    arguments = options()
    started = time.monotonic()
    tested = "watch" if arguments.watch else "test"
    prepare("train", arguments.train, arguments.parts, arguments)
    prepare(tested, arguments.test, 1, arguments)
    plan = replace(train.Plan(), steps=arguments.steps, batch=arguments.batch)
    training = time.monotonic()
    with get_context("spawn").Pool(min(arguments.jobs, len(arguments.seeds))) as pool:
        runs = pool.map(one_seed, [(arguments.work, seed, plan, arguments.watch) for seed in arguments.seeds], chunksize=1)
    print(f"training in {time.monotonic() - training:.0f} s, all in {time.monotonic() - started:.0f} s\n", flush=True)
    split = store.load(arguments.work / f"{tested}.npz")
    names = [setting.name for setting in SETTINGS]
    rows = table.make_rows(
        runs, {name: float(split.views[name].keep.sum(1).mean()) for name in names},
        {name: tokens.kept_evidence(split, name).tolist() for name in names},
        {name: tokens.window_share(split, name) for name in names})
    limits = make_limits(rows)
    print(table.text_of(rows), text_of_limits(limits), sep="\n\n")
    if arguments.json:
        document = {"conditions": conditions_of(arguments, plan), "rows": [asdict(row) for row in rows],
                    "limits": [{**asdict(limit), "value": round(limit.value, 4), "held": limit.held} for limit in limits],
                    "runs": runs}
        arguments.json.write_text(json.dumps(document, indent=1) + "\n")
    missed = [limit.name for limit in limits if not limit.held]
    if missed:
        sys.exit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
