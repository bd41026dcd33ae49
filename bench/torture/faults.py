"""Faults of the machine: full disk, missing rights, read-only output, no file descriptors left.

Every one must give exit code 75 or a line that names the cause, leave nothing partial, and once the cause is gone the
same command must finish the job.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import clips
import datasets
from context import Context
from processes import Argument, Ended, run

NOBODY = 65534
# An output folder that the user may not write to is a fault of the command line; one line on standard error says so.
SOME_FAILED, WRONG_USAGE, TRANSIENT_FAULT = 1, 64, 75
ENOSPC, EACCES, EROFS, EMFILE = (
    "No space left on device", "Permission denied", "Read-only file system", "Too many open files"
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Good clips and what an undisturbed run makes of them."""

    inputs: Path
    reference: Path
    output_bytes: int


def check(context: Context) -> None:
    batch = make_batch(context)
    if batch is None:
        return
    namespace = mount_namespace()
    if namespace is None:
        reason = "neither root nor a user namespace may mount a tmpfs here (unshare -m, unshare -rm)"
        context.not_run("ENOSPC", reason)
        context.not_run("EROFS", reason)
    else:
        sizes = (0.3, 0.8) if context.short else (0.05, 0.3, 0.6, 0.8, 0.95)
        for share in sizes:
            full_disk(context, batch, namespace, share)
        read_only(context, batch, namespace)
    with tempfile.TemporaryDirectory(prefix="omnizip-rights-") as public:
        no_rights(context, batch, Path(public))
    for limit in (20, 40) if context.short else (12, 16, 20, 25, 30, 40, 60):
        few_descriptors(context, batch, limit)


def make_batch(context: Context) -> Batch | None:
    count = context.size(12, 4)
    inputs = clips.mixed_batch(context.clips(quick=True), context.folder / "in", count, 0, context.random("batch"))
    reference = context.folder / "undisturbed"
    shutil.rmtree(reference, ignore_errors=True)
    ended = context.run(inputs, reference)
    if ended.code != 0:
        context.row("undisturbed run", f"exit code {ended.code}", "0", False, [str(ended.log)])
        return None
    size = sum((reference / path).stat().st_size for path in datasets.files_below(reference))
    return Batch(inputs, reference, size)


def judge(
    context: Context, name: str, cause: str, batch: Batch, faulty: Ended, state: Path, healed: Ended, end: Path
) -> None:
    """A row for one fault: how it was met, what it left (`state`), and what the same command made of it afterwards."""
    problems = []
    lines = [line for line in datasets.failures(state) if cause.lower() in str(line["message"]).lower()]
    if faulty.timed_out:
        problems.append(f"hung for {faulty.wall_s:.0f} s")
    elif faulty.code == 0:
        # The fault was too small to be met; nothing else is expected of a run that says that all is done.
        problems += datasets.differences(batch.reference, state)
    elif faulty.code == SOME_FAILED and not lines:
        problems.append("videos failed, and no line names the cause")
    elif faulty.code == WRONG_USAGE and cause.lower() not in faulty.errors.lower():
        problems.append("the output folder was refused, and nothing names the cause")
    elif faulty.code not in (SOME_FAILED, WRONG_USAGE, TRANSIENT_FAULT):
        problems.append(f"exit code {faulty.code}")
    problems += [f"{state / path}: temporary file" for path in datasets.temporary_files(state)]
    problems += datasets.verification_problems(context, state)
    if healed.code != 0:
        problems.append(f"the same command without the fault ended with {healed.code}; {healed.log}")
    problems += datasets.differences(batch.reference, end)
    figure = f"exit {faulty.code}, {len(lines)} lines name it, then exit {healed.code}"
    kept = []
    if problems:
        path = context.folder / f"{name.replace(' ', '-')}.txt"
        path.write_text("\n".join([str(faulty.log), *problems]) + "\n")
        kept = [str(path)]
    context.row(name, figure, "75 or named; resumes", not problems, kept)


# --------------------------------------------------------------------------------------------- full and read-only disks


def mount_namespace() -> list[str] | None:
    """What a command is prefixed with to get mounts of its own."""
    for prefix in (["unshare", "-m"], ["unshare", "-rm"]):
        with tempfile.TemporaryDirectory() as folder:
            try:
                ended = subprocess.run(
                    [*prefix, "mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, timeout=20
                )
            except (OSError, subprocess.TimeoutExpired):
                return None
            if ended.returncode == 0:
                return prefix
    return None


# Runs the program ($5 and following) twice over an output $2: with the fault that $1 makes, and after $3 heals it.
# Copies of the output and the exit codes go to $4, which is seen outside, too.
TWICE = """
set -u
fault=$1 output=$2 heal=$3 results=$4
shift 4
eval "$fault" || exit 90
timeout 120 "$@" 2>"$results/faulty.log"; echo $? >"$results/faulty.code"
cp -a "$output/." "$results/state/"
eval "$heal" || exit 91
timeout 300 "$@" 2>"$results/healed.log"; echo $? >"$results/healed.code"
cp -a "$output/." "$results/end/"
"""


def run_twice(
    context: Context, name: str, cause: str, batch: Batch, namespace: list[str], fault: str, heal: str
) -> None:
    results = context.folder / name.replace(" ", "-")
    shutil.rmtree(results, ignore_errors=True)
    output = results / "out"
    for folder in (output, results / "state", results / "end"):
        folder.mkdir(parents=True)
    command: list[Argument] = [
        context.program,
        "run",
        batch.inputs,
        "--output",
        output,
        "--jobs",
        "2",
        "--progress",
        "none",
    ]
    script: list[Argument] = [*namespace, "bash", "-c", TWICE, "twice", fault, output, heal, results, *command]
    ended = run(script, results / "script.log", context.limit(450), {"OUTPUT": str(output)})
    if ended.code != 0:
        context.not_run(name, f"the fault could not be made: exit code {ended.code}; {ended.log}")
        return
    faulty, healed = result(results, "faulty"), result(results, "healed")
    judge(context, name, cause, batch, faulty, results / "state", healed, results / "end")


def result(results: Path, name: str) -> Ended:
    code = int((results / f"{name}.code").read_text())
    return Ended(code, 0, 0, code == 124, results / f"{name}.log")


def full_disk(context: Context, batch: Batch, namespace: list[str], share: float) -> None:
    kilobytes = max(16, int(batch.output_bytes * share / 1_000))
    mount = f'mount -t tmpfs -o size={kilobytes}k tmpfs "$OUTPUT"'
    heal = 'mount -o remount,size=1g "$OUTPUT"'
    run_twice(context, f"ENOSPC at {share:.0%} of the output", ENOSPC, batch, namespace, mount, heal)


def read_only(context: Context, batch: Batch, namespace: list[str]) -> None:
    mount = 'mount --bind "$OUTPUT" "$OUTPUT" && mount -o remount,ro,bind "$OUTPUT"'
    run_twice(context, "EROFS", EROFS, batch, namespace, mount, 'umount "$OUTPUT"')


# -------------------------------------------------------------------------------------------------------------- rights


def no_rights(context: Context, batch: Batch, public: Path) -> None:
    """As a user without rights, for whom everything lies in a folder that all may read."""
    public.chmod(0o755)
    program = Path(shutil.copy(context.program, public / "omnizip"))
    inputs = public / "in"
    shutil.copytree(batch.inputs, inputs)
    demote = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
    if run([*demote, program, "--version"], context.folder / "logs" / "nobody.log", context.limit(30)).code != 0:
        context.not_run("EACCES", "the program cannot be run as an unprivileged user here")
        return
    cases = {
        "EACCES of the output folder": ("", 0o555),
        "EACCES of a folder in the output": ("b", 0o555),
        "EACCES of an input": ("in", 0o000),
    }
    for name, (place, mode) in cases.items():
        output = public / name.replace(" ", "-")
        (output / "b").mkdir(parents=True)
        victim = sorted((inputs / "b").glob("*.*"))[0] if place == "in" else output / place
        for path in (output, output / "b", victim):
            if demote:
                os.chown(path, NOBODY, NOBODY)
        usual_mode = victim.stat().st_mode & 0o777
        victim.chmod(mode)
        command: list[Argument] = [
            *demote,
            program,
            "run",
            inputs,
            "--output",
            output,
            "--jobs",
            "2",
            "--progress",
            "none",
        ]
        logs = context.folder / "logs"
        faulty = run(command, logs / f"{output.name}-faulty.log", context.limit(120))
        state = context.folder / f"{output.name}-state"
        shutil.rmtree(state, ignore_errors=True)
        victim.chmod(usual_mode)
        shutil.copytree(output, state)
        healed = run(command, logs / f"{output.name}-healed.log", context.limit(300))
        judge(context, name, EACCES, batch, faulty, state, healed, output)


# --------------------------------------------------------------------------------------------------------- descriptors


def few_descriptors(context: Context, batch: Batch, limit: int) -> None:
    name = f"EMFILE with {limit} descriptors"
    output = context.folder / name.replace(" ", "-")
    state = output.with_name(output.name + "-state")
    shutil.rmtree(output, ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)
    faulty = context.run(batch.inputs, output, limit_s=120, open_files=limit)
    if output.exists():
        shutil.copytree(output, state)
    healed = context.run(batch.inputs, output, limit_s=300)
    judge(context, name, EMFILE, batch, faulty, state, healed, output)
