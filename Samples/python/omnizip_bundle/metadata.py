"""The metadata of a bundle, typed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .errors import BundleError

SCHEMA = "omnizip.bundle/1"

Value = TypeVar("Value")


@dataclass(frozen=True)
class BundleMetadata:
    """Provenance, parameters and geometry of a bundle."""

    generator: str
    generator_version: str
    profile: str
    """Model whose geometry, order and positions were used: `qwen2.5-omni` or `qwen3-omni`."""
    encoder: str
    encoder_version: str
    dimension: int
    """Width of a token, D."""
    content: str
    """`plan`, `tokens` or `inputs`."""
    scope: str
    rho_audio: float
    """Fraction of audio tokens removed."""
    rho_video: float
    """Fraction of video tokens removed."""
    contextual_ratio: float
    merge_count: int
    neighbour_count: int
    rate_min: float
    rate_max: float
    temporal: str
    merge_score_scale: float
    grid_thw: tuple[int, int, int]
    """Temporal patches, rows and columns before the 2 x 2 merge, as the processor's `video_grid_thw`."""
    resized_height: int
    resized_width: int
    sampling: str
    timing: str
    """`true`: media time, one clock; `processor`: what the model's processor assumes."""
    fps_effective: float
    """Frames sampled a second of media time; 0 without video."""
    seconds_per_grid: float
    """Media time of a temporal patch as positions count it; 0 without video."""
    mel_frames: int
    audio_samples: int
    """Samples at 16 kHz, silence before the sound included."""
    audio_lead_seconds: float
    """Silence put before the sound; negative: sound cut, because it starts before the first frame."""
    audio_truncated: bool
    next_position: float
    """Position id after the block, counted from the block's first id."""
    source_name: str
    source_bytes: int
    source_sha256: str
    config_sha256: str
    frame_storage: str = "raw"
    """`raw` or `png`: how `--content inputs` stores frames."""
    method: str = "omnizip"
    """How the tokens were chosen; a bundle without the key was made by OmniZip."""
    seed: int | None = None
    """Seed of method `random`; None for other methods."""
    guidance: str = "paper"
    """How audio guided the rates; a bundle without the key followed the paper."""
    part_start_seconds: float | None = None
    part_end_seconds: float | None = None
    part_origin_seconds: float | None = None
    """Second 0 of the bundle on the recording's clock; None: the bundle is of the whole recording."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Keys that this version does not know."""

    @classmethod
    def from_strings(cls, strings: Mapping[str, str], source: str = "") -> BundleMetadata:
        """Reads the strings of a safetensors header.

        Raises:
            BundleError: another schema, a key that is missing, or a value of the wrong type.
        """
        if (schema := strings.get("schema")) != SCHEMA:
            raise BundleError("metadata.schema", f'is "{schema}"; this version reads {SCHEMA}', source)
        values: dict[str, object] = {}
        for key, read in _READERS.items():
            if key in strings:
                values[key] = _parse(key, strings[key], read, source)
            elif key not in _OPTIONAL:
                raise BundleError(f"metadata.{key}", "the key is missing", source)
        extra = {key: text for key, text in strings.items() if key not in _READERS and key != "schema"}
        return cls(**values, extra=extra)  # type: ignore[arg-type]


def _parse(key: str, text: str, read: Callable[[str], Value], source: str) -> Value:
    try:
        return read(text)
    except (ValueError, RecursionError) as error:
        shown = text if len(text) < 80 else text[:77] + "..."
        raise BundleError(f"metadata.{key}", f'"{shown}": {error}', source) from error


def count(text: str) -> int:
    """A whole number that is not negative."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("not a count")
    return int(text)


def side(text: str) -> int:
    """Pixels of a side of a picture; more than a million are none, and an array of their product could not be."""
    if (value := count(text)) > 1_000_000:
        raise ValueError("more than 1,000,000 pixels")
    return value


def finite(text: str) -> float:
    """A finite number."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("neither true nor false")
    return text == "true"


def _grid(text: str) -> tuple[int, int, int]:
    values = json.loads(text)
    if not (isinstance(values, list) and len(values) == 3 and all(type(v) is int and v >= 0 for v in values)):
        raise ValueError("not three counts in brackets")
    return values[0], values[1], values[2]


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(
        ("generator", "generator_version", "profile", "encoder", "encoder_version", "content", "scope", "temporal",
         "sampling", "timing", "frame_storage", "method", "guidance", "source_name", "source_sha256",
         "config_sha256"), str),
    **dict.fromkeys(
        ("dimension", "merge_count", "neighbour_count", "mel_frames", "audio_samples", "source_bytes", "seed"), count),
    **dict.fromkeys(("resized_height", "resized_width"), side),
    **dict.fromkeys(
        ("rho_audio", "rho_video", "contextual_ratio", "rate_min", "rate_max", "merge_score_scale", "fps_effective",
         "seconds_per_grid", "audio_lead_seconds", "next_position", "part_start_seconds", "part_end_seconds",
         "part_origin_seconds"), finite),
    "grid_thw": _grid,
    "audio_truncated": _flag,
}
_OPTIONAL = (
    "frame_storage", "method", "seed", "guidance", "part_start_seconds", "part_end_seconds", "part_origin_seconds")
