"""The command line: options, one job, one summary."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import yaml

from .driver import Driver
from .engine import RayEngine
from .errors import ALL_DONE, INTERNAL_ERROR, SOME_FAILED, TRANSIENT_FAULT, USAGE, Interrupted, JobError
from .job import FOLDER_NAME, Job, Limits
from .ledger import Ledger
from .manifest import Manifest, freeze
from .progress import Counts, Progress

DEFAULT_VIDEOS_PER_TASK = 16
MOST_VIDEOS_PER_TASK = 64
OWN_OPTIONS = frozenset(
    "--output -o --shard --list --include --exclude --catalog --jobs --progress --json --dry-run --force "
    "--retry-failed --pipeline".split()
)
"""Options of `omnizip run` that the driver gives itself, and --force, by which no job would come to its end."""
DESCRIPTION = """\
Compress videos into token bundles on a Ray cluster, by omnizip. The same command goes on where a job stopped. What
follows -- are further options of `omnizip run`, for all tasks."""


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="omnizip-ray", description=DESCRIPTION, allow_abbrev=False)
    what = parser.add_argument_group("what")
    what.add_argument("--input", nargs="+", default=[], metavar="PATH", help="files and folders, searched recursively")
    what.add_argument("--list", metavar="FILE", help="a list of videos, as omnizip run --list takes it")
    what.add_argument("--include", metavar="GLOB", help="take only files of folders that match")
    what.add_argument("--exclude", metavar="GLOB", help="leave out files and folders that match")
    what.add_argument("--output", required=True, type=Path, metavar="DIR", help="output folder that all nodes see")
    what.add_argument("--pipeline", type=Path, metavar="FILE", help="pipeline file of omnizip (YAML)")
    what.add_argument("--shards", type=positive, metavar="N", help="of a new job; default: one for a thousand videos")
    what.add_argument("--refreeze", action="store_true", help="look for inputs anew; the number of shards stays")
    what.add_argument("--retry-failed", action="store_true", help="try again what failed for good")
    where = parser.add_argument_group("where")
    where.add_argument("--address", default="local", metavar="A", help="auto, local or an address (default: local)")
    where.add_argument("--workers", type=positive, metavar="N", help="CPUs of a local cluster (default: all)")
    where.add_argument("--cpus-per-task", type=positive, default=1, metavar="N", help="(default: 1)")
    where.add_argument("--program", default="omnizip", metavar="PATH", help="omnizip on the nodes (default: omnizip)")
    where.add_argument("--stage", type=Path, metavar="DIR", help="copy inputs to this folder of the node first")
    how = parser.add_argument_group("how")
    how.add_argument(
        "--videos-per-task", type=batch_size, metavar="N",
        help=f"1 to {MOST_VIDEOS_PER_TASK}, or 0 for whole shards "
        f"(default: {DEFAULT_VIDEOS_PER_TASK}; whole shards in layout webdataset)",
    )  # fmt: skip
    how.add_argument("--attempts", type=positive, default=Limits.attempts, metavar="N", help="(default: 3)")
    how.add_argument(
        "--backoff-seconds", type=seconds, default=Limits.backoff_seconds, metavar="S",
        help="before the second attempt; each further one waits four times as long (default: 2)",
    )  # fmt: skip
    how.add_argument(
        "--seconds-per-video", type=seconds, default=Limits.seconds_per_video, metavar="S",
        help="what a task may take for each of its videos (default: 900)",
    )  # fmt: skip
    how.add_argument(
        "--seconds-to-begin", type=seconds, default=Limits.seconds_to_begin, metavar="S",
        help="what a task may take besides (default: 60)",
    )  # fmt: skip
    how.add_argument("--progress", choices=["auto", "bar", "json", "none"], default="auto", help="on standard error")
    how.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not allowed: a whole number from 1")
    return value


def batch_size(text: str) -> int:
    value = int(text)
    if not 0 <= value <= MOST_VIDEOS_PER_TASK:
        raise argparse.ArgumentTypeError(f"{text} is not allowed: a whole number from 0 to {MOST_VIDEOS_PER_TASK}")
    return value


def seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not allowed: a number of seconds from 0")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    split = given.index("--") if "--" in given else len(given)
    try:
        options = parser().parse_args(given[:split])
    except SystemExit as end:
        # argparse ends with 2 for wrong usage; omnizip's code for it is 64.
        return 0 if end.code in (0, None) else USAGE
    run_options = tuple(given[split + 1 :])
    try:
        with signals(interrupt):
            check(options, run_options)
            return run(options, run_options)
    except JobError as error:
        return told(error.message, error.exit_code)
    except Interrupted as interrupted:
        return told(f"{interrupted}; the same command goes on", interrupted.exit_code)
    except OSError as error:
        return told(f"{error}; the same command goes on", TRANSIENT_FAULT)
    except Exception:
        traceback.print_exc()
        return INTERNAL_ERROR


def told(message: str, exit_code: int) -> int:
    print(f"omnizip_ray: {message}", file=sys.stderr)
    return exit_code


def check(options: argparse.Namespace, run_options: Sequence[str]) -> None:
    """Finds what argparse cannot."""
    if not options.input and not options.list:
        raise JobError("give inputs by --input or --list")
    if options.list == "-":
        raise JobError("--list -: give the list as a file; the job reads it again with --refreeze")
    if options.workers is not None and options.address != "local":
        raise JobError("--workers is of a local cluster; that of --address has its own")
    for option in run_options:
        if option.split("=")[0] in OWN_OPTIONS:
            raise JobError(f"{option} is not allowed after --: the driver gives it, or has an option for it")


def run(options: argparse.Namespace, run_options: tuple[str, ...]) -> int:
    output: Path = options.output.absolute()
    program = program_path(options.program)
    if options.pipeline is not None:
        run_options = ("--pipeline", str(options.pipeline.absolute()), *run_options)
    with locked(output):
        per_task = videos_per_task(options, run_options, output)
        selected = selection(options)
        scan = [
            program, "run", *selected, "--output", str(output), "--catalog", "none", "--dry-run", "--json",
            *run_options,
        ]  # fmt: skip
        manifest = freeze(output, scan, {"inputs": selected}, options.shards, per_task, options.refreeze)
        limits = Limits(
            attempts=options.attempts, backoff_seconds=options.backoff_seconds,
            seconds_per_video=options.seconds_per_video, seconds_to_begin=options.seconds_to_begin,
        )  # fmt: skip
        job = Job(
            program=program, output=output, shards=manifest.shards, run_options=run_options,
            cpus_per_task=options.cpus_per_task, stage=options.stage and options.stage.absolute(), limits=limits,
        )  # fmt: skip
        counts = drive(options, job, manifest, per_task)
        return report(merge(job), counts, output, options.json)


def drive(options: argparse.Namespace, job: Job, manifest: Manifest, per_task: int) -> Counts:
    """Starts or joins the cluster and works until every shard is concluded."""
    with (
        Ledger(job.folder / "attempts.jsonl") as ledger,
        contextlib.closing(RayEngine(options.address, options.cpus_per_task, options.workers)) as engine,
    ):
        progress = Progress(options.progress, manifest.videos)
        driver = Driver(job, manifest, engine, ledger, progress, per_task, options.retry_failed)
        try:
            with signals(driver.request_stop):
                return driver.run()
        finally:
            progress.close(driver.counts)


def program_path(program: str) -> str:
    """A name is looked for on the nodes; a path is one of them all, and tasks have other working directories."""
    return str(Path(program).absolute()) if os.sep in program else program


def selection(options: argparse.Namespace) -> list[str]:
    """The options of omnizip run that choose the inputs, with paths that hold from anywhere."""
    chosen = [str(Path(path).absolute()) for path in options.input]
    for name in ("list", "include", "exclude"):
        value = getattr(options, name)
        if value is not None:
            chosen += [f"--{name}", str(Path(value).absolute()) if name == "list" else value]
    return chosen


def videos_per_task(options: argparse.Namespace, run_options: Sequence[str], output: Path) -> int:
    """Tasks of layout webdataset are whole shards: each writes its archive once."""
    if options.videos_per_task is not None:
        return int(options.videos_per_task)
    is_archive = (output / "dataset.json").exists() or bool({"webdataset", "--layout=webdataset"} & set(run_options))
    if options.pipeline is not None and not is_archive:
        with contextlib.suppress(OSError, yaml.YAMLError):
            pipeline = yaml.safe_load(options.pipeline.read_text(encoding="utf-8"))
            is_archive = isinstance(pipeline, dict) and pipeline.get("layout") == "webdataset"
    return 0 if is_archive else DEFAULT_VIDEOS_PER_TASK


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """One driver a dataset."""
    folder = output / FOLDER_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("w")
    except OSError as error:
        raise JobError(f"{folder}: {error.strerror}; choose another --output", TRANSIENT_FAULT) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JobError(f"{output}: another driver works on this dataset", TRANSIENT_FAULT) from error
        except OSError:
            # A file system without locks; omnizip's own go without them, too.
            pass
        yield


@contextlib.contextmanager
def signals(act: Callable[[int], None]) -> Iterator[None]:
    """Has SIGINT and SIGTERM call `act` with their number."""

    def handle(number: int, frame: FrameType | None) -> None:
        act(number)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupt(number: int) -> NoReturn:
    raise Interrupted(number)


def merge(job: Job) -> dict[str, object]:
    """manifest.jsonl, failures.jsonl and summary.json of the whole dataset; returns the summary."""
    ended = subprocess.run(
        [job.program, "merge", str(job.output), "--json"], capture_output=True, text=True, check=False
    )
    if ended.returncode != 0:
        raise JobError(f"merge: {ended.stderr.strip() or 'some shards are not finished'}", TRANSIENT_FAULT)
    summary = json.loads(ended.stdout)["summary"]
    assert isinstance(summary, dict)
    return summary


def report(summary: dict[str, object], counts: Counts, output: Path, as_json: bool) -> int:
    failed = int(str(summary["failed_permanently"])) + int(str(summary["failed_transiently"]))
    if as_json:
        print(json.dumps(summary, indent=2, sort_keys=True))
    else:
        before = f" ({counts.finished_before} videos were finished before)" if counts.finished_before else ""
        print(f"videos: {summary['done']} done, {failed} failed{' (failures.jsonl)' if failed else ''}{before}")
        print(f"output: {output}")
    return SOME_FAILED if failed else ALL_DONE
