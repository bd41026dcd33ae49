"""Every rule of a bundle, kept and broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import PROFILES
from numpy.typing import NDArray
from synthetic import make_bundle

from omnizip_bundle import AUDIO, Bundle, BundleError

SHAPES: list[dict[str, Any]] = [
    {}, {"audio": 0}, {"grid": (0, 0, 0)}, {"grid": (1, 1, 1), "audio": 1}, {"grid": (5, 3, 2), "seconds": 1.162},
]


@pytest.mark.parametrize("flags", [(), ("--content", "plan"), ("--temporal", "merge", "--token-precision", "bf16")])
def test_the_programs_bundles_are_valid(bundles: Callable[..., dict[str, Bundle]], flags: tuple[str, ...]) -> None:
    assert len(bundles(*flags)) == 11
    for bundle in bundles(*flags).values():
        bundle.validate()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("shape", SHAPES)
def test_made_up_bundles_are_valid(tmp_path: Path, profile: str, shape: dict[str, Any]) -> None:
    for seed in range(5):
        make_bundle(tmp_path / "b", seed, profile=profile, **shape).validate()


def at(values: NDArray, place: Any, value: float) -> NDArray:
    """A copy with one value changed."""
    changed = values.copy()
    changed[place] = value
    return changed


def flipped(values: NDArray[np.bool_], place: Any) -> NDArray[np.bool_]:
    """A copy with one value the other way round."""
    return at(values, place, not values[place])


def dropped_place(bundle: Bundle) -> int:
    """A dropped place that nothing takes in, of the first merge target's modality."""
    alike = bundle.modality == bundle.modality[bundle.merge_target[0]]
    free = np.setdiff1d(np.flatnonzero(~bundle.keep & alike), bundle.merge_source)
    return int(free[0])


def other_modality(bundle: Bundle) -> int:
    """A dropped place that nothing takes in, of the other modality."""
    other = bundle.modality != bundle.modality[bundle.merge_target[0]]
    return int(np.setdiff1d(np.flatnonzero(~bundle.keep & other), bundle.merge_source)[0])


def without_own_entry(bundle: Bundle) -> dict[str, Any]:
    """The first target's own weight goes to another."""
    merges = {name: getattr(bundle, name)[1:] for name in ("merge_target", "merge_source", "merge_weight")}
    return merges | {"merge_weight": at(merges["merge_weight"], 0, sum(bundle.merge_weight[:2]))}


def told(bundle: Bundle, **metadata: Any) -> dict[str, Any]:
    """Other metadata."""
    return {"metadata": replace(bundle.metadata, **metadata)}


BROKEN: list[tuple[str, Callable[[Bundle], dict[str, Any]]]] = [
    ("keep", lambda b: {"keep": flipped(b.keep, 3)}),
    ("keep", lambda b: {"keep": b.keep[:-1]}),
    ("keep", lambda b: {"video_keep": flipped(b.video_keep, (0, 0, 0))}),
    ("keep", lambda b: {"audio_keep": flipped(b.audio_keep, 0)}),
    ("video_keep", lambda b: {"video_keep": np.full(b.video_keep.shape, 2, np.uint8).view(np.bool_)}),
    ("video_keep", lambda b: {"video_keep": b.video_keep.reshape(4, 3, 2)}),
    ("modality", lambda b: {"modality": at(b.modality, 0, 3)}),
    ("modality", lambda b: {"modality": at(b.modality, 0, AUDIO)}),
    ("audio_saliency", lambda b: {"audio_saliency": b.audio_saliency[1:]}),
    ("audio_saliency", lambda b: {"audio_saliency": at(b.audio_saliency, 2, np.nan)}),
    ("audio_video_score", lambda b: {"audio_video_score": at(b.audio_video_score, 2, np.inf)}),
    ("merge_weight", lambda b: {"merge_weight": b.merge_weight[1:]}),
    ("merge_weight", lambda b: {"merge_weight": at(b.merge_weight, 0, b.merge_weight[0] + 1e-3)}),
    ("merge_weight", lambda b: {"merge_weight": at(b.merge_weight, 0, np.nan)}),
    ("merge_target", lambda b: {"merge_target": at(b.merge_target, 0, b.block_length)}),
    ("merge_target", lambda b: {"merge_target": at(b.merge_target, 0, -1)}),
    ("merge_target", lambda b: {"merge_target": at(b.merge_target, 0, dropped_place(b))}),
    ("merge_source", lambda b: {"merge_source": at(b.merge_source, 1, b.block_length)}),
    ("merge_source", lambda b: {"merge_source": at(b.merge_source, 1, b.merge_target[-1])}),
    ("merge_source", lambda b: {"merge_source": at(b.merge_source, 1, other_modality(b))}),
    ("merge_source", lambda b: {"merge_source": at(b.merge_source, 2, b.merge_source[1])}),
    ("merge_source", lambda b: without_own_entry(b)),
    ("merge_source", lambda b: {"merge_target": at(b.merge_target, 1, b.merge_target[0]),
                                "merge_source": at(b.merge_source, 1, b.merge_source[0])}),
    ("merge_weight", lambda b: {"merge_weight": at(at(b.merge_weight, 0, -1), 1, sum(b.merge_weight[:2]) + 1)}),
    ("window_patches", lambda b: {"window_patches": at(b.window_patches, (1, 0), 3)}),
    ("window_patches", lambda b: {"window_patches": at(b.window_patches, (1, 1), 5)}),
    ("window_patches", lambda b: {"window_patches": at(b.window_patches, (0, 1), -1)}),
    ("window_patches", lambda b: {"window_patches": b.window_patches[:1]}),
    ("window_audio", lambda b: {"window_audio": at(b.window_audio, (0, 0), 1)}),
    ("window_audio", lambda b: {"window_audio": at(b.window_audio, (1, 1), 89)}),
    ("window_retention", lambda b: {"window_retention": at(b.window_retention, 0, 1.5)}),
    ("window_retention", lambda b: {"window_retention": b.window_retention[:1]}),
    ("window_base_rate", lambda b: {"window_base_rate": at(b.window_base_rate, 0, np.nan)}),
    ("window_rate", lambda b: {"window_rate": at(b.window_rate, 1, np.nan)}),
    ("tokens", lambda b: {"tokens": b.tokens[1:]}),
    ("tokens", lambda b: {"tokens": b.tokens[:, 1:]}),
    ("tokens", lambda b: {"tokens": at(b.tokens, (0, 0), np.inf)}),
    ("tokens", lambda b: {"metadata": replace(b.metadata, content="plan")}),
    ("position_ids", lambda b: {"position_ids": b.position_ids[:, 1:]}),
    ("position_ids", lambda b: {"position_ids": at(b.position_ids, (0, 0), -1)}),
    ("position_ids", lambda b: {"position_ids": b.position_ids.astype(np.float32)}),
    ("position_ids", lambda b: {"metadata": replace(b.metadata, profile="qwen3-omni")}),
    ("metadata.next_position", lambda b: told(b, next_position=-1.0)),
    ("metadata.next_position", lambda b: told(b, next_position=1e6)),
    ("metadata.content", lambda b: told(b, content="pictures")),
    ("metadata.resized_height", lambda b: told(b, resized_height=57)),
    ("metadata.resized_height", lambda b: told(b, resized_width=84 * 2)),
    ("metadata.audio_samples", lambda b: told(b, audio_samples=10**17)),
    ("metadata.audio_samples", lambda b: told(b, audio_samples=0)),
    ("metadata.mel_frames", lambda b: told(b, audio_samples=160, mel_frames=1)),
    ("video_keep", lambda b: told(b, grid_thw=(4, 5, 7))),
    ("window_seconds", lambda b: {"window_seconds": at(b.window_seconds, (0, 0), 5)}),
    ("window_seconds", lambda b: {"window_seconds": at(b.window_seconds, (0, 0), np.nan)}),
    ("frame_index", lambda b: {"frame_index": at(b.frame_index, 1, 99)}),
    ("frame_index", lambda b: {"frame_index": at(b.frame_index, 0, -1)}),
    ("frame_index", lambda b: {"frame_index": b.frame_index[2:], "frame_seconds": b.frame_seconds[2:]}),
    ("frame_seconds", lambda b: {"frame_seconds": b.frame_seconds[1:]}),
    ("frame_seconds", lambda b: {"frame_seconds": at(b.frame_seconds, 0, np.inf)}),
    ("frames", lambda b: {"metadata": replace(b.metadata, content="inputs")}),
    ("frames", lambda b: {"frames": np.zeros((8, 2, 2, 3), np.uint8)}),
    ("packed_frame_ends", lambda b: {"packed_frames": np.zeros(4, np.uint8)}),
    ("packed_frame_ends", lambda b: {"packed_frame_ends": np.arange(8), "packed_frames": np.zeros(7, np.uint8)}),
    ("log_mel", lambda b: {"log_mel": np.zeros((128, 5), np.float32)}),
    ("log_mel", lambda b: {"log_mel": np.full((128, b.metadata.mel_frames), np.nan, np.float32)}),
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_breaks_a_rule_is_named(tmp_path: Path, number: int) -> None:
    tensor, change = BROKEN[number]
    bundle = make_bundle(tmp_path / "b", 7)
    bundle.validate()
    with pytest.raises(BundleError) as caught:
        replace(bundle, **change(bundle)).validate()
    assert caught.value.tensor == tensor
    assert caught.value.source == str(tmp_path / "b")
