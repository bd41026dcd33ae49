"""One video of the frozen manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Video:
    """A line of the manifest: what `omnizip run --dry-run --json` said of an input when the job began."""

    line: str
    """The line itself, as JSON."""
    name: str
    """In the output; omnizip's lists call it path."""
    source: Path
    bytes: int | None
    modified_nanoseconds: int | None
    is_named: bool
    """False for a file of a folder, which is passed over if it is no media."""

    @classmethod
    def parsed(cls, line: str) -> Video:
        value = json.loads(line)
        return cls(
            line=line,
            name=value["path"],
            source=Path(value["source"]),
            bytes=value["bytes"],
            modified_nanoseconds=value["modified_nanoseconds"],
            is_named=value["named"],
        )

    def list_line(self, path: Path | None = None) -> str:
        """The line of a list for `omnizip run --list -`, of a copy at `path` if there is one."""
        value = json.loads(self.line)
        listed = {"id": self.name, "path": str(path or self.source), "named": self.is_named}
        listed |= {key: value[key] for key in ("start", "end", "meta") if value.get(key) is not None}
        return json.dumps(listed, ensure_ascii=False)


def shard_of(name: str, shards: int) -> int:
    """The shard of a video: the first eight bytes of the SHA-256 of its name, big-endian, modulo the number."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % shards
