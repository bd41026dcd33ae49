"""Blocks and their modalities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import PROFILES
from synthetic import make_bundle

from omnizip_bundle import VIDEO, Bundle, block_keep, from_modalities, to_modalities


def test_masks_of_the_program_agree(bundles: Callable[..., dict[str, Bundle]]) -> None:
    for bundle in bundles().values():
        np.testing.assert_array_equal(block_keep(bundle), bundle.keep)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("audio", [0, 1, 90])
def test_there_and_back(tmp_path: Path, profile: str, audio: int) -> None:
    bundle = make_bundle(tmp_path / "b", 11, profile=profile, audio=audio)
    rng = np.random.default_rng(11)
    video, sound = rng.standard_normal((bundle.video_tokens, 2, 3)), rng.standard_normal((audio, 2, 3))
    block = from_modalities(bundle, video, sound)
    sources = {True: iter(video), False: iter(sound)}
    for row, modality in zip(block, bundle.modality):
        np.testing.assert_array_equal(row, next(sources[modality == VIDEO]))
    for given, back in zip((video, sound), to_modalities(bundle, block)):
        np.testing.assert_array_equal(given, back)
    tensor = from_modalities(bundle, torch.from_numpy(video), torch.from_numpy(sound))
    np.testing.assert_array_equal(tensor.numpy(), block)
    for given, back in zip((video, sound), to_modalities(bundle, tensor)):
        np.testing.assert_array_equal(given, back.numpy())


def test_other_counts_are_refused(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 12)
    with pytest.raises(ValueError, match="23 video and 90 audio rows"):
        from_modalities(bundle, np.zeros((23, 4)), np.zeros((90, 4)))
    with pytest.raises(ValueError, match="113 rows"):
        to_modalities(bundle, np.zeros((113, 4)))
