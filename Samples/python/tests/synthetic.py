"""Bundles made up in Python: random masks and merges over the order and positions that a model's processor has."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray
from processors import processor_class

from omnizip_bundle import AUDIO, VIDEO, Bundle, read_bundle
from omnizip_bundle._safetensors import write_tensors

_RATE = {"qwen2.5-omni": 25, "qwen3-omni": 13}
_PIXELS = {"qwen2.5-omni": 28, "qwen3-omni": 32}


def block_order(profile: str, grid: tuple[int, int, int], audio: int, seconds: float) -> NDArray[np.uint8]:
    """Modality of each place as the model's own processor orders them. [M]"""
    if not audio or not grid[0]:
        return np.repeat(np.uint8([VIDEO, AUDIO]), [grid[0] * grid[1] * grid[2], audio])
    kind = processor_class(profile)
    processor = SimpleNamespace(
        audio_bos_token="", audio_eos_token="", video_token="V", audio_token="A",
        video_processor=SimpleNamespace(merge_size=2))
    processor.get_chunked_index = kind.get_chunked_index.__get__(processor)
    order = kind.replace_video_with_audio_token(
        processor, {"video_grid_thw": [(grid[0], 2 * grid[1], 2 * grid[2])], "video_second_per_grid": [seconds]}, 0,
        {"num_audio_tokens": [audio]}, 0, position_id_per_seconds=_RATE[profile], seconds_per_chunk=2)
    return np.array([VIDEO if token == "V" else AUDIO for token in order], np.uint8)


def positions(profile: str, grid: tuple[int, int, int], modality: NDArray[np.uint8], seconds: float) -> NDArray:
    """Position ids of the block, from 0. [3, M]"""
    times = np.arange(grid[0], dtype=np.float32) * np.float32(seconds) * np.float32(_RATE[profile])
    ids = np.zeros((3, modality.size), np.float32)
    axes = np.meshgrid(times, np.arange(grid[1]), np.arange(grid[2]), indexing="ij")
    ids[:, modality == VIDEO] = np.stack([axis.reshape(-1) for axis in axes])
    ids[:, modality == AUDIO] = np.arange(np.count_nonzero(modality == AUDIO))
    return ids if profile == "qwen3-omni" else ids.astype(np.int32)


def next_position(profile: str, grid: tuple[int, int, int], ids: NDArray, modality: NDArray[np.uint8]) -> float:
    """The id after a block whose windows are as `make_members` makes them."""
    if modality[-1] == AUDIO:
        return float(np.count_nonzero(modality == AUDIO))
    return float(max(ids[0, -1], grid[1] - 1, grid[2] - 1) + 1)


def make_members(
    seed: int, profile: str = "qwen2.5-omni", grid: tuple[int, int, int] = (4, 2, 3), audio: int = 90,
    seconds: float = 1.0, width: int = 8,
) -> tuple[dict[str, NDArray], dict[str, str]]:
    """Tensors and metadata of a bundle that keeps every rule; the same for the same seed."""
    rng = np.random.default_rng(seed)
    modality = block_order(profile, grid, audio, seconds)
    keep = rng.random(modality.size) < 0.5
    merges = _merges(rng, keep, modality)
    ids = positions(profile, grid, modality, seconds)
    windows = max(1, (grid[0] + 1) // 2)
    patch_ends = np.minimum(2 * np.arange(1, windows + 1), grid[0])
    audio_ends = np.linspace(0, audio, windows + 1).astype(int)[1:]
    ranges = [np.stack([np.concatenate([[0], e[:-1]]), e], 1).astype(np.int32) for e in (patch_ends, audio_ends)]
    heard, seen = (np.diff(r)[:, 0] > 0 for r in (ranges[1], ranges[0]))
    fraction = np.full(windows, 0.5, np.float32)
    tensors = {
        "tokens": rng.standard_normal((np.count_nonzero(keep), width)).astype(np.float16), "keep": keep,
        "modality": modality, "position_ids": ids, "video_keep": keep[modality == VIDEO].reshape(grid),
        "audio_keep": keep[modality == AUDIO], "audio_saliency": rng.random(audio, np.float32),
        "audio_video_score": rng.random(audio, np.float32), **merges, "window_patches": ranges[0],
        "window_audio": ranges[1],
        "window_seconds": np.stack([np.arange(windows) * 2.0, np.arange(1, windows + 1) * 2.0], 1),
        "window_retention": np.where(heard, fraction, np.float32(np.nan)),
        "window_base_rate": np.where(heard & seen, fraction, np.float32(np.nan)), "window_rate": fraction,
        "frame_index": np.arange(2 * grid[0]) * 12, "frame_seconds": np.arange(2 * grid[0]) / 2,
    }
    after = next_position(profile, grid, ids, modality)
    return tensors, _metadata(profile, grid, audio, seconds, width, after)


def _merges(rng: np.random.Generator, keep: NDArray[np.bool_], modality: NDArray[np.uint8]) -> dict[str, NDArray]:
    entries: list[tuple[int, int, float]] = []
    for kind in (VIDEO, AUDIO):
        dropped = rng.permutation(np.flatnonzero(~keep & (modality == kind))).tolist()
        for target in np.flatnonzero(keep & (modality == kind))[:3].tolist():
            sources = [target, *(dropped.pop() for _ in range(min(2, len(dropped))))]
            weights = rng.random(len(sources)) + 0.1
            entries += [(target, s, w) for s, w in zip(sources, weights / weights.sum())]
    target, source, weight = zip(*sorted(entries, key=lambda entry: entry[0])) if entries else ((), (), ())
    return {
        "merge_target": np.array(target, np.int32), "merge_source": np.array(source, np.int32),
        "merge_weight": np.array(weight, np.float32)}


def _metadata(
    profile: str, grid: tuple[int, int, int], audio: int, seconds: float, width: int, after: float
) -> dict[str, str]:
    samples = audio * 640 if profile == "qwen2.5-omni" else audio * 16000 // 13
    return {
        "schema": "omnizip.bundle/1", "generator": "test", "generator_version": "0", "profile": profile,
        "encoder": "none", "encoder_version": "1", "dimension": str(width), "content": "tokens", "scope": "window",
        "rho_audio": "0.3", "rho_video": "0.6", "contextual_ratio": "0.05", "merge_count": "3", "neighbour_count": "5",
        "rate_min": "0.35", "rate_max": "0.75", "temporal": "merge", "merge_score_scale": "1.0",
        "grid_thw": f"[{grid[0]},{2 * grid[1]},{2 * grid[2]}]", "resized_height": str(grid[1] * _PIXELS[profile]),
        "resized_width": str(grid[2] * _PIXELS[profile]), "sampling": "linspace", "timing": "true",
        "fps_effective": repr(2 / seconds), "seconds_per_grid": repr(seconds), "mel_frames": str(-(-samples // 160)),
        "audio_samples": str(samples), "audio_lead_seconds": "0.0", "audio_truncated": "false",
        "next_position": repr(after), "source_name": "made-up.mp4", "source_bytes": "1", "source_sha256": "0" * 64,
        "config_sha256": "1" * 64,
    }


def make_bundle(path: Path, seed: int, **shape: object) -> Bundle:
    """A bundle of `make_members`, written to a file and read from it."""
    tensors, metadata = make_members(seed, **shape)  # type: ignore[arg-type]
    write_tensors(path, tensors, metadata)
    return read_bundle(path)
