"""Files of `omnizip compress`: what it reads (a model's own embeddings) and what it writes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._safetensors import Source, read_tensors, write_tensors
from .bundle import take_members
from .errors import BundleError
from .plan import AUDIO, VIDEO, Plan

COMPRESSED_SCHEMA = "omnizip.compressed/1"
_DTYPES = ("F32", "F16", "BF16")


@dataclass(frozen=True, eq=False, kw_only=True)
class CompressedEmbeddings(Plan):
    """The plan of an embeddings file and its kept tokens (schema omnizip.compressed/1)."""

    kept_audio: NDArray[np.floating]
    """Kept audio tokens after consolidation, the file's `audio_tokens`; BF16 is widened to F32. [kept audio, D]"""
    kept_video: NDArray[np.floating]
    """Kept video tokens after consolidation, the file's `video_tokens`. [kept video, D]"""
    metadata: Mapping[str, str]
    """All strings of the file's metadata: parameters and provenance."""

    def block(self) -> NDArray[np.floating]:
        """The kept tokens in block order. [L, D]"""
        rows = np.empty((self.kept, self.kept_video.shape[1]), dtype=self.kept_video.dtype)
        modality = self.modality[self.keep]
        rows[modality == VIDEO] = self.kept_video
        rows[modality == AUDIO] = self.kept_audio
        return rows

    def validate(self) -> None:
        """Checks all rules of a plan.

        Raises:
            BundleError: the first tensor that breaks one, and how.
        """
        from .validation import validate_compressed

        validate_compressed(self)


def read_compressed(source: Source) -> CompressedEmbeddings:
    """Reads what `omnizip compress` wrote, from a path, bytes or an open binary file.

    Raises:
        BundleError: no safetensors file, another schema, or a tensor that is missing or of another type.
    """
    tensors, strings, name = read_tensors(source)
    if (schema := strings.get("schema")) != COMPRESSED_SCHEMA:
        raise BundleError("metadata.schema", f'is "{schema}"; this version reads {COMPRESSED_SCHEMA}', name)
    renamed = {{"audio_tokens": "kept_audio", "video_tokens": "kept_video"}.get(k, k): v for k, v in tensors.items()}
    return CompressedEmbeddings(**take_members(CompressedEmbeddings, renamed, name), metadata=strings, source=name)


def write_embeddings(
    path: str | os.PathLike[str],
    audio: ArrayLike,
    video: ArrayLike,
    saliency: ArrayLike,
    grid: tuple[int, int, int],
    *,
    modality: ArrayLike | None = None,
    windows: tuple[ArrayLike, ArrayLike] | None = None,
    dtype: str = "F32",
) -> None:
    """Writes the input of `omnizip compress`.

    Args:
        path: the file.
        audio: a model's audio embeddings. [A, D]
        video: its video embeddings, patch after patch in raster order. [T * H * W, D]
        saliency: attention that each audio token received. [A]
        grid: T, H, W after the 2 x 2 merge.
        modality: order of the block, 1 video and 2 audio; windows are its runs. [M]
        windows: instead or besides, half-open ranges of temporal patches and of audio tokens. [N, 2] each
        dtype: `F32`, `F16` or `BF16` (rounded to nearest, ties to even).

    Raises:
        BundleError: shapes that disagree, values that are not finite, neither modality nor windows.
    """
    if dtype not in _DTYPES:
        raise BundleError("audio_embeddings", f"dtype {dtype} is none of {', '.join(_DTYPES)}")
    audio, video = np.asarray(audio, np.float32), np.asarray(video, np.float32)
    saliency = np.asarray(saliency, np.float32)
    _check(audio, video, saliency, grid)
    tensors: dict[str, NDArray] = {"audio_saliency": saliency}
    for name, values in (("audio_embeddings", audio), ("video_embeddings", video)):
        tensors[name] = _rounded(name, values, dtype)
    if modality is None and windows is None:
        raise BundleError("token_modality", "neither it nor windows are given")
    if modality is not None:
        order = np.asarray(modality, np.uint8)
        places = (np.count_nonzero(order == VIDEO), np.count_nonzero(order == AUDIO))
        if places != (len(video), len(audio)) or order.shape != (sum(places),):
            raise BundleError("token_modality", f"does not hold {len(video)} video and {len(audio)} audio places")
        tensors["token_modality"] = order
    if windows is not None:
        tensors["window_patches"], tensors["window_audio"] = (np.asarray(w, np.int32).reshape(-1, 2) for w in windows)
    metadata = dict(zip(("grid_t", "cells_h", "cells_w"), map(str, grid)))
    write_tensors(path, tensors, metadata)


def _check(audio: NDArray, video: NDArray, saliency: NDArray, grid: tuple[int, int, int]) -> None:
    if audio.ndim != 2 or video.ndim != 2 or audio.shape[1] != video.shape[1]:
        raise BundleError("audio_embeddings", f"shapes are {audio.shape} and {video.shape}, not [A, D] and [T*H*W, D]")
    if len(video) != grid[0] * grid[1] * grid[2]:
        raise BundleError("video_embeddings", f"{len(video)} tokens, but the grid is {' x '.join(map(str, grid))}")
    if saliency.shape != (len(audio),):
        raise BundleError("audio_saliency", f"has the shape {saliency.shape} for {len(audio)} audio tokens")
    for name, values in (("audio_embeddings", audio), ("video_embeddings", video), ("audio_saliency", saliency)):
        if not np.isfinite(values).all():
            raise BundleError(name, "a value is not finite")


def _rounded(name: str, values: NDArray[np.float32], dtype: str) -> NDArray:
    if dtype == "F16":
        if max(values.max(initial=0), -values.min(initial=0)) >= 65_520:  # from here on, F16 rounds to infinity
            raise BundleError(name, "a value is too large for F16; use BF16 or F32")
        return values.astype(np.float16)
    if dtype == "F32":
        return values
    bits = np.ascontiguousarray(values).view(np.uint32)
    result = bits >> 16  # in place from here on: embeddings of ten minutes are 1.5 GB
    result &= 1
    result += 0x7FFF
    result += bits
    result >>= 16
    return result.astype(np.uint16)
