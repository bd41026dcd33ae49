"""The same bytes for any number of jobs: bundles, documents apart from timings, manifest, failures and summary."""

from __future__ import annotations

import shutil

import clips
import datasets
from context import Context


def check(context: Context) -> None:
    count = context.size(60, 9)
    inputs = clips.mixed_batch(
        context.clips(quick=context.short), context.folder / "in", count, context.size(6, 3), context.random("batch")
    )
    outputs = {jobs: context.folder / f"jobs-{jobs}" for jobs in (1, 2, 5)}
    problems = []
    for jobs, output in outputs.items():
        shutil.rmtree(output, ignore_errors=True)
        ended = context.run(inputs, output, jobs=jobs)
        if ended.code != 1:
            problems.append(f"{output}: ended with {ended.code} where a file fails; {ended.log}")
        listed = len(datasets.json_lines(output / "manifest.jsonl")) + len(datasets.failures(output))
        if listed != count:
            problems.append(f"{output}: {listed} lines for {count} files")
    for jobs in (2, 5):
        problems += datasets.differences(outputs[1], outputs[jobs])
    context.none_of("files that depend on --jobs 1, 2, 5", problems, str(count))
