"""The model's inputs out of a bundle against those of the usual way, from the video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import PROFILES
from processors import AUDIO_PROMPT, VIDEO_PROMPT, fetch, make_processor, read_sound
from safetensors import safe_open
from synthetic import make_bundle, make_members

from omnizip_bundle import Bundle, BundleError, aligned_audio, read_bundle
from omnizip_bundle._safetensors import write_tensors
from omnizip_bundle.torch import processor_fps, processor_inputs

CLIPS = ("audio-late.mp4", "audio-early.mkv", "silent.mp4", "audio-only.m4a", "variable-rate.mp4")
LARGEST = {"qwen2.5-omni": 768 * 28 * 28, "qwen3-omni": 768 * 32 * 32}
"""The models' own limits of pixels."""
LARGEST_LOG_MEL_ERROR = 1e-4
LARGEST_MEAN_LOG_MEL_ERROR = 2e-3


def usual_way(processor: Any, path: Path, bundle: Bundle) -> dict[str, torch.Tensor]:
    """The processor's output for a clip, decoded here."""
    given: dict[str, Any] = {"text": [VIDEO_PROMPT if bundle.video_tokens else AUDIO_PROMPT]}
    if bundle.video_tokens:
        frames, _, _ = fetch(path, bundle.metadata.profile)
        given |= {"videos": [frames], "do_sample_frames": False, "fps": processor_fps(bundle)}
    if bundle.audio_tokens:
        given["audio"] = [aligned_audio(read_sound(path), bundle)]
    if bundle.video_tokens and bundle.audio_tokens:
        given |= {"load_audio_from_video": True, "audio_from_video_indices": [0]}
    return processor(**given, return_tensors="pt")


def with_inputs(bundle: Bundle, path: Path, processor: Any, target: Path) -> Bundle:
    """The program's bundle with frames and log-mel that are decoded here."""
    with safe_open(bundle.source, framework="np") as file:
        tensors, metadata = file.get_tensors(), file.metadata()
    if bundle.video_tokens:
        frames, _, _ = fetch(path, bundle.metadata.profile)
        tensors["frames"] = frames.permute(0, 2, 3, 1).to(torch.uint8).numpy()
    if bundle.audio_tokens:
        sound = processor.feature_extractor(
            aligned_audio(read_sound(path), bundle), sampling_rate=16000, return_attention_mask=True,
            padding="max_length" if bundle.metadata.profile == "qwen2.5-omni" else True, truncation=False)
        heard = int(sound["attention_mask"].sum())
        tensors["log_mel"] = np.ascontiguousarray(sound["input_features"][0][:, :heard])
        metadata["mel_frames"] = str(heard)
    write_tensors(target, tensors, metadata | {"content": "inputs"})
    return read_bundle(target)


def psnr(ours: Any, usual: dict[str, torch.Tensor], processor: Any) -> list[float]:
    """PSNR in dB of the pictures of each temporal patch, in the range of pixels."""
    deviation = torch.tensor(processor.video_processor.image_std)
    error = ours["pixel_values_videos"] - usual["pixel_values_videos"]
    error = error.reshape(int(usual["video_grid_thw"][0, 0]), -1, 3, error.shape[1] // 3) * deviation[:, None]
    return (10 * torch.log10(1 / error.square().mean((1, 2, 3)).clamp_min(1e-12))).tolist()


def assert_same_inputs(ours: Any, usual: dict[str, torch.Tensor], *, same_samples: bool = True) -> None:
    """Same prompt and grids, and log-mel as alike as is promised.

    Where the sound was decoded and resampled by two versions of FFmpeg, the samples are not the same, and quiet places
    differ most.
    """
    assert ours.keys() == usual.keys()
    assert torch.equal(ours["input_ids"], usual["input_ids"])
    if "pixel_values_videos" in usual:
        assert torch.equal(ours["video_grid_thw"], usual["video_grid_thw"])
        assert ours["video_second_per_grid"].tolist() == usual["video_second_per_grid"].tolist()
    if "input_features" in usual:
        assert torch.equal(ours["feature_attention_mask"], usual["feature_attention_mask"])
        heard = usual["feature_attention_mask"].bool()[0]
        difference = (ours["input_features"] - usual["input_features"]).abs()[0]
        if same_samples:
            assert difference[:, heard].max() <= LARGEST_LOG_MEL_ERROR
        else:
            assert difference[:, heard].mean() <= LARGEST_MEAN_LOG_MEL_ERROR
        # The first frame of padding still hears the last samples; the model sees no padding.
        padding = difference[:, ~heard][:, 2:]
        assert padding.numel() == 0 or padding.max() <= LARGEST_LOG_MEL_ERROR or not same_samples


@pytest.mark.parametrize("profile", PROFILES)
def test_bundles_give_what_the_video_gives(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, tmp_path: Path, profile: str
) -> None:
    processor = make_processor(profile)
    made = bundles("--profile", profile, "--max-pixels", str(LARGEST[profile]))
    for name in CLIPS:
        bundle = with_inputs(made[name], samples / name, processor, tmp_path / name)
        bundle.validate()
        inputs = processor_inputs(bundle)
        ours = inputs.call(processor, VIDEO_PROMPT if bundle.video_tokens else AUDIO_PROMPT)
        usual = usual_way(processor, samples / name, bundle)
        assert_same_inputs(ours, usual)
        if bundle.video_tokens:
            assert torch.equal(ours["pixel_values_videos"], usual["pixel_values_videos"])



def test_fps_gives_the_plans_seconds(tmp_path: Path) -> None:
    rng = np.random.default_rng(51)
    bundle = make_bundle(tmp_path / "b", 51)
    # The program's seconds are 2 / fps, so there always is such an fps.
    for fps in rng.uniform(0.1, 9, 2000).tolist():
        changed = replace(bundle, metadata=replace(bundle.metadata, seconds_per_grid=2 / fps))
        assert 2 / processor_fps(changed) == 2 / fps


def test_a_bundle_without_inputs_says_how_to_get_them(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 52)
    with pytest.raises(BundleError, match="--content inputs"):
        processor_inputs(bundle)
    tensors, metadata = make_members(52)
    frames = np.zeros((8, int(metadata["resized_height"]), int(metadata["resized_width"]), 3), np.uint8)
    write_tensors(tmp_path / "b", {**tensors, "frames": frames}, metadata)
    with pytest.raises(BundleError, match="log_mel: holds no sound"):
        processor_inputs(read_bundle(tmp_path / "b"))
