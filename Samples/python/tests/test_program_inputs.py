"""What `omnizip run --content inputs` stores, against what the model's tools make of the video."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROFILES
from processors import AUDIO_PROMPT, VIDEO_PROMPT, make_processor
from test_inputs import LARGEST, assert_same_inputs, psnr, usual_way

from omnizip_bundle import Bundle, read_bundle
from omnizip_bundle.torch import processor_inputs

LOWEST_MEDIAN_PSNR = 48.0
"""Over the temporal patches of all clips, in dB."""
LOWEST_PSNR = 70.0
"""Of any clip: the program converts and resizes as PyAV and torchvision do, but for the last bits of its sums."""


@pytest.mark.parametrize("storage", ["raw", "png"])
@pytest.mark.parametrize("profile", PROFILES)
def test_inputs_are_those_of_the_video(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, profile: str, storage: str
) -> None:
    processor = make_processor(profile)
    made = bundles(
        "--profile", profile, "--max-pixels", str(LARGEST[profile]), "--content", "inputs", "--frame-storage", storage)
    measured: dict[str, list[float]] = {}
    for name, bundle in made.items():
        bundle.validate()
        ours = processor_inputs(bundle).call(processor, VIDEO_PROMPT if bundle.video_tokens else AUDIO_PROMPT)
        usual = usual_way(processor, samples / name, bundle)
        assert_same_inputs(ours, usual, same_samples=False)
        if bundle.video_tokens:
            measured[name] = psnr(ours, usual, processor)
    medians = {name: round(statistics.median(values), 1) for name, values in measured.items()}
    assert min(medians.values()) >= LOWEST_PSNR, medians
    assert statistics.median(value for values in measured.values() for value in values) >= LOWEST_MEDIAN_PSNR, medians


@pytest.mark.parametrize("name", ["audio-late.mp4", "audio-early.mkv", "speech-object.mp4", "cuts-music.mp4"])
@pytest.mark.parametrize("profile", PROFILES)
def test_log_mel_of_the_same_samples(
    omnizip: Callable[..., str], samples: Path, tmp_path: Path, profile: str, name: str
) -> None:
    """Of sound that is stored at 16 kHz, nobody resamples."""
    clip = tmp_path / "clip.mkv"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-loglevel", "error", "-copyts", "-i", samples / name, "-c:v", "copy",
         "-c:a", "pcm_s16le", "-ac", "1", "-ar", "16000", clip], check=True)
    pixels = str(LARGEST[profile])
    omnizip("run", clip, "-o", tmp_path, "--profile", profile, "--max-pixels", pixels, "--content", "inputs")
    bundle = read_bundle(tmp_path / "clip.mkv.safetensors")
    processor = make_processor(profile)
    ours = processor_inputs(bundle).call(processor, VIDEO_PROMPT)
    assert_same_inputs(ours, usual_way(processor, clip, bundle))
