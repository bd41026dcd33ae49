"""What the examples decode themselves: the streams, the level and the frames that the program took."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from omnizip_bundle import BundleError, GeometryError, read_bundle
from omnizip_bundle.torch import processor_inputs

from clips import clip, plan_of, program
from processors import read_sound
from qwen_media import decoded_audio, plan_audio, plan_frames
from qwen_prompt import features_of
from tiny_models import qwen2_5_processor


def made(path: Path, *arguments: str) -> Path:
    """A clip that FFmpeg makes of `arguments`."""
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", *arguments, str(path)], check=True)
    return path


CLIPS = ("portrait-rotated.mp4", "variable-rate.mp4", "audio-late.mp4", "audio-early.mkv")
"""Turned, of uneven times, and with sound that starts late and early."""


@pytest.mark.parametrize("name", CLIPS)
def test_the_video_gives_what_the_program_stores(name: str) -> None:
    """The example's own frames and sound make the prompt that `--content inputs` makes, and nearly its pictures."""
    processor = qwen2_5_processor()
    stored = plan_of(name, "--content", "inputs")
    ours = features_of(processor, clip(name), plan_of(name), "?")
    theirs = features_of(processor, Path("no-such-video"), stored, "?")
    assert ours.keys() == theirs.keys()
    for key in ("input_ids", "video_grid_thw", "feature_attention_mask"):
        assert torch.equal(ours[key], theirs[key])
    frames = plan_frames(clip(name), plan_of(name)).permute(0, 2, 3, 1).numpy()
    errors = np.square(frames.astype(np.float64) - stored.pictures()).mean((1, 2, 3))
    assert (10 * np.log10(255**2 / np.maximum(errors, 1e-9))).min() > 48
    heard = theirs["feature_attention_mask"][0].bool()
    difference = (ours["input_features"] - theirs["input_features"])[0][:, heard].abs()
    assert difference.mean() < 2e-3


PICTURES = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=3")
TONES = ("-f", "lavfi", "-i", "aevalsrc=0.5*sin(2764*t)|0.5*sin(2764*t):s=16000:d=3")


def test_stereo_is_as_loud_as_the_program_hears_it(tmp_path: Path) -> None:
    """The mean of two equal channels is each of them."""
    stereo = made(tmp_path / "stereo.mkv", *PICTURES, *TONES, "-c:v", "mpeg4", "-c:a", "pcm_s16le")
    level = float(np.sqrt(np.square(decoded_audio(stereo)).mean()))
    assert level == pytest.approx(0.5 / np.sqrt(2), rel=1e-3)
    np.testing.assert_array_equal(decoded_audio(stereo), read_sound(stereo))


def test_the_stream_is_the_one_that_the_program_takes(tmp_path: Path) -> None:
    """The first sound is in another language; the second is the one to play."""
    path = made(
        tmp_path / "two.mkv", *PICTURES, "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono:d=3", *TONES, "-map", "0:v",
        "-map", "1:a", "-map", "2:a", "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-disposition:a:0", "0",
        "-disposition:a:1", "default")
    program("run", path, "--output", tmp_path, "--content", "plan", "--progress", "none")
    chosen = json.loads((tmp_path / "two.mkv.json").read_text())["source"]["audio"]["stream_index"]
    assert chosen == 2
    assert plan_audio(path, read_bundle(tmp_path / "two.mkv.safetensors")).any()


def test_sound_too_short_for_a_token_is_none(tmp_path: Path) -> None:
    path = made(
        tmp_path / "click.mkv", *PICTURES, *TONES, "-c:v", "mpeg4", "-c:a", "pcm_s16le", "-af", "atrim=end=0.005")
    program("run", path, "--output", tmp_path, "--content", "inputs", "--progress", "none")
    bundle = read_bundle(tmp_path / "click.mkv.safetensors")
    assert bundle.metadata.audio_samples > 0 and bundle.audio_tokens == 0
    assert processor_inputs(bundle).input_features is None


def test_what_the_examples_cannot_ask_about_is_named(tmp_path: Path) -> None:
    """Another video, no pictures, and a part whose sound the example cannot place."""
    processor = qwen2_5_processor()
    with pytest.raises(GeometryError, match="speech-object.mp4: has .* bytes, but .* is of a video of"):
        features_of(processor, clip("speech-object.mp4"), plan_of("audio-late.mp4"), "?")
    with pytest.raises(GeometryError, match="sound alone"):
        features_of(processor, clip("audio-only.m4a"), plan_of("audio-only.m4a"), "?")
    path = clip("speech-object.mp4")
    (tmp_path / "list").write_text(json.dumps({"id": "part", "path": str(path), "start": 2, "end": 6}))
    program("run", "--list", tmp_path / "list", "--output", tmp_path, "--content", "plan", "--progress", "none")
    with pytest.raises(BundleError, match="--content inputs"):
        features_of(processor, path, read_bundle(tmp_path / "part.safetensors"), "?")
