"""OmniZip, scope `window`, in PyTorch and double precision: written from the paper's equations as this project reads
them (exact budget, ties in R2 order), independently of the program. Slow and plain on purpose.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor

PLASTIC = 1.32471795724474602596
COSINE_STEP = 2.0**-20


@dataclass(frozen=True)
class Parameters:
    """Rates and bounds; the defaults are the program's."""

    rho_audio: float = 0.3
    rho_video: float = 0.6
    contextual_ratio: float = 0.05
    merge_count: int = 3
    neighbours: int = 5
    rate_min: float = 0.35
    rate_max: float = 0.75


@dataclass(frozen=True)
class Result:
    """Masks and tokens after consolidation."""

    audio_keep: Tensor
    """bool [A]"""
    video_keep: Tensor
    """bool [T, H * W]"""
    audio: Tensor
    """float64 [A, D]: anchors have taken in what was merged into them."""
    merges: dict[int, dict[int, float]] = field(default_factory=dict)
    """Anchor to {token: weight}, without the anchor's own weight of 1."""


def compress(
    audio: Tensor, video: Tensor, saliency: Tensor, windows: list[tuple[range, range]], grid: tuple[int, int, int],
    parameters: Parameters = Parameters(),
) -> Result:
    """Prunes audio [A, D] and video [T*H*W, D]; `windows` are ranges of audio tokens and of patches."""
    patches, height, width = grid
    audio = audio.double()
    video = video.double().reshape(patches, height * width, -1)
    wanted = round((1 - parameters.rho_audio) * len(audio))
    keep = torch.zeros(len(audio), dtype=torch.bool)
    keep[torch.sort(saliency, descending=True, stable=True).indices[:wanted]] = True
    merges: dict[int, dict[int, float]] = {}
    for tokens, frames in windows:
        merges |= consolidate(audio, video[frames.start : frames.stop], keep, tokens, parameters)
    for anchor in merges:
        keep[anchor] = True
    kept = budget(keep, windows, height * width, patches, parameters)
    rank = r2_rank(height, width)
    video_keep = torch.zeros(patches, height * width, dtype=torch.bool)
    for (_, frames), count in zip(windows, kept):
        for place, patch in enumerate(frames):
            cells = count // len(frames) + (place < count % len(frames))
            chosen = (
                density_peaks(video[patch], cells, rank, parameters.neighbours)
                if place % 2 == 0
                else least_similar(video[patch], video[patch - 1], cells, rank)
            )
            video_keep[patch, chosen] = True
    return Result(keep, video_keep, merged(audio, merges), {a: m for a, m in merges.items() if m})


def consolidate(
    audio: Tensor, video: Tensor, keep: Tensor, tokens: range, parameters: Parameters
) -> dict[int, dict[int, float]]:
    """Anchors of one window and what they take in. `keep` holds the dominant tokens of the clip."""
    if parameters.merge_count == 0:
        return {}
    rest = [token for token in tokens if not keep[token]]
    count = min(round(parameters.contextual_ratio * len(tokens)), len(rest))
    if count == 0:
        return {}
    anchors = rest[:: max(1, len(rest) // count)][:count]
    others = [token for token in rest if token not in anchors]
    taken: dict[int, list[tuple[float, int]]] = {anchor: [] for anchor in anchors}
    sources = unit(video.reshape(-1, audio.shape[1])) if len(video) else unit(audio[anchors])
    for token in others:
        own = unit(audio[token])
        to_anchors = unit(audio[anchors]) @ own
        anchor = anchors[int(torch.nonzero(to_anchors == to_anchors.max())[0])]
        taken[anchor].append((float((sources @ own).max()), token))
    return {anchor: weights(entries, parameters.merge_count) for anchor, entries in taken.items()}


def weights(entries: list[tuple[float, int]], count: int) -> dict[int, float]:
    """Softmax over the `count` best-scored tokens, the earlier of equals first."""
    best = sorted(entries, key=lambda entry: (-entry[0], entry[1]))[:count]
    total = sum(math.exp(score) for score, _ in best)
    return {token: math.exp(score) / total for score, token in best}


def merged(audio: Tensor, merges: dict[int, dict[int, float]]) -> Tensor:
    """anchor' = (anchor + sum of weight * token) / (1 + sum of weights)."""
    result = audio.clone()
    for anchor, entries in merges.items():
        total = sum((weight * audio[token] for token, weight in entries.items()), start=audio[anchor].clone())
        result[anchor] = total / (1 + sum(entries.values()))
    return result


def budget(
    keep: Tensor, windows: list[tuple[range, range]], cells: int, patches: int, parameters: Parameters
) -> list[int]:
    """Kept video tokens of each window; their sum is exactly the share of the clip that is to be kept."""
    low, high = parameters.rate_min, parameters.rate_max
    sizes = [len(frames) * cells for _, frames in windows]
    guided = [len(tokens) > 0 and len(frames) > 0 for tokens, frames in windows]
    base = [
        min(max(high - (high - low) * keep[tokens.start : tokens.stop].double().mean().item(), low), high) if is_guided
        else 0.0
        for (tokens, _), is_guided in zip(windows, guided)
    ]
    goal = parameters.rho_video * sum(size for size, is_guided in zip(sizes, guided) if is_guided)
    below, above = 0.0, high / low + 1
    for _ in range(100):
        factor = (below + above) / 2
        spent = sum(z * min(max(factor * b, low), high) for z, b, g in zip(sizes, base, guided) if g)
        below, above = (factor, above) if spent < goal else (below, factor)
    rates = [min(max(above * b, low), high) if g else parameters.rho_video for b, g in zip(base, guided)]
    real = [size * (1 - rate) for size, rate in zip(sizes, rates)]
    kept = [min(math.floor(value + 1e-9), size) for value, size in zip(real, sizes)]
    order = sorted(range(len(real)), key=lambda index: (-(real[index] - kept[index]), index))
    missing = math.floor((1 - parameters.rho_video) * patches * cells + 0.5) - sum(kept)
    while missing > 0:
        for index in order:
            if missing > 0 and kept[index] < sizes[index]:
                kept[index], missing = kept[index] + 1, missing - 1
    return kept


def density_peaks(tokens: Tensor, count: int, rank: Tensor, neighbours: int) -> list[int]:
    """The `count` cells [C, D] with the largest density times distance to a denser cell."""
    cells = len(tokens)
    if count >= cells:
        return list(range(cells))
    squared = (2 - 2 * stepped(unit(tokens) @ unit(tokens).T)).clamp(min=0).fill_diagonal_(math.inf)
    nearest = squared.sort(dim=1).values[:, : min(neighbours, cells - 1)]
    density = torch.exp(-nearest.mean(dim=1))
    precedes = (density[None] > density[:, None]) | ((density[None] == density[:, None]) & (rank[None] < rank[:, None]))
    distance = squared.sqrt()
    separation = torch.where(precedes, distance, math.inf).min(dim=1).values
    first = ~precedes.any(dim=1)
    separation[first] = distance.masked_fill(distance.isinf(), -1).max(dim=1).values[first]
    return ranked(density * separation, rank)[:count]


def least_similar(tokens: Tensor, before: Tensor, count: int, rank: Tensor) -> list[int]:
    """The `count` cells [C, D] that resemble the same cell of the patch before least."""
    return ranked(-stepped((unit(tokens) * unit(before)).sum(dim=1)), rank)[:count]


def ranked(score: Tensor, rank: Tensor) -> list[int]:
    """Indices by falling score, equals by rising rank."""
    return sorted(range(len(score)), key=lambda index: (-float(score[index]), int(rank[index])))


def r2_rank(height: int, width: int) -> Tensor:
    """Place of each cell in the R2 low-discrepancy sequence on the grid: equals are spread over the picture."""
    rank: dict[int, int] = {}
    step = 0
    while len(rank) < height * width:
        step += 1
        row, column = int(step / PLASTIC**2 % 1 * height), int(step / PLASTIC % 1 * width)
        rank.setdefault(row * width + column, len(rank))
    return torch.tensor([rank[cell] for cell in range(height * width)])


def stepped(cosine: Tensor) -> Tensor:
    """Cosines in multiples of 2^-20: smaller differences are noise."""
    return torch.round(cosine / COSINE_STEP) * COSINE_STEP


def unit(tokens: Tensor) -> Tensor:
    """Rows of length 1; rows of zeros stay."""
    return tokens / tokens.norm(dim=-1, keepdim=True).clamp(min=1e-12)
