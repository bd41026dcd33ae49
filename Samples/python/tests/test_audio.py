"""Sound on the clock of the pictures: the model's processor makes exactly the plan's tokens of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import PROFILES
from processors import AUDIO_PROMPT, AUDIO_TOKEN, make_processor, read_sound
from qwen_omni_utils import process_audio_info
from synthetic import make_bundle

from omnizip_bundle import SAMPLE_RATE, Bundle, BundleError, aligned_audio


def tokens(processor: Any, sound: np.ndarray) -> int:
    """Audio places that a processor makes of sound."""
    return int((processor(text=[AUDIO_PROMPT], audio=[sound], return_tensors="pt")["input_ids"] == AUDIO_TOKEN).sum())


@pytest.mark.parametrize("profile", PROFILES)
def test_the_processor_makes_the_plans_tokens(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, profile: str
) -> None:
    processor = make_processor(profile)
    heard = {n: b for n, b in bundles("--profile", profile, "--content", "plan").items() if b.audio_tokens}
    assert len(heard) == 10
    for name, bundle in heard.items():
        sound = aligned_audio(read_sound(samples / name), bundle)
        assert tokens(processor, sound) == bundle.audio_tokens, name
        raw = tokens(processor, read_sound(samples / name))
        if name in ("audio-late.mp4", "audio-early.mkv"):
            assert abs(raw - bundle.audio_tokens) > 8, "without the lead it would be another number"


def test_sound_is_where_the_clip_has_it(bundles: Callable[..., dict[str, Bundle]], samples: Path) -> None:
    for name in ("audio-late.mp4", "audio-early.mkv"):
        bundle, raw = bundles()[name], read_sound(samples / name)
        lead = round(bundle.metadata.audio_lead_seconds * SAMPLE_RATE)
        sound = aligned_audio(raw, bundle)
        assert len(sound) == bundle.metadata.audio_samples
        if lead > 0:
            assert not sound[:lead].any()
            np.testing.assert_array_equal(sound[lead : lead + 9000], raw[:9000])
        else:
            np.testing.assert_array_equal(sound[:9000], raw[-lead : 9000 - lead])
        assert abs(len(raw) + lead - len(sound)) < 200, "the clip ends where the plan's sound does"


def test_timing_processor_moves_nothing(bundles: Callable[..., dict[str, Bundle]], samples: Path) -> None:
    for name, bundle in bundles("--timing", "processor", "--content", "plan").items():
        if bundle.audio_tokens:
            raw = read_sound(samples / name)
            sound = aligned_audio(raw, bundle)
            length = min(len(raw), len(sound))
            np.testing.assert_array_equal(sound[:length], raw[:length], err_msg=name)


def test_qwen_omni_utils_sound_will_do(bundles: Callable[..., dict[str, Bundle]], samples: Path) -> None:
    """Its sound, resampled by librosa, gives the same number of tokens."""
    processor = make_processor("qwen2.5-omni")
    for name in ("audio-late.mp4", "audio-early.mkv"):
        message = [{"role": "user", "content": [{"type": "video", "video": str(samples / name)}]}]
        sound = process_audio_info(message, use_audio_in_video=True)[0]
        assert tokens(processor, aligned_audio(sound, bundles()[name])) == bundles()[name].audio_tokens


@pytest.mark.parametrize("lead", [-0.5, -0.0000312, 0.0, 0.0000313, 0.25, 100.0])
def test_leads(tmp_path: Path, lead: float) -> None:
    bundle = make_bundle(tmp_path / "b", 31)
    bundle = replace(bundle, metadata=replace(bundle.metadata, audio_lead_seconds=lead))
    samples = np.arange(1, 70000, dtype=np.float32)
    sound = aligned_audio(samples, bundle)
    shift = int(np.sign(lead) * np.floor(abs(lead) * SAMPLE_RATE + 0.5))
    for place in range(0, len(sound), 997):
        inside = 0 <= place - shift < len(samples)
        assert sound[place] == (samples[place - shift] if inside else 0)
    assert sound.shape == (bundle.metadata.audio_samples,)


def test_what_cannot_be_placed_is_refused(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 32)
    with pytest.raises(ValueError, match="mono"):
        aligned_audio(np.zeros((2, 100)), bundle)
    part = replace(bundle, metadata=replace(bundle.metadata, part_origin_seconds=2.0))
    with pytest.raises(BundleError, match="--content inputs"):
        aligned_audio(np.zeros(100), part)
