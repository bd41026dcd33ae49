"""OmniZip, scope `window`, in PyTorch and single precision, with the rules of the program: exact budget, anchors,
density peaks and temporal pruning. Written for speed, as one would today: every step works on whole matrices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

RHO_AUDIO, RHO_VIDEO = 0.3, 0.6
RATE_MIN, RATE_MAX = 0.35, 0.75
CONTEXTUAL_RATIO, MERGE_COUNT, NEIGHBOURS = 0.05, 3, 5


@dataclass(frozen=True)
class Window:
    """Ranges of audio tokens and of patches."""

    audio: slice
    patches: slice


def compress(audio: Tensor, video: Tensor, saliency: Tensor, windows: list[Window]) -> dict[str, Tensor]:
    """Prunes audio [A, D] and video [T, C, D] by the rates above; returns masks and the tokens that are kept."""
    keep = torch.zeros(len(audio), dtype=torch.bool)
    keep[saliency.topk(round((1 - RHO_AUDIO) * len(audio))).indices] = True
    audio, unit_audio, unit_video = audio.clone(), unit(audio), unit(video)
    anchors = []
    for window in windows:
        dominant = keep[window.audio]
        anchors.append(consolidate(audio[window.audio], unit_audio[window.audio], unit_video[window.patches], dominant))
    for window, found in zip(windows, anchors, strict=True):
        keep[window.audio.start + found] = True
    video_keep = torch.zeros(video.shape[:2], dtype=torch.bool)
    for window, count in zip(windows, budget(keep, windows, video.shape[1]), strict=True):
        patches = range(window.patches.start, window.patches.stop)
        for place, patch in enumerate(patches):
            cells = count // len(patches) + (place < count % len(patches))
            score = (
                density_peaks(unit_video[patch])
                if place % 2 == 0
                else -(unit_video[patch] * unit_video[patch - 1]).sum(dim=1)
            )
            video_keep[patch, score.topk(cells).indices] = True
    return {
        "audio_keep": keep,
        "video_keep": video_keep,
        "audio_tokens": audio[keep],
        "video_tokens": video[video_keep],
    }


def consolidate(audio: Tensor, unit_audio: Tensor, unit_video: Tensor, keep: Tensor) -> Tensor:
    """Merges what is not dominant into anchors of `audio` [a, D], in place; returns their places."""
    rest = torch.nonzero(~keep).flatten()
    count = min(round(CONTEXTUAL_RATIO * len(audio)), len(rest))
    if count == 0:
        return rest[:0]
    chosen = torch.arange(0, len(rest), max(1, len(rest) // count))[:count]
    anchors = rest[chosen]
    others = rest[~torch.isin(torch.arange(len(rest)), chosen)]
    if len(others) == 0:
        return anchors
    nearest = (unit_audio[others] @ unit_audio[anchors].T).argmax(dim=1)
    relevance = (unit_audio[others] @ unit_video.flatten(0, 1).T).amax(dim=1)
    for place, anchor in enumerate(anchors):
        mine = torch.nonzero(nearest == place).flatten()
        best = mine[relevance[mine].topk(min(MERGE_COUNT, len(mine))).indices]
        weight = relevance[best].softmax(dim=0)
        audio[anchor] = (audio[anchor] + weight @ audio[others[best]]) / (1 + weight.sum())
    return anchors


def budget(keep: Tensor, windows: list[Window], cells: int) -> list[int]:
    """Video tokens that each window keeps; together exactly the share of the clip."""
    share = torch.stack([keep[window.audio].double().mean() for window in windows])
    sizes = torch.tensor([(window.patches.stop - window.patches.start) * cells for window in windows]).double()
    base = (RATE_MAX - (RATE_MAX - RATE_MIN) * share).clamp(RATE_MIN, RATE_MAX)
    low, high = 0.0, RATE_MAX / RATE_MIN + 1
    for _ in range(50):
        factor = (low + high) / 2
        spent = float((sizes * (factor * base).clamp(RATE_MIN, RATE_MAX)).sum())
        low, high = (factor, high) if spent < RHO_VIDEO * float(sizes.sum()) else (low, factor)
    real = sizes * (1 - (high * base).clamp(RATE_MIN, RATE_MAX))
    kept = (real + 1e-9).floor()
    missing = math.floor((1 - RHO_VIDEO) * float(sizes.sum()) + 0.5) - int(kept.sum())
    kept[(real - kept).argsort(descending=True, stable=True)[:missing]] += 1
    return [int(count) for count in kept]


def density_peaks(cells: Tensor) -> Tensor:
    """Density times distance to a denser cell, of unit rows [C, D]."""
    squared = (2 - 2 * cells @ cells.T).clamp(min=0).fill_diagonal_(math.inf)
    density = torch.exp(-squared.topk(NEIGHBOURS, dim=1, largest=False).values.mean(dim=1))
    distance = squared.sqrt()
    denser = density[None] > density[:, None]
    separation = distance.masked_fill(~denser, math.inf).amin(dim=1)
    farthest = distance.fill_diagonal_(0).amax(dim=1)
    return density * torch.where(denser.any(dim=1), separation, farthest)


def unit(tokens: Tensor) -> Tensor:
    return torch.nn.functional.normalize(tokens, dim=-1)
