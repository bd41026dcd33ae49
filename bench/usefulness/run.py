#!/usr/bin/env python3
"""Do the kept tokens still carry what a model needs?

Makes labelled clips, compresses them by every method and rule of guidance, trains a small network on the bundles and
tests it on those of clips that it has not seen. Prints a table with its limits. Exit code 1 if a limit is missed. Clips
and bundles of an earlier call are used again if nothing changed that they follow from.

usage: run.py --program OMNIZIP --work FOLDER [--seeds 1 2 3 4] [--json FILE]
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

# One thread a process: seeds are trained side by side.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import torch  # noqa: E402

import store  # noqa: E402
import table  # noqa: E402
import tokens  # noqa: E402
import train  # noqa: E402
from batches import Batches, scales_of  # noqa: E402
from limits import Limit, make_limits, text_of_limits  # noqa: E402
from prepare import Prepared, check_room  # noqa: E402
from settings import PRESETS, PRUNED, SETTINGS, families_of  # noqa: E402

PACKAGES = ("av", "numpy", "pillow", "torch")


def one_seed(job: tuple[Path, int, train.Plan, str, bool]) -> table.Run:
    """What the reader of one training seed reads of each setting."""
    work, seed, plan, tested, watches = job
    torch.set_num_threads(1)
    learned, split = (store.load(work / f"{name}.npz") for name in ("train", tested))
    reader = train.train(learned, seed, plan, split if watches else None)
    batches = Batches(split, scales_of(learned))
    return {setting.name: train.score(reader, batches, setting) for setting in SETTINGS}


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=Path, help="the omnizip program")
    parser.add_argument("--work", required=True, type=Path, help="folder for clips and arrays, about 6 GB")
    parser.add_argument("--train", type=int, default=2500, help="clips to train on")
    parser.add_argument("--test", type=int, default=300, help="clips to test on")
    parser.add_argument("--parts", type=int, default=5, help="training clips have one method and preset in so many")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="training seeds")
    parser.add_argument("--steps", type=int, default=train.Plan.steps, help="of training, a quarter on all tokens")
    parser.add_argument("--batch", type=int, default=train.Plan.batch, help="clips a step")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--watch", action="store_true",
                        help="for changes of this bench: test on other clips than those of the results, also in between")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    arguments = parser.parse_args()
    check(parser, arguments)
    arguments.program = arguments.program.resolve()
    arguments.tested = "watch" if arguments.watch else "test"
    return arguments


def check(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Ends the program for what would fail only after minutes."""
    if not os.access(arguments.program, os.X_OK) or not arguments.program.is_file():
        parser.error(f"{arguments.program} is no program: `make build` makes it")
    for name in ("test", "parts", "batch", "jobs"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name} must be 1 or more")
    if arguments.steps < 4:
        parser.error("--steps must be 4 or more")
    if len(set(arguments.seeds)) < len(arguments.seeds) or min(arguments.seeds) < 0:
        parser.error("--seeds must differ and be 0 or more")
    members = max(map(len, families_of(PRUNED).values())) // len(PRESETS)
    least = arguments.batch * arguments.parts * members
    if arguments.train < least:
        parser.error(f"--train must be {least} or more, a batch of each setting")
    if arguments.json and not arguments.json.parent.is_dir() and arguments.json.parent != arguments.work:
        parser.error(f"{arguments.json.parent} is no folder")
    arguments.work.mkdir(parents=True, exist_ok=True)


@contextmanager
def alone(work: Path) -> Iterator[None]:
    """Ends the program if another call uses the work folder."""
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"{work} is used by another call: wait for it, or name another folder with --work")
        yield


def conditions_of(arguments: argparse.Namespace, plan: train.Plan) -> dict[str, object]:
    """What the results follow from."""
    told = subprocess.run([arguments.program, "--version"], capture_output=True, text=True, check=True).stdout
    return {"omnizip": told.strip(), **{name: version(name) for name in PACKAGES}, "train": arguments.train,
            "split": arguments.tested, "test": arguments.test, "parts": arguments.parts, "seeds": arguments.seeds,
            "plan": asdict(plan)}


def train_all(arguments: argparse.Namespace, plan: train.Plan) -> list[table.Run]:
    """One run a training seed."""
    jobs = [(arguments.work, seed, plan, arguments.tested, arguments.watch) for seed in arguments.seeds]
    with get_context("spawn").Pool(min(arguments.jobs, len(jobs))) as pool:
        return pool.map(one_seed, jobs, chunksize=1)


def rows_of(runs: list[table.Run], split: tokens.Tokens) -> list[table.Row]:
    """The rows of the table."""
    names = [setting.name for setting in SETTINGS]
    return table.make_rows(
        runs, {name: float(split.views[name].keep.sum(1).mean()) for name in names},
        {name: tokens.kept_evidence(split, name).tolist() for name in names},
        {name: tokens.window_share(split, name) for name in names})


def document_of(
    conditions: dict[str, object], rows: list[table.Row], limits: list[Limit], runs: list[table.Run]
) -> dict[str, object]:
    """The results for a file."""
    told = [{**asdict(limit), "value": round(limit.value, 4), "held": limit.held} for limit in limits]
    return {"conditions": conditions, "rows": [asdict(row) for row in rows], "limits": told,
            "runs": [table.accuracies(run) for run in runs]}


def main() -> None:
    """Everything, in order."""
    arguments = options()
    plan = replace(train.Plan(), steps=arguments.steps, full_steps=arguments.steps // 4, batch=arguments.batch)
    conditions = conditions_of(arguments, plan)
    started = time.monotonic()
    splits = [Prepared("train", arguments.train, arguments.parts, arguments.work, arguments.program),
              Prepared(arguments.tested, arguments.test, 1, arguments.work, arguments.program)]
    with alone(arguments.work):
        check_room(splits)
        for split in splits:
            split.make(arguments.jobs)
        training = time.monotonic()
        runs = train_all(arguments, plan)
    print(f"training in {time.monotonic() - training:.0f} s, all in {time.monotonic() - started:.0f} s\n", flush=True)
    rows = rows_of(runs, store.load(splits[1].arrays))
    limits = make_limits(runs, rows)
    print(table.text_of(rows), text_of_limits(limits), sep="\n\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(document_of(conditions, rows, limits, runs), indent=1) + "\n")
    missed = [limit.name for limit in limits if not limit.held]
    if missed:
        sys.exit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
