"""The tokens of a split, and what each setting keeps of them.

The tokens of a clip are held once, as the bundle that keeps everything has them. What another bundle keeps is then a
mask, and the rows that merging changed; that all its other rows are the same is checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bundles import Maker
from labels import EVIDENCE, TASKS, TOKENS, VIDEO_TOKENS, WINDOWS
from settings import FULL, NO_PICTURES, NO_SOUND, PRUNED, Setting, clips_of

DIMENSION = 256
MERGED = 16
"""Room for rows that merging changed: two anchors a window, and some."""


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

    @classmethod
    def unmerged(cls, keep: NDArray[np.bool_]) -> View:
        """A view of all clips [n, TOKENS] in which no row was changed."""
        count = len(keep)
        return cls(np.arange(count), keep, np.full((count, MERGED), -1),
                   np.zeros((count, MERGED, DIMENSION), np.float16))


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


def read_full(maker: Maker, names: list[str], store: Path) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """All tokens [n, TOKENS, DIMENSION] in a file that is mapped, and the positions that all clips share."""
    shape = (len(names), TOKENS, DIMENSION)
    tokens = np.lib.format.open_memmap(store, mode="w+", dtype=np.float16, shape=shape)
    positions = np.empty((0, 3), np.int32)
    for number, bundle in enumerate(maker.bundles(names, FULL)):
        if not bundle.keep.all() or bundle.keep.shape != (TOKENS,) or len(bundle.merged) > 0:
            raise ValueError(f"{names[number]}: {bundle.keep.sum()} of {len(bundle.keep)} tokens, not {TOKENS}")
        if number > 0 and not np.array_equal(positions, bundle.positions):
            raise ValueError(f"{names[number]}: positions differ from those of {names[0]}")
        positions = bundle.positions
        tokens[number] = bundle.tokens
    tokens.flush()
    return tokens, positions


def read_view(
    maker: Maker, names: list[str], clips: NDArray[np.int64], setting: Setting, tokens: NDArray[np.float16]
) -> View:
    """Masks and merged rows of one setting."""
    view = View.unmerged(np.zeros((len(clips), TOKENS), bool))
    for place, bundle in enumerate(maker.bundles([names[clip] for clip in clips], setting)):
        kept = np.flatnonzero(bundle.keep)
        changed = kept[(bundle.tokens != tokens[clips[place], kept]).any(1)]
        if not np.isin(changed, bundle.merged).all():
            raise ValueError(f"{names[clips[place]]}, {setting.name}: rows differ that nothing was merged into")
        if len(changed) > MERGED:
            raise ValueError(f"{names[clips[place]]}, {setting.name}: {len(changed)} merged rows, more than {MERGED}")
        view.keep[place] = bundle.keep
        view.merged[place, : len(changed)] = changed
        view.rows[place, : len(changed)] = bundle.tokens[np.searchsorted(kept, changed)]
    return View(clips, view.keep, view.merged, view.rows)


def check_counts(views: dict[str, View]) -> None:
    """Methods are compared at equal counts: at a preset all bundles have as many video tokens, and those of a clip as
    many audio tokens, which follow from where its anchors lie."""
    known: dict[tuple[str, int | None], int] = {}
    for setting in PRUNED:
        view = views[setting.name]
        video, audio = (view.keep[:, part].sum(1).tolist() for part in (slice(VIDEO_TOKENS), slice(VIDEO_TOKENS, None)))
        for clip, *counts in zip(view.clips.tolist(), video, audio):
            for which, count in zip((None, clip), counts):
                if known.setdefault((setting.preset, which), count) != count:
                    raise ValueError(f"clip {clip}, {setting.name}: {counts} tokens of video and audio, unlike others")


def read_split(maker: Maker, store: Path, parts: int) -> Tokens:
    """The bundles of all settings, for the clips that `clips_of` gives each.

    Args:
        store: where the tokens are put.
    """
    labels: dict[str, dict[str, int]] = json.loads((maker.clips / "labels.json").read_text())
    names = list(labels)
    tokens, positions = read_full(maker, names, store)
    everything = np.ones((len(names), TOKENS), bool)
    is_video = np.arange(TOKENS) < VIDEO_TOKENS
    views = {FULL.name: View.unmerged(everything), NO_SOUND.name: View.unmerged(everything & is_video),
             NO_PICTURES.name: View.unmerged(everything & ~is_video)}
    for setting in PRUNED:
        views[setting.name] = read_view(maker, names, clips_of(setting, len(names), parts), setting, tokens)
    check_counts(views)
    evidence = np.load(maker.clips / "evidence.npz")["evidence"]
    values = np.array([[labels[name][task] for task in TASKS] for name in names])
    return Tokens(tokens, positions, values, evidence, views)


def kept_evidence(split: Tokens, setting: str) -> NDArray[np.float64]:
    """[len(EVIDENCE)]: the share of the tokens that carry labels that a setting keeps."""
    view = split.views[setting]
    carried = split.evidence[view.clips]
    return (carried & view.keep[:, None]).sum((0, 2)) / np.maximum(carried.sum((0, 2)), 1)


def window_share(split: Tokens, setting: str) -> float:
    """The share of the cells that a setting keeps of the windows in which object A is away, mean over clips.

    A window counts by the tokens that A covers in it.
    """
    view = split.views[setting]
    mover = split.evidence[view.clips, EVIDENCE.index("mover"), :VIDEO_TOKENS]
    weights, shares = (mask.reshape(len(view.clips), WINDOWS, -1) for mask in (mover, view.keep[:, :VIDEO_TOKENS]))
    weights = weights.sum(2)
    return float(((weights * shares.mean(2)).sum(1) / np.maximum(weights.sum(1), 1)).mean())
