"""Makes bundles with `omnizip run` and reads them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from settings import FULL, PRESETS, Setting

RANDOM_SEEDS = 8
"""The method `random` gets so many seeds, in turn, so that clips do not all lose the same cells."""


@dataclass(frozen=True)
class Bundle:
    """One bundle; video tokens first, then audio tokens, each in the order of time."""

    keep: NDArray[np.bool_]
    tokens: NDArray[np.float16]
    """The kept rows."""
    merged: NDArray[np.int64]
    """Tokens that took in others."""
    positions: NDArray[np.int32]
    """[tokens, 3]: time, row, column."""


def told_by(metadata: dict[str, str]) -> Setting:
    """The setting that the metadata of a bundle tells."""
    rates = (float(metadata["rho_audio"]), float(metadata["rho_video"]))
    if rates == (0, 0):
        return FULL
    presets = [preset for preset, known in PRESETS.items() if known == rates]
    return Setting(metadata.get("method", "omnizip"), presets[0] if presets else str(rates),
                   metadata.get("guidance", "paper"))


def read_bundle(path: Path, setting: Setting, seed: int = 0) -> Bundle:
    """Reads a bundle, and checks that it was made by the setting, and with the seed if it is of `random`."""
    with safe_open(path, "np") as file:
        metadata = file.metadata() or {}
        told = told_by(metadata)
        if told != setting:
            raise ValueError(f"{path}: made by {told}, not {setting}")
        if setting.method == "random" and metadata.get("seed") != str(seed):
            raise ValueError(f"{path}: made with seed {metadata.get('seed')}, not {seed}")
        modality, keep = file.get_tensor("modality"), file.get_tensor("keep")
        order = np.concatenate([np.flatnonzero(modality == kind) for kind in (1, 2)])
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        kept = rank[np.flatnonzero(keep)]
        rows = np.argsort(kept, kind="stable")
        return Bundle(
            keep[order], file.get_tensor("tokens")[rows], np.unique(rank[file.get_tensor("merge_target")]),
            file.get_tensor("position_ids")[:, order].T)


@dataclass(frozen=True)
class Maker:
    """Makes bundles of clips of one folder."""

    program: Path
    clips: Path
    scratch: Path
    """A folder that is emptied before and after."""
    jobs: int

    def bundles(self, names: list[str], setting: Setting) -> Iterator[Bundle]:
        """The bundles of some clips, in that order; one at a time is in memory."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        groups = RANDOM_SEEDS if setting.method == "random" else 1
        for seed in range(min(groups, len(names))):
            flags = ["--seed", str(seed)] if setting.method == "random" else []
            self.run(names[seed::groups], [*setting.arguments, *flags], self.scratch / str(seed))
        for number, name in enumerate(names):
            yield read_bundle(self.scratch / str(number % groups) / f"{name}.safetensors", setting, number % groups)
        shutil.rmtree(self.scratch)

    def run(self, names: list[str], flags: list[str], output: Path) -> None:
        """`omnizip run` over some clips; ends this program if it fails."""
        output.mkdir(parents=True)
        inputs = output.with_suffix(".jsonl")
        lines = [json.dumps({"id": name, "path": str((self.clips / f"{name}.mp4").resolve())}) for name in names]
        inputs.write_text("".join(f"{line}\n" for line in lines))
        command = [str(self.program), "run", "--list", str(inputs), "--output", str(output), "--content", "tokens",
                   "--progress", "none", "--catalog", "none", "--jobs", str(self.jobs), *flags]
        finished = subprocess.run(command, capture_output=True, text=True)
        if finished.returncode != 0:
            sys.exit(f"failed with {finished.returncode}: {' '.join(command)}\n{finished.stderr}")
