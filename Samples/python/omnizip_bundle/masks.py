"""Between a block in the model's order and its two modalities, for numpy arrays and torch tensors alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._arrays import Array, concatenate, gather
from .plan import AUDIO, VIDEO, Plan


def block_keep(plan: Plan) -> NDArray[np.bool_]:
    """The kept places of the block, made of the masks of both modalities; equals `plan.keep`. [M]"""
    keep = np.zeros(plan.block_length, dtype=np.bool_)
    keep[plan.modality == VIDEO] = plan.video_keep.reshape(-1)
    keep[plan.modality == AUDIO] = plan.audio_keep
    return keep


def from_modalities(plan: Plan, video: Array, audio: Array) -> Array:
    """The block in the model's order.

    Args:
        plan: of the same geometry.
        video: [T * H * W, ...], patch after patch in raster order.
        audio: [A, ...] of the same kind.

    Returns:
        [M, ...]. Gradients flow through tensors.
    """
    if (len(video), len(audio)) != (plan.video_tokens, plan.audio_tokens):
        raise ValueError(
            f"{len(video)} video and {len(audio)} audio rows, the plan is for {plan.video_tokens} and "
            f"{plan.audio_tokens}")
    is_video = plan.modality == VIDEO
    order = np.where(is_video, np.cumsum(is_video) - 1, len(video) + np.cumsum(~is_video) - 1)
    return gather(concatenate(video, audio), order)


def to_modalities(plan: Plan, block: Array) -> tuple[Array, Array]:
    """Video [T * H * W, ...] and audio [A, ...] of a block [M, ...]."""
    if len(block) != plan.block_length:
        raise ValueError(f"{len(block)} rows, the plan is for a block of {plan.block_length}")
    return gather(block, plan.modality == VIDEO), gather(block, plan.modality == AUDIO)
