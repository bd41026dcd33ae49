"""Plans that do not fit are refused with both geometries and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from processors import AUDIO_TOKEN, VIDEO_TOKEN

from omnizip_bundle import AUDIO, VIDEO, Bundle, GeometryError, read_bundle, require_fit
from omnizip_bundle.torch import find_block


@pytest.fixture
def bundle(bundles: Callable[..., dict[str, Bundle]]) -> Bundle:
    """8 patches of 9 x 16 cells, 200 audio tokens."""
    return bundles()["audio-late.mp4"]


def test_what_fits_is_accepted(bundle: Bundle) -> None:
    require_fit(bundle, video_grid_thw=[8, 18, 32])
    require_fit(bundle, video_grid_thw=torch.tensor([[8, 18, 32]]), audio_tokens=torch.tensor(200))
    require_fit(bundle, video_grid_thw=[8, 9, 16], audio_tokens=200, spatial_merge=1)


def test_a_grid_on_a_gpu_is_read(bundle: Bundle) -> None:
    """numpy refuses tensors of a GPU; this one refuses as they do."""

    class OnGPU(torch.Tensor):
        def __array__(self, *args: object) -> None:
            raise TypeError("can't convert cuda:0 device type tensor to numpy")

    grid = torch.tensor([[8, 18, 32]]).as_subclass(OnGPU)
    with pytest.raises(TypeError):
        np.asarray(grid)
    require_fit(bundle, video_grid_thw=grid)


def test_no_video(bundles: Callable[..., dict[str, Bundle]]) -> None:
    require_fit(bundles()["audio-only.m4a"], video_grid_thw=None, audio_tokens=225)
    with pytest.raises(GeometryError, match="8 patches"):
        require_fit(bundles()["silent.mp4"], video_grid_thw=None)


@pytest.mark.parametrize(
    ("grid", "audio", "parts"),
    [
        ([4, 18, 32], 200, ["8 patches of 9 x 16 cells (grid_thw [8, 18, 32])", "4 patches of 9 x 16", "--fps 1 "]),
        ([8, 36, 64], 200, ["(grid_thw [8, 36, 64])", "448 x 252", "do_resize=False", "--max-pixels 451584"]),
        ([4, 36, 64], None, ["The frames differ", "The size of the pictures differs"]),
        ([8, 18, 32], 171, ["200 audio tokens", "made 171", "aligned_audio", "lead of 1.176 s", "--timing processor"]),
        ([[8, 18, 32], [8, 18, 32]], 200, ["6 numbers", "one video"]),
    ])
def test_both_sides_and_the_remedy_are_named(bundle: Bundle, grid: list, audio: int | None, parts: list[str]) -> None:
    with pytest.raises(GeometryError) as caught:
        require_fit(bundle, video_grid_thw=grid, audio_tokens=audio)
    for part in parts:
        assert part in str(caught.value)


def test_the_remedies_work(
    omnizip: Callable[..., str], samples: Path, bundles: Callable[..., dict[str, Bundle]], tmp_path: Path
) -> None:
    """The flags that a message names make a plan that fits."""
    clip = samples / "slide-talk.mp4"
    with pytest.raises(GeometryError) as caught:
        require_fit(bundles()["slide-talk.mp4"], video_grid_thw=[7, 26, 46])
    words = str(caught.value).split()
    flags = [word for flag in ("--fps", "--max-pixels") for word in (flag, words[words.index(flag) + 1])]
    omnizip("run", clip, "-o", tmp_path, *flags)
    require_fit(read_bundle(tmp_path / "slide-talk.mp4.safetensors"), video_grid_thw=[7, 26, 46], audio_tokens=350)


def prompt(bundle: Bundle) -> torch.Tensor:
    """Two words, the block, two words."""
    ids = [{VIDEO: VIDEO_TOKEN, AUDIO: AUDIO_TOKEN}[kind] for kind in bundle.modality.tolist()]
    return torch.tensor([20, 21, *ids, 22, 23])


def test_the_block_is_found(bundle: Bundle) -> None:
    ids = prompt(bundle)
    places = find_block(bundle, ids, video_token_id=VIDEO_TOKEN, audio_token_id=AUDIO_TOKEN)
    assert torch.equal(places, torch.arange(2, len(ids) - 2))


def test_another_prompt_is_refused(bundle: Bundle) -> None:
    ids = prompt(bundle)
    swapped = ids.clone()
    first_audio = int((ids == AUDIO_TOKEN).nonzero()[0])
    swapped[first_audio], swapped[2] = VIDEO_TOKEN, AUDIO_TOKEN
    cases = [
        (ids[3:], ["1151 video and 200 audio places", "plan is for 1152 and 200", "require_fit"]),
        (torch.cat([ids, torch.tensor([AUDIO_TOKEN])]), ["1152 video and 201 audio places", "aligned_audio"]),
        (swapped, ["place 0 of the block is audio in the prompt and video in the plan", "processor_fps", "1 s a"]),
    ]
    for changed, parts in cases:
        with pytest.raises(GeometryError) as caught:
            find_block(bundle, changed, video_token_id=VIDEO_TOKEN, audio_token_id=AUDIO_TOKEN)
        for part in parts:
            assert part in str(caught.value)


def test_a_plan_without_sound_says_so(bundle: Bundle) -> None:
    silent = replace(bundle, metadata=replace(bundle.metadata, audio_samples=0))
    with pytest.raises(GeometryError, match="load_audio_from_video=False"):
        require_fit(silent, video_grid_thw=[8, 18, 32], audio_tokens=1)
