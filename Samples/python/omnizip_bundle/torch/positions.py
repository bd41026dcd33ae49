"""Position ids of a whole prompt, from those of its block, as `get_rope_index` of transformers counts them."""

from __future__ import annotations

import torch

from ..bundle import Bundle

_SHARED_BOUNDARIES = {"qwen2.5-omni": True, "qwen3-omni": False}
"""Whether the two tokens that open a block of sound and pictures share one id, and the two that close it."""


def prompt_positions(bundle: Bundle, before: int, after: int) -> torch.Tensor:
    """Position ids of a prompt with one audio-video block and text around it.

    Text has one id on all axes. A block of sound and pictures lies between `vision_bos audio_bos` and `audio_eos
    vision_eos`, a block of one of them between one such pair; both are part of `before` and `after`. With
    Qwen2.5-Omni, the two tokens before the block share one id, and the two after it; with Qwen3-Omni they do not.

    Args:
        bundle: profile, position ids and next position.
        before: tokens before the block.
        after: tokens after it.

    Returns:
        [3, before + M + after], int64 for Qwen2.5-Omni, float32 for Qwen3-Omni.

    Raises:
        ValueError: an unknown profile, or fewer tokens than open and close a block.
    """
    profile = bundle.metadata.profile
    if profile not in _SHARED_BOUNDARIES:
        raise ValueError(f'positions of the profile "{profile}" are not known; give position_ids')
    marks = 2 if bundle.video_tokens and bundle.audio_tokens else 1
    if before < marks or after < marks:
        raise ValueError(
            f"{before} tokens before the block and {after} after it, but {marks} open it and {marks} close it; "
            "give position_ids")
    shared = marks - 1 if _SHARED_BOUNDARIES[profile] else 0
    # In single precision as the model: its ids are sums of the block's and of where it starts.
    dtype = torch.float32 if bundle.position_ids.dtype.kind == "f" else torch.int64
    block = torch.from_numpy(bundle.position_ids.copy()).to(dtype) + (before - shared)
    opening = torch.arange(before, dtype=dtype)
    closing = torch.arange(after, dtype=dtype)
    if shared:
        opening[-1] -= 1
        closing[1:] -= 1
    closing = closing + _next(bundle, block, before - shared)
    return torch.cat([opening.expand(3, -1), block, closing.expand(3, -1)], dim=1)


def _next(bundle: Bundle, block: torch.Tensor, start: int) -> torch.Tensor | int:
    """The id after the block."""
    if block.dtype == torch.int64:
        return int(bundle.metadata.next_position) + start
    # Qwen3-Omni goes on after the largest id of what it appended last, which is the run of one modality at the end.
    others = (bundle.modality != bundle.modality[-1]).nonzero()[0]
    return block[:, int(others[-1]) + 1 if len(others) else 0 :].max() + 1
