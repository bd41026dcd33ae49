"""What a bundle with `--content inputs` holds, as a Hugging Face processor takes it: no video is opened."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ..audio import SAMPLE_RATE
from ..bundle import Bundle
from ..errors import BundleError
from ..validation import HOP

TEMPORAL_PATCH = 2
"""Frames of a temporal patch, in all Qwen-Omni models."""


def processor_fps(bundle: Bundle) -> float:
    """The `fps` to hand to a processor, so that its seconds per grid (2 / fps) are those of the plan to the last bit.

    Without the last bit, positions that lie on a whole number could fall to either side. 0 without video.
    """
    seconds = bundle.metadata.seconds_per_grid
    if seconds <= 0:
        return 0.0
    fps = TEMPORAL_PATCH / seconds
    candidates = (fps, math.nextafter(fps, 0), math.nextafter(fps, math.inf))
    return next((value for value in candidates if TEMPORAL_PATCH / value == seconds), fps)


@dataclass(frozen=True, eq=False, kw_only=True)
class ProcessorInputs:
    """A bundle's pictures and sound for `Qwen2_5OmniProcessor` and `Qwen3OmniMoeProcessor` (transformers >= 5.19)."""

    videos: list[torch.Tensor]
    """The sampled frames at final size, or nothing. U8 [F, 3, H, W]"""
    input_features: torch.Tensor | None
    """Log-mel, padded as the processor pads; None without sound. [1, 128, n]"""
    feature_attention_mask: torch.Tensor | None
    """1 where `input_features` is sound. [1, n]"""
    audio_samples: int
    """Samples of the sound that the log-mel was made of."""
    fps: float
    """What the processor derives seconds per grid from."""
    second_per_grid: float

    def call(self, processor: Any, text: str, **kwargs: Any) -> Mapping[str, Any]:
        """Runs a processor on a prompt with one video (or, without pictures, one sound), and puts the log-mel in.

        The processor gets silence as long as the sound: it makes the right places of it, and its features are
        replaced. Sizes and frames are final, so it neither resizes nor samples.

        Args:
            processor: the model's.
            text: the prompt with one video placeholder, `vision_bos video vision_eos`.
            kwargs: handed on to the processor.

        Returns:
            The processor's output, tensors with a batch of 1.
        """
        given: dict[str, Any] = {"text": [text], "return_tensors": "pt", **kwargs}
        video: dict[str, Any] = {"do_resize": False, "do_sample_frames": False, "fps": self.fps}
        if self.videos:
            given |= {"videos": self.videos, "videos_kwargs": video}
        if self.input_features is not None:
            given["audio"] = [np.zeros(self.audio_samples, dtype=np.float32)]
            if self.videos and hasattr(processor, "load_audio_from_video"):
                given |= {"load_audio_from_video": True, "audio_from_video_indices": [0]}
            elif self.videos:  # transformers before 5.23, which passes over the newer name without a word
                video["use_audio_in_video"] = True
        output = processor(**given)
        if self.input_features is not None and self.feature_attention_mask is not None:
            ours, made = (int(m.sum()) for m in (self.feature_attention_mask, output["feature_attention_mask"]))
            if ours != made:
                cause = f"has {ours} frames, the processor makes {made} of {self.audio_samples} samples"
                raise BundleError("log_mel", cause)
            output["input_features"] = self.input_features
            output["feature_attention_mask"] = self.feature_attention_mask
        return output


def processor_inputs(bundle: Bundle, *, pad_seconds: float | None = None) -> ProcessorInputs:
    """Makes a processor's inputs of a bundle with `--content inputs`.

    Args:
        bundle: with `frames` or `packed_frames`, and `log_mel` if it has sound.
        pad_seconds: length that the log-mel is padded to; None: 300 s for qwen2.5-omni (its processor always pads), no
            padding for qwen3-omni.

    Returns:
        Inputs whose frames and log-mel are the bundle's. Padding has the value that silence has beside this sound.

    Raises:
        BundleError: the bundle does not hold its inputs.
    """
    metadata = bundle.metadata
    pictures = bundle.pictures()
    if not pictures.flags.writeable:  # a view of the file, which torch does not take
        pictures = pictures.copy()
    videos = [torch.from_numpy(pictures).permute(0, 3, 1, 2)] if len(pictures) else []
    features, mask = None, None
    # A sound can be too short for a token; then the prompt has none.
    if bundle.audio_tokens:
        if bundle.log_mel.shape[1] == 0:
            cause = f"holds no sound (content is {metadata.content}); run omnizip with --content inputs"
            raise BundleError("log_mel", cause, bundle.source)
        if pad_seconds is None:
            pad_seconds = 300 if metadata.profile == "qwen2.5-omni" else 0
        features, mask = _padded(bundle.log_mel, int(pad_seconds * SAMPLE_RATE) // HOP)
    return ProcessorInputs(
        videos=videos, input_features=features, feature_attention_mask=mask, audio_samples=metadata.audio_samples,
        fps=processor_fps(bundle), second_per_grid=metadata.seconds_per_grid)


def _padded(log_mel: np.ndarray, frames: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-mel [1, 128, max(n, frames)] and its mask [1, max(n, frames)]."""
    known = log_mel.shape[1]
    length = max(known, frames)
    # Silence is log10(1e-10), but at most 8 below the loudest place; then (x + 4) / 4.
    silence = max(-1.5, float(log_mel.max()) - 2)
    features = torch.full((1, log_mel.shape[0], length), silence)
    features[0, :, :known] = torch.from_numpy(log_mel.copy())
    mask = torch.zeros((1, length), dtype=torch.int64)
    mask[0, :known] = 1
    return features, mask
