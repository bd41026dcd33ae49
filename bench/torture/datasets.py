"""What lies in an output folder: comparing two of them, reading the lists, asking the program whether all is sound."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from context import Context
from processes import run

TEMPORARY_PREFIX = ".omnizip-"
# Stays where a run is stopped at once, as the mark of that; gone after every run that comes to its end.
LOCK = ".omnizip-run.lock"
CATALOG = "catalog.sqlite"
LISTS = ("manifest.jsonl", "failures.jsonl", "summary.json")

# Every code that failures.jsonl may give. `unexpected` is not among them.
INPUT_CODES = {
    *("not_found", "permission_denied", "not_a_file", "not_media", "no_streams", "no_frames", "picture_too_large"),
    *("sample_rate_out_of_range", "unsupported_codec", "not_allowed", "limit_exceeded", "undecodable", "file_changed"),
    *("unusable_name", "empty_part", "out_of_memory", "input_output"),
}
STAGE_CODES = {
    *("parameter_out_of_range", "not_finite", "shape_mismatch", "windows_do_not_tile", "missing_input", "too_large"),
    *("option_out_of_range", "picture_size", "too_long"),
    *("system", "malformed", "unsupported", "invalid", "inconsistent", "naming"),
}
TIME_LIMIT_CODES = {"time_limit"}
CRASH_CODES = {"worker_crashed", "worker_killed", "worker_garbled"}
KNOWN_CODES = INPUT_CODES | STAGE_CODES | TIME_LIMIT_CODES | CRASH_CODES

# The catalog's rows of inputs that are done: name in the output, path of the bundle relative to the output folder.
DONE_QUERY = "SELECT name, bundle_path FROM input WHERE state = 2"


@dataclass(frozen=True)
class FileMark:
    """A rewritten file has another inode or another time."""

    inode: int
    modified_ns: int

    @staticmethod
    def of(path: Path) -> FileMark | None:
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        return FileMark(status.st_ino, status.st_mtime_ns)


def files_below(folder: Path) -> Iterator[Path]:
    """Every file, without the catalog, which is a cache; relative paths in a fixed order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.startswith(CATALOG):
                yield (Path(parent) / name).relative_to(folder)


def temporary_files(folder: Path) -> list[str]:
    names = [path for path in files_below(folder) if path.name.startswith(TEMPORARY_PREFIX)]
    return [str(path) for path in names if path.name != LOCK]


def published_count(folder: Path) -> int:
    return sum(1 for path in files_below(folder) if path.suffix == ".safetensors")


def without_timings(content: bytes) -> bytes:
    """A document as bytes that do not depend on how long it took."""
    document = json.loads(content)
    if isinstance(document, dict):
        document.pop("timings", None)
    return json.dumps(document, sort_keys=True).encode()


def differences(reference: Path, other: Path) -> list[str]:
    """Files that only one of two datasets has or whose bytes differ; of documents, all but the timings is compared."""
    expected, found = set(files_below(reference)), set(files_below(other))
    problems = [f"{other / path}: missing" for path in sorted(expected - found)]
    problems += [f"{other / path}: not in the undisturbed run" for path in sorted(found - expected)]
    for path in sorted(expected & found):
        one, two = (reference / path).read_bytes(), (other / path).read_bytes()
        if one == two:
            continue
        is_document = path.suffix == ".json" and path.name not in LISTS
        if not is_document or without_timings(one) != without_timings(two):
            problems.append(f"{other / path}: differs from {reference / path}")
    return problems


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a list; none where it was not written yet."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        return [json.loads(line) for line in file]


def failures(output: Path) -> list[dict[str, Any]]:
    return json_lines(output / "failures.jsonl")


def summary(output: Path) -> dict[str, Any]:
    path = output / "summary.json"
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def unclassified(output: Path) -> list[str]:
    """Failure lines without a class, a code that is known and a sentence."""
    problems = []
    for line in failures(output):
        sound = line.get("class") in ("permanent", "transient") and line.get("code") in KNOWN_CODES
        if not sound or not line.get("message") or not line.get("stage"):
            problems.append(f"{output}: {json.dumps(line, sort_keys=True)}")
    return problems


def verification_problems(context: Context, output: Path) -> list[str]:
    """What `omnizip verify` finds wrong; where the lists could not be written, with every single bundle."""
    if not (output / "manifest.jsonl").exists():
        bundles = [output / path for path in files_below(output) if path.suffix == ".safetensors"]
        return [problem for bundle in bundles for problem in _verified(context, bundle)]
    return _verified(context, output)


def _verified(context: Context, output: Path) -> list[str]:
    log = context.folder / "logs" / f"verify-{output.name}.log"
    log.with_suffix(".stdout").unlink(missing_ok=True)
    ended = run([context.program, "verify", output], log, context.limit(600))
    if ended.code == 0:
        return []
    lines = log.with_suffix(".stdout").read_text(errors="replace").splitlines()
    return [f"{output}: verify ended with {ended.code}", *lines[:50]]


@contextmanager
def catalog_copy(output: Path) -> Iterator[sqlite3.Connection | None]:
    """The catalog as it lies there, opened as a copy: opening it would recover the original in the program's place."""
    with tempfile.TemporaryDirectory(prefix="omnizip-catalog-") as temporary:
        found = [path for path in output.glob(CATALOG + "*") if not path.name.endswith("-shm")]
        for path in found:
            shutil.copy(path, temporary)
        if output / CATALOG not in found:
            yield None
            return
        connection = sqlite3.connect(Path(temporary) / CATALOG)
        try:
            yield connection
        finally:
            connection.close()


def recorded_done(output: Path) -> dict[str, str]:
    """Inputs that the catalog records as done, with their bundles; empty where there are no tables yet."""
    with catalog_copy(output) as connection:
        if connection is None:
            return {}
        try:
            return dict(connection.execute(DONE_QUERY).fetchall())
        except sqlite3.OperationalError as error:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables == 0:
                return {}
            raise RuntimeError(f"{output / CATALOG} has other tables than DONE_QUERY expects: {error}") from error
