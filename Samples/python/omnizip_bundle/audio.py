"""The sound of a recording, placed as a bundle's plan hears it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .bundle import Bundle
from .errors import BundleError

SAMPLE_RATE = 16000
"""Samples a second that the models hear."""


def aligned_audio(samples: ArrayLike, bundle: Bundle) -> NDArray[np.float32]:
    """Puts a recording's sound on the clock of its pictures, as `omnizip run` did.

    Sound that starts after the first frame gets silence before it, sound that starts earlier is cut
    (`audio_lead_seconds`), and the end is cut or filled with silence. The model's processor then makes exactly
    `bundle.audio_tokens` tokens of it.

    Args:
        samples: the recording's whole sound, mono at 16 kHz, from its first sample on. [n]
        bundle: of the same recording.

    Returns:
        [audio_samples].

    Raises:
        ValueError: samples of another shape.
        BundleError: a bundle of a part of a recording.
    """
    values = np.asarray(samples, dtype=np.float32)
    if values.ndim != 1:
        raise ValueError(f"the samples have the shape {values.shape}; needed is mono sound, [n]")
    metadata = bundle.metadata
    if metadata.part_origin_seconds is not None:
        cause = (
            "the bundle is of a part of a recording, and its lead is the part's: use --content inputs, which stores "
            "the sound that the model hears")
        raise BundleError("metadata.part_origin_seconds", cause, bundle.source)
    # Half away from zero, as the program rounds.
    lead = math.floor(abs(metadata.audio_lead_seconds) * SAMPLE_RATE + 0.5)
    result = np.zeros(metadata.audio_samples, dtype=np.float32)
    if metadata.audio_lead_seconds < 0:
        values, lead = values[lead:], 0
    heard = min(len(values), max(0, len(result) - lead))
    result[lead : lead + heard] = values[:heard]
    return result
