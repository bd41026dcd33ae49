#!/usr/bin/env python3
"""Do the kept tokens still carry what a model needs?

Makes labelled clips, compresses them by every method and rule of guidance, trains a small network on the bundles and
tests it on those of clips that it has not seen. Prints a table of the methods with its limits, and one of the rules on
held-out clips. Exit code 1 if a limit is missed.

usage: run.py --program OMNIZIP --work FOLDER [--seeds 1 2 3] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
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

import bundles  # noqa: E402
import table  # noqa: E402
import train  # noqa: E402
from bundles import Tokens  # noqa: E402
from clips import write_clips  # noqa: E402
from labels import GUIDANCE, Setting, settings  # noqa: E402


def saved(split: Tokens, path: Path) -> Path:
    """Stores all but the tokens, which lie in a file already, for the processes that train."""
    views = {f"{name}/{part}": array for name, view in split.views.items() for part, array in asdict(view).items()}
    np.savez(path, positions=split.positions, labels=split.labels, evidence=split.evidence, **views)
    return path


def loaded(path: Path) -> Tokens:
    """What `saved` stored."""
    with np.load(path) as file:
        names = dict.fromkeys(key.split("/")[0] for key in file.files if "/" in key)
        views = {name: bundles.View(*(file[f"{name}/{part}"] for part in ("clips", "keep", "merged", "rows")))
                 for name in names}
        tokens = np.load(path.with_suffix(".npy"), mmap_mode="r")
        return Tokens(tokens, file["positions"], file["labels"], file["evidence"], views)


CHOSEN: dict[str, list[Setting]] = {
    "train": settings(guidance=GUIDANCE),
    "test": settings(),
    "held-out": settings(("omnizip",), GUIDANCE),
}
"""What is run on the clips of a split. Limits were set on `test`, rules of guidance are judged on `held-out`."""


def prepared(split: str, count: int, arguments: argparse.Namespace, parts: int = 1) -> Tokens:
    """Clips, bundles and arrays of a split; what is there is used again."""
    store = arguments.work / f"{split}.npz"
    if arguments.reuse and store.exists():
        return loaded(store)
    started = time.monotonic()
    clips = arguments.work / "clips" / split
    write_clips(split, count, clips, arguments.jobs)
    made = time.monotonic()
    tokens = bundles.read_split(
        arguments.program.resolve(), clips, arguments.work, CHOSEN[split], arguments.jobs, parts)
    saved(tokens, store)
    print(f"{split}: {count} clips in {made - started:.0f} s, bundles in {time.monotonic() - made:.0f} s", flush=True)
    return tokens


def one_seed(job: tuple[Path, int, train.Plan, bool]) -> dict[str, table.Run]:
    """{split: {setting: {task: accuracy}}} of one training seed."""
    work, seed, plan, watches = job
    torch.set_num_threads(1)
    learned = loaded(work / "train.npz")
    reader = train.train(learned, names_of("train"), seed, plan, loaded(work / "test.npz") if watches else None)
    scales = train.scales_of(learned)
    runs = {}
    for split in ("test", "held-out"):
        batches = train.Batches(loaded(work / f"{split}.npz"), scales)
        runs[split] = {setting: train.test(reader, batches, setting) for setting in names_of(split)}
    return runs


def names_of(split: str) -> list[str]:
    """Names of the settings of a split."""
    return [setting.name for setting in CHOSEN[split]]


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=Path, help="the omnizip program")
    parser.add_argument("--work", required=True, type=Path, help="folder for clips and arrays, about 5 GB")
    parser.add_argument("--train", type=int, default=3000, help="clips to train on")
    parser.add_argument("--test", type=int, default=400, help="clips to test on, and as many held out")
    parser.add_argument("--parts", type=int, default=4, help="training clips have one setting in so many")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="training seeds")
    parser.add_argument("--steps", type=int, default=train.Plan.steps)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--reuse", action="store_true", help="use the arrays that lie in the work folder")
    parser.add_argument("--watch", action="store_true", help="test on all tokens now and then while training")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    return parser.parse_args()


def rows_of(asked: Tokens, runs: list[table.Run]) -> list[table.Row]:
    """The table of one split."""
    names = list(runs[0])
    return table.make_rows(
        runs, {name: float(asked.views[name].keep.sum(1).mean()) for name in names},
        {name: bundles.kept_evidence(asked, name).tolist() for name in names},
        {name: bundles.window_share(asked, name) for name in names})


def main() -> None:
    """Everything, in order."""
    arguments = options()
    arguments.work.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    prepared("train", arguments.train, arguments, arguments.parts)
    asked = {split: prepared(split, arguments.test, arguments) for split in ("test", "held-out")}
    plan = replace(train.Plan(), steps=arguments.steps)
    training = time.monotonic()
    with get_context("spawn").Pool(min(arguments.jobs, len(arguments.seeds))) as pool:
        jobs = [(arguments.work, seed, plan, arguments.watch) for seed in arguments.seeds]
        runs = pool.map(one_seed, jobs, chunksize=1)
    print(f"training in {time.monotonic() - training:.0f} s, all in {time.monotonic() - started:.0f} s\n", flush=True)
    methods, rules = (rows_of(asked[split], [run[split] for run in runs]) for split in ("test", "held-out"))
    limits = table.make_limits(methods)
    print(table.text_of(methods), table.text_of(rules), table.text_of_limits(limits), sep="\n\n")
    if arguments.json:
        conditions = {"train": arguments.train, "test": arguments.test, "seeds": arguments.seeds, "plan": asdict(plan)}
        document = table.document_of(methods, rules, limits, conditions, runs)
        arguments.json.write_text(json.dumps(document, indent=1) + "\n")
    missed = [limit.name for limit in limits if not limit.held]
    if missed:
        sys.exit("missed: " + "; ".join(missed))


if __name__ == "__main__":
    main()
