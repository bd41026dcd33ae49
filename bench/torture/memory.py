"""Memory of the parent and of its workers stays flat, descriptors are given back, a scan of what is done is quick.

Users' pain: memory that grows (dmlc/decord#1, #157, #208; NVIDIA-NeMo/Curator#1443).
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import clips
import datasets
from context import Context
from sampling import DoneCounter, Sampler

PARENT_LIMIT_MB = 150
GROWTH_LIMIT_MB = 20
WORKER_LIMIT_MB = 200
RESCAN_LIMIT_S = 30
EARLY = 50
PLAN = ("--content", "plan")


def check(context: Context) -> None:
    sounds = [
        clips.write_sound(context.folder / "sounds" / f"{index:02d}.wav", 0.3, context.random(f"sound {index}"))
        for index in range(10)
    ]
    dry_scan(context, sounds)
    many_processed(context, sounds)
    worker(context)
    rescan(context, sounds)


def dry_scan(context: Context, sounds: list[Path]) -> None:
    count = context.size(100_000, 2_000)
    inputs = clips.linked_copies(sounds, context.folder / "scan", count)
    output = context.folder / "scan-out"
    shutil.rmtree(output, ignore_errors=True)
    running = context.start(inputs, output, "--dry-run")
    sampler = Sampler(running, context.program)
    ended = running.wait(context.limit(300), sampler.look, every_s=0.1)
    sampler.write(context.folder / "scan.txt")
    context.row(f"dry scan of {count:,} files", f"exit {ended.code}, {ended.wall_s:.1f} s", "exit 0", ended.code == 0)
    context.row(f"parent, dry scan of {count:,}", f"{sampler.peak_mb:.1f} MB", f"{PARENT_LIMIT_MB} MB", within(sampler))
    made = list(datasets.files_below(output)) if output.exists() else []
    context.none_of("files made by a dry run", [str(path) for path in made])
    shutil.rmtree(inputs)


def within(sampler: Sampler) -> bool:
    return 0 < sampler.peak_mb <= PARENT_LIMIT_MB


def many_processed(context: Context, sounds: list[Path]) -> None:
    """Parent after 500 videos and at the end; its descriptors after 50 and at the end."""
    count, early = context.size(5_000, 100), context.size(500, EARLY)
    a_folder = min(500, early)
    inputs = clips.linked_copies(sounds, context.folder / "many", count, a_folder)
    output = context.folder / "many-out"
    shutil.rmtree(output, ignore_errors=True)
    running = context.start(inputs, output, *PLAN)
    sampler = Sampler(running, context.program, DoneCounter(output, a_folder))
    # A hundred may be done in half a second.
    ended = running.wait(context.limit(context.size(2_400, 120)), sampler.look, every_s=0.02)
    sampler.write(context.folder / "many.txt")
    done = datasets.summary(output).get("done", 0)
    rate = done / ended.wall_s
    context.row(f"{count:,} short sounds", f"{done:,} done, {rate:.0f} a second", f"{count:,}", done == count)
    context.row(f"parent over {count:,}", f"{sampler.peak_mb:.1f} MB", f"{PARENT_LIMIT_MB} MB", within(sampler))
    before, beginning, last = sampler.up_to(early), sampler.up_to(EARLY), sampler.samples[-10:]
    if not before or not beginning or not last:
        context.row("growth of the parent", "no samples in time", f"{GROWTH_LIMIT_MB} MB", False)
        return
    growth = max(sample.resident_mb for sample in last) - max(sample.resident_mb for sample in before)
    kept = [str(context.folder / "many.txt")]
    context.row(
        f"parent, end against {early}", f"{growth:+.1f} MB", f"{GROWTH_LIMIT_MB} MB", growth <= GROWTH_LIMIT_MB, kept
    )
    first_files, last_files = (max(sample.open_files for sample in part) for part in (beginning, last))
    figure = f"{first_files} early, {last_files} at the end"
    context.row("descriptors of the parent", figure, "no more", last_files <= first_files, kept)
    shutil.rmtree(inputs)
    shutil.rmtree(output)


def worker(context: Context) -> None:
    """One worker at a time over videos with picture and sound."""
    count = context.size(500, 10)
    inputs = clips.linked_copies(context.clips(quick=context.short), context.folder / "videos", count)
    output = context.folder / "videos-out"
    shutil.rmtree(output, ignore_errors=True)
    running = context.start(inputs, output, jobs=1)
    sampler = Sampler(running, context.program)
    ended = running.wait(context.limit(context.size(1_200, 120)), sampler.look, every_s=0.1)
    name = f"workers over {count} videos"
    if ended.code != 0 or not sampler.workers:
        context.row(name, f"exit {ended.code}, {len(sampler.workers)} workers seen", "exit 0", False, [str(ended.log)])
        return
    figure = f"{sampler.worker_peak_mb:.1f} MB, {len(sampler.workers)} workers"
    context.row(name, figure, f"{WORKER_LIMIT_MB} MB", sampler.worker_peak_mb <= WORKER_LIMIT_MB)
    shutil.rmtree(output)


# ----------------------------------------------------------------------------------------------- a scan of what is done


def rescan(context: Context, sounds: list[Path]) -> None:
    """50 sounds are processed; their sources, bundles and rows of the catalog are multiplied; then all are done."""
    count, seeds = context.size(200_000, 1_000), 50
    inputs, output = context.folder / "done", context.folder / "done-out"
    for folder in (inputs, output):
        shutil.rmtree(folder, ignore_errors=True)
    (inputs / "0000").mkdir(parents=True)
    for index in range(seeds):
        shutil.copy2(sounds[index % len(sounds)], inputs / "0000" / f"{index:02d}.wav")
    first = context.run(inputs, output, *PLAN)
    if first.code != 0:
        context.row("sounds to multiply", f"exit {first.code}", "0", False, [str(first.log)])
        return
    copies = count // seeds
    context.say(f"multiplying {seeds} done videos by {copies:,}")
    for copy in range(1, copies):
        for root in (inputs, output):
            target = root / f"{copy:04d}"
            target.mkdir()
            for path in (root / "0000").iterdir():
                target.joinpath(path.name).hardlink_to(path)
    try:
        multiply_rows(output / datasets.CATALOG, "0000/", [f"{copy:04d}/" for copy in range(1, copies)])
    except (sqlite3.Error, ValueError) as error:
        context.row(f"scan of {count:,} done videos", f"the catalog could not be multiplied: {error}", "", False)
        return
    marks = {path: datasets.FileMark.of(path) for path in (output / f"{copies - 1:04d}").iterdir()}
    running = context.start(inputs, output, *PLAN)
    sampler = Sampler(running, context.program)
    ended = running.wait(context.limit(600), sampler.look, every_s=0.1)
    again = [str(path) for path, mark in marks.items() if datasets.FileMark.of(path) != mark]
    done = datasets.summary(output).get("done", 0)
    figure, is_quick = f"{ended.wall_s:.1f} s, exit {ended.code}", ended.code == 0 and ended.wall_s <= RESCAN_LIMIT_S
    context.row(f"scan of {count:,} done videos", figure, f"{RESCAN_LIMIT_S} s", is_quick)
    context.row("parent in that scan", f"{sampler.peak_mb:.1f} MB", f"{PARENT_LIMIT_MB} MB", within(sampler))
    context.row("videos listed after that scan", f"{done:,}", f"{count:,}", done == count)
    context.none_of("files made again by that scan", again)
    for folder in (inputs, output):
        shutil.rmtree(folder)


def multiply_rows(catalog: Path, prefix: str, others: list[str]) -> None:
    """Copies every row that names an input of the folder `prefix`, with the folder's name replaced in all its columns.

    Tables refer to each other by their counted keys, so a copy's keys are moved by the same distance in each of them.
    """
    with closing(sqlite3.connect(catalog)) as connection, connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = [Table.read(connection, name, prefix) for (name,) in found.fetchall()]
        distance = max((table.largest_key for table in tables), default=0)
        if not any(table.rows for table in tables):
            raise ValueError("no row names an input")
        for table in tables:
            for number, other in enumerate(others, start=1):
                table.insert_copies(connection, prefix, other, number * distance)


@dataclass(frozen=True)
class Table:
    """The rows of a table that name an input."""

    name: str
    rows: list[tuple[object, ...]]
    # Column of the only key, if it is a number.
    key: int | None
    largest_key: int

    @staticmethod
    def read(connection: sqlite3.Connection, name: str, prefix: str) -> Table:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        keys = [column[0] for column in columns if column[5]]
        key = keys[0] if len(keys) == 1 and columns[keys[0]][2].upper() == "INTEGER" else None
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        largest = 0 if key is None else max((row[key] for row in rows), default=0)
        return Table(name, [row for row in rows if any(prefix in text_of(value) for value in row)], key, largest)

    def insert_copies(self, connection: sqlite3.Connection, prefix: str, other: str, distance: int) -> None:
        for row in self.rows:
            values = [replaced(value, prefix, other) for value in row]
            if self.key is not None:
                number = row[self.key]
                assert isinstance(number, int)
                values[self.key] = number + distance
            connection.execute(f'INSERT INTO "{self.name}" VALUES ({", ".join("?" * len(values))})', values)


def text_of(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


def replaced(value: object, old: str, new: str) -> object:
    if isinstance(value, bytes):
        return value.replace(old.encode(), new.encode())
    return value.replace(old, new) if isinstance(value, str) else value
