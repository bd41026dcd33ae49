"""Bundles of `omnizip run`, read into arrays.

The tokens of a clip are stored once, as the bundle that keeps everything holds them. What another bundle keeps is then
a mask, and the rows that merging changed; that all its other rows are the same is checked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from labels import FULL, GUIDANCE, TASKS, TOKENS, VIDEO_TOKENS, Setting, settings

DIMENSION = 256
MERGED = 16
"""Room for rows that merging changed: two anchors a window, and some."""


@dataclass(frozen=True)
class Bundle:
    """One bundle; video tokens first, then audio tokens, each in the order of time."""

    keep: NDArray[np.bool_]
    tokens: NDArray[np.float16]
    """The kept rows."""
    merged: NDArray[np.int64]
    """Tokens that took in others."""
    positions: NDArray[np.int32]
    """[TOKENS, 3]: time, row, column."""


@dataclass(frozen=True)
class View:
    """What the bundles of one setting keep, of some clips of a split."""

    clips: NDArray[np.int64]
    """[m]: their numbers."""
    keep: NDArray[np.bool_]
    """[m, TOKENS]"""
    merged: NDArray[np.int64]
    """[m, MERGED]: tokens whose rows differ from those of `Tokens`; -1: none."""
    rows: NDArray[np.float16]
    """[m, MERGED, DIMENSION]: those rows."""


@dataclass(frozen=True)
class Tokens:
    """The clips of one split."""

    tokens: NDArray[np.float16]
    """[n, TOKENS, DIMENSION], everything kept and nothing merged."""
    positions: NDArray[np.int32]
    """[TOKENS, 3]"""
    labels: NDArray[np.int64]
    """[n, len(TASKS)]"""
    evidence: NDArray[np.bool_]
    """[n, len(EVIDENCE), TOKENS]"""
    views: dict[str, View]


def read_bundle(path: Path, method: str) -> Bundle:
    """Reads a bundle, and checks that its method is the one that was asked for."""
    with safe_open(path, "np") as file:
        told = (file.metadata() or {}).get("method", "omnizip")
        if told != ("omnizip" if method == "full" else method):
            raise ValueError(f"{path}: the method is {told}, not {method}")
        modality, keep = file.get_tensor("modality"), file.get_tensor("keep")
        order = np.concatenate([np.flatnonzero(modality == kind) for kind in (1, 2)])
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        kept = rank[np.flatnonzero(keep)]
        rows = np.argsort(kept, kind="stable")
        return Bundle(
            keep[order], file.get_tensor("tokens")[rows], np.unique(rank[file.get_tensor("merge_target")]),
            file.get_tensor("position_ids")[:, order].T)


def run(program: Path, clips: Path, names: list[str], setting: Setting, output: Path, jobs: int) -> None:
    """`omnizip run` over some clips of a folder."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    inputs = output.parent / f"{output.name}.jsonl"
    lines = [json.dumps({"id": name, "path": str((clips / f"{name}.mp4").resolve())}) for name in names]
    inputs.write_text("".join(f"{line}\n" for line in lines))
    command = [str(program), "run", "--list", str(inputs), "--output", str(output), "--content", "tokens",
               "--progress", "none", "--catalog", "none", "--jobs", str(jobs), *setting.arguments]
    finished = subprocess.run(command, capture_output=True, text=True)
    if finished.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}\n{finished.stderr}")


def read_full(output: Path, names: list[str], store: Path) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """All tokens [n, TOKENS, DIMENSION] in a file that is mapped, and the positions that all clips share."""
    shape = (len(names), TOKENS, DIMENSION)
    tokens = np.lib.format.open_memmap(store, mode="w+", dtype=np.float16, shape=shape)
    positions = None
    for number, name in enumerate(names):
        bundle = read_bundle(output / f"{name}.safetensors", FULL.method)
        if not bundle.keep.all() or bundle.keep.shape != (TOKENS,) or len(bundle.merged) > 0:
            raise ValueError(f"{name}: {bundle.keep.sum()} of {len(bundle.keep)} tokens, not {TOKENS}")
        if positions is not None and not np.array_equal(positions, bundle.positions):
            raise ValueError(f"{name}: positions differ from those of {names[0]}")
        positions = bundle.positions
        tokens[number] = bundle.tokens
    if positions is None:
        raise ValueError("no clips")
    return tokens, positions


def read_view(
    output: Path, names: list[str], clips: NDArray[np.int64], setting: Setting, tokens: NDArray[np.float16]
) -> View:
    """Masks and merged rows of one setting."""
    count = len(clips)
    view = View(clips, np.zeros((count, TOKENS), bool), np.full((count, MERGED), -1),
                np.zeros((count, MERGED, DIMENSION), np.float16))
    for place, number in enumerate(clips):
        bundle = read_bundle(output / f"{names[number]}.safetensors", setting.method)
        kept = np.flatnonzero(bundle.keep)
        changed = kept[(bundle.tokens != tokens[number, kept]).any(1)]
        if not np.isin(changed, bundle.merged).all() or len(changed) > MERGED:
            raise ValueError(f"{names[number]}, {setting.name}: rows differ that nothing was merged into")
        view.keep[place] = bundle.keep
        view.merged[place, : len(changed)] = changed
        view.rows[place, : len(changed)] = bundle.tokens[np.searchsorted(kept, changed)]
    return view


def share(setting: Setting, count: int, parts: int) -> NDArray[np.int64]:
    """The clips that a setting is run on: all, or every `parts`-th. Settings take turns, whatever else is chosen."""
    number = settings(guidance=GUIDANCE).index(setting) - 1
    numbers = np.arange(count)
    return numbers if parts <= 1 else numbers[numbers % parts == number % parts]


def read_split(
    program: Path, clips: Path, work: Path, chosen: list[Setting], jobs: int, parts: int = 1
) -> Tokens:
    """Runs the program over a folder of clips for every setting, and reads what it made.

    Args:
        parts: each setting but the full one is run on one of so many parts of the clips.
    """
    labels: dict[str, dict[str, int]] = json.loads((clips / "labels.json").read_text())
    names = list(labels)
    run(program, clips, names, FULL, work / "bundles", jobs)
    tokens, positions = read_full(work / "bundles", names, work / f"{clips.name}.npy")
    everything = np.arange(len(names))
    nothing = np.full((len(names), MERGED), -1)
    views = {FULL.name: View(everything, np.ones((len(names), TOKENS), bool), nothing,
                             np.zeros((len(names), MERGED, DIMENSION), np.float16))}
    for setting in chosen:
        if setting != FULL:
            numbers = share(setting, len(names), parts)
            run(program, clips, [names[clip] for clip in numbers], setting, work / "bundles", jobs)
            views[setting.name] = read_view(work / "bundles", names, numbers, setting, tokens)
    shutil.rmtree(work / "bundles")
    evidence = np.load(clips / "evidence.npz")["evidence"]
    values = np.array([[labels[name][task] for task in TASKS] for name in names])
    return Tokens(tokens, positions, values, evidence, views)


def kept_evidence(split: Tokens, setting: str) -> NDArray[np.float64]:
    """[len(EVIDENCE)]: the share of the tokens that carry labels that a setting keeps."""
    view = split.views[setting]
    carried = split.evidence[view.clips]
    return (carried & view.keep[:, None]).sum((0, 2)) / np.maximum(carried.sum((0, 2)), 1)


def window_share(split: Tokens, setting: str) -> float:
    """The share of the cells of the event's window that a setting keeps, mean over clips."""
    view = split.views[setting]
    window = split.labels[view.clips, list(TASKS).index("window")]
    by_window = view.keep[:, :VIDEO_TOKENS].reshape(len(view.clips), 4, -1).mean(2)
    return float(by_window[np.arange(len(window)), window].mean())
