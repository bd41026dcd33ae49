"""Consolidation: kept tokens take in some of those that are dropped, for numpy arrays and torch tensors alike."""

from __future__ import annotations

import numpy as np

from ._arrays import Array, weighted_sums
from .plan import VIDEO, Plan


def apply_merges(plan: Plan, block: Array) -> Array:
    """The linear map new x[target] = sum of weight * x[source] over a block in the model's order.

    Args:
        plan: of the same geometry.
        block: [M, ...]; not changed.

    Returns:
        [M, ...] of the block's type; the block itself where a plan has no merges. Sums are made in single precision at
        least, gradients flow through a tensor's.
    """
    if len(block) != plan.block_length:
        raise ValueError(f"{len(block)} rows, the plan is for a block of {plan.block_length}")
    return weighted_sums(block, plan.merge_target, plan.merge_source, plan.merge_weight)


def prune_block(plan: Plan, block: Array) -> Array:
    """What is left of a block [M, ...] after consolidation: [L, ...]. Equals `apply_merges`, then the kept rows."""
    if len(block) != plan.block_length:
        raise ValueError(f"{len(block)} rows, the plan is for a block of {plan.block_length}")
    return weighted_sums(block, plan.merge_target, plan.merge_source, plan.merge_weight, plan.keep)


def prune_video(plan: Plan, features: Array) -> Array:
    """What is left of features of the video tokens alone, such as Qwen3-Omni's deepstack features.

    Args:
        plan: of the same geometry.
        features: [T * H * W, ...], patch after patch in raster order; not changed.

    Returns:
        [kept video, ...]. Video that is merged (`--temporal merge`) is merged here, too.
    """
    if len(features) != plan.video_tokens:
        raise ValueError(f"{len(features)} rows, the plan is for {plan.video_tokens} video tokens")
    is_video = plan.modality == VIDEO
    rank = np.cumsum(is_video) - 1
    entries = is_video[plan.merge_target]
    target, source = rank[plan.merge_target[entries]], rank[plan.merge_source[entries]]
    return weighted_sums(features, target, source, plan.merge_weight[entries], plan.video_keep.reshape(-1))
