"""Frames and sizes are those that the models' own tools choose: qwen-omni-utils, then the model's processor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import PROFILES
from processors import VIDEO_PROMPT, fetch, make_processor

from omnizip_bundle import Bundle, require_fit

LIMITS: dict[tuple[str, str], int] = {
    ("qwen2.5-omni", "default"): 768 * 28 * 28,
    ("qwen3-omni", "default"): 768 * 32 * 32,
    ("qwen2.5-omni", "paper"): 100352,
    ("qwen3-omni", "paper"): 128 * 32 * 32,
}
"""Most pixels of a frame: the model's own, and the paper's 128 cells."""


@pytest.fixture(scope="module")
def processors() -> dict[str, Any]:
    """A processor of each profile."""
    return {profile: make_processor(profile) for profile in PROFILES}


@pytest.mark.parametrize("limit", ["default", "paper"])
@pytest.mark.parametrize("profile", PROFILES)
def test_frames_and_grids_are_those_of_the_models_tools(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, processors: dict[str, Any], profile: str, limit: str
) -> None:
    pixels = LIMITS[profile, limit]
    made = bundles("--profile", profile, "--max-pixels", str(pixels), "--content", "plan")
    seen = {name: bundle for name, bundle in made.items() if bundle.video_tokens}
    assert len(seen) == 10
    for name, bundle in seen.items():
        frames, index, _ = fetch(samples / name, profile, max_pixels=pixels)
        assert bundle.frame_index.tolist() == index, name
        inputs = processors[profile](
            text=[VIDEO_PROMPT], videos=[frames], do_sample_frames=False, return_tensors="pt")
        require_fit(bundle, video_grid_thw=inputs["video_grid_thw"])
        assert inputs["video_grid_thw"].tolist() == [list(bundle.metadata.grid_thw)], name


@pytest.mark.parametrize("flags", [{"fps": 1.0}, {"fps": 4.0}, {"max_frames": 6}, {"min_frames": 40}])
@pytest.mark.parametrize("profile", PROFILES)
def test_other_rates_give_the_same_frames(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, profile: str, flags: dict[str, Any]
) -> None:
    given = [text for key, value in flags.items() for text in (f"--{key.replace('_', '-')}", str(value))]
    made = bundles("--profile", profile, "--content", "plan", *given)
    for name in ("variable-rate.mp4", "audio-early.mkv"):
        _, index, _ = fetch(samples / name, profile, **flags)
        assert made[name].frame_index.tolist() == index, name
