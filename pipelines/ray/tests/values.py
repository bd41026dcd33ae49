"""Values that unit tests are made of."""

from __future__ import annotations

import json
from pathlib import Path

from omnizip_ray.job import Job, Limits
from omnizip_ray.program import ProgramEnd, Verdict
from omnizip_ray.shardlists import Failure
from omnizip_ray.tasks import BatchEnd

SMALL_OMNIZIP = Path(__file__).with_name("small_omnizip.py")


def line(name: str, source: Path | None = None, named: bool = True, **more: object) -> str:
    """A line of a manifest; of a source that is there with its size and time."""
    status = source.stat() if source is not None and source.exists() else None
    value = {
        "path": name, "source": str(source or f"/in/{name}"), "named": named,
        "bytes": status and status.st_size, "modified_nanoseconds": status and status.st_mtime_ns,
    }  # fmt: skip
    return json.dumps(value | more, ensure_ascii=False)


def video_line(folder: Path, name: str, named: bool = True) -> str:
    """A small file and its line."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"content of {name}")
    return line(name, path, named)


def job_of(output: Path, shards: int = 1, stage: Path | None = None, **limits: float) -> Job:
    output.mkdir(exist_ok=True)
    return Job(str(SMALL_OMNIZIP), output, shards, stage=stage, limits=Limits(**limits))  # type: ignore[arg-type]


def ended(verdict: Verdict, failures: list[Failure] | None = None, changed: list[str] | None = None) -> BatchEnd:
    return BatchEnd(ProgramEnd(verdict, None, None, 0.1, "message"), failures or [], changed or [])


def failure(name: str, failure_class: str = "permanent", code: str = "damaged", attempts: int = 1) -> Failure:
    return Failure(name, failure_class, code, "message", None, attempts)
