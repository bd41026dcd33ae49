"""Keeps clips and arrays in a work folder, and uses them again as long as they are what would be made anew."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tokens import Tokens, View

FOLDER = Path(__file__).resolve().parent
CLIP_SOURCES = ("labels.py", "clips.py", "pictures.py", "sound.py", "requirements.txt")
ARRAY_SOURCES = ("settings.py", "bundles.py", "tokens.py", "store.py")


def fingerprint(sources: tuple[str, ...], program: Path | None = None, **conditions: object) -> str:
    """A digest of everything that a result follows from: files of this folder, the program, and conditions."""
    digest = hashlib.sha256(json.dumps(conditions, sort_keys=True).encode())
    for path in [*(FOLDER / name for name in sources), *([program] if program else [])]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(mark: Path, wanted: str) -> bool:
    """Whether `mark` names this fingerprint. A mark is written last, so what it stands for is whole."""
    return mark.exists() and mark.read_text() == wanted


def save(split: Tokens, path: Path) -> None:
    """Stores all but the tokens, which lie in a file already."""
    views = {f"{name}/{part}": array for name, view in split.views.items() for part, array in asdict(view).items()}
    part = path.with_suffix(".part.npz")
    np.savez(part, positions=split.positions, labels=split.labels, evidence=split.evidence, **views)
    os.replace(part, path)


def load(path: Path) -> Tokens:
    """What `save` stored."""
    with np.load(path) as file:
        names = dict.fromkeys(key.split("/")[0] for key in file.files if "/" in key)
        views = {name: View(*(file[f"{name}/{part}"] for part in ("clips", "keep", "merged", "rows")))
                 for name in names}
        tokens = np.load(path.with_suffix(".npy"), mmap_mode="r")
        return Tokens(tokens, file["positions"], file["labels"], file["evidence"], views)
