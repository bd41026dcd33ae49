"""What bundles and compressed embeddings share: which tokens of a block stay, and what the dropped ones leave behind.

Letters: T temporal patches of H x W cells, A audio tokens, M = T * H * W + A places of the block in the model's order,
L kept places, K merge entries, N windows, F sampled frames, D width of a token.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VIDEO = 1
"""Value of a video place in `modality`."""
AUDIO = 2
"""Value of an audio place in `modality`."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """A pruning plan: valid for any embeddings of the same geometry."""

    keep: NDArray[np.bool_]
    """Kept places of the block. [M]"""
    modality: NDArray[np.uint8]
    """1 video, 2 audio. [M]"""
    video_keep: NDArray[np.bool_]
    """Kept video tokens. [T, H, W]"""
    audio_keep: NDArray[np.bool_]
    """Kept audio tokens. [A]"""
    audio_saliency: NDArray[np.float32]
    """Attention that each audio token received. [A]"""
    audio_video_score: NDArray[np.float32]
    """Largest cosine of each audio token to a video token of its window. [A]"""
    merge_target: NDArray[np.int32]
    """Places that take others in, their own entry included. [K]"""
    merge_source: NDArray[np.int32]
    """Places that are taken in. [K]"""
    merge_weight: NDArray[np.float32]
    """new x[target] = sum of weight * x[source]; the weights of a target sum to 1. [K]"""
    window_patches: NDArray[np.int32]
    """Half-open ranges of temporal patches. [N, 2]"""
    window_audio: NDArray[np.int32]
    """Half-open ranges of audio tokens. [N, 2]"""
    window_retention: NDArray[np.float32]
    """Share of audio tokens kept; NaN without audio. [N]"""
    window_base_rate: NDArray[np.float32]
    """Video pruning rate before the budget; NaN where unguided. [N]"""
    window_rate: NDArray[np.float32]
    """Video pruning rate after the budget. [N]"""
    source: str = ""
    """Path or name of the file, for messages."""

    @property
    def grid(self) -> tuple[int, int, int]:
        """T, H, W: temporal patches and their cells after the 2 x 2 merge."""
        patches, rows, columns = self.video_keep.shape
        return patches, rows, columns

    @property
    def grid_thw(self) -> tuple[int, int, int]:
        """T, rows and columns before the 2 x 2 merge, as the processor's `video_grid_thw`."""
        patches, rows, columns = self.grid
        return patches, 2 * rows, 2 * columns

    @property
    def video_tokens(self) -> int:
        """Video tokens before pruning, T * H * W."""
        return int(self.video_keep.size)

    @property
    def audio_tokens(self) -> int:
        """Audio tokens before pruning, A."""
        return int(self.audio_keep.size)

    @property
    def block_length(self) -> int:
        """Places of the block before pruning, M."""
        return int(self.modality.size)

    @property
    def kept(self) -> int:
        """Kept places, L."""
        return int(np.count_nonzero(self.keep))
