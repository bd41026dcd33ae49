"""The lists of one shard: LABEL.index.jsonl, LABEL.failures.jsonl and LABEL.stats.json, which omnizip writes.

The driver adds to them what omnizip cannot know: videos whose process never came to its end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


MENDABLE_CODES = ("permission_denied", "system", "naming")
"""Permanent failures that omnizip tries again at the next start: they are mended without a trace in the source."""


@dataclass(frozen=True)
class Failure:
    """A line of a list of failures."""

    path: str
    failure_class: str
    """permanent or transient."""
    code: str
    message: str
    hint: str | None
    attempts: int
    stage: str = "task"

    @property
    def is_permanent(self) -> bool:
        return self.failure_class == "permanent"

    @property
    def is_left(self) -> bool:
        """Whether the next start leaves it as it is."""
        return self.is_permanent and self.code not in MENDABLE_CODES

    @classmethod
    def parsed(cls, line: str) -> Failure:
        value = json.loads(line)
        return cls(
            path=value["path"],
            failure_class=value["class"],
            code=value["code"],
            message=value["message"],
            hint=value.get("hint"),
            attempts=value["attempts"],
            stage=value["stage"],
        )

    def line(self) -> str:
        """The line as omnizip writes it: keys in order, no spaces."""
        value = {
            "attempts": self.attempts,
            "class": self.failure_class,
            "code": self.code,
            "hint": self.hint,
            "message": self.message,
            "path": self.path,
            "stage": self.stage,
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class ShardLists:
    """The lists of the shard `label` in the folder of a dataset. They may not exist yet."""

    folder: Path
    label: str

    @property
    def index(self) -> Path:
        return self.folder / f"{self.label}.index.jsonl"

    @property
    def failed(self) -> Path:
        return self.folder / f"{self.label}.failures.jsonl"

    @property
    def stats(self) -> Path:
        return self.folder / f"{self.label}.stats.json"

    def failures(self) -> dict[str, Failure]:
        """Failures by name."""
        failures = [Failure.parsed(line) for line in lines_of(self.failed)]
        return {failure.path: failure for failure in failures}

    def done(self) -> set[str]:
        """The names of finished videos."""
        return {json.loads(line)["path"] for line in lines_of(self.index)}

    def add(self, failures: Iterable[Failure]) -> None:
        """Adds failures, or puts them in the place of others of the same videos. The stats go: omnizip makes
        them anew."""
        kept = {path: failure.line() for path, failure in self.failures().items()}
        kept |= {failure.path: failure.line() for failure in failures}
        self.stats.unlink(missing_ok=True)
        lines = [kept[path] + "\n" for path in sorted(kept, key=str.encode)]
        replace(self.failed, "".join(lines))

    def set_skipped(self, count: int) -> None:
        """Writes how many files of folders were no media; a run over a part of a shard knows its own part only."""
        value = json.loads(self.stats.read_text(encoding="utf-8"))
        if value["skipped"] != count:
            value["skipped"] = count
            replace(self.stats, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def lines_of(path: Path) -> list[str]:
    """The lines of a list; none if there is no list."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [line for line in text.split("\n") if line]


def replace(path: Path, text: str) -> None:
    """Writes a file in one step, and to the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
