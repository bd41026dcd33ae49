"""Prompts pruned by plans; positions against get_rope_index of transformers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from conftest import PROFILES
from processors import (
    AUDIO_PROMPT, AUDIO_TOKEN, TOKEN, VIDEO_PROMPT, VIDEO_TOKEN, fetch, make_processor, read_sound, rope_index,
)
from synthetic import make_bundle

from omnizip_bundle import VIDEO, Bundle, aligned_audio, prune_block, read_compressed, write_embeddings
from omnizip_bundle.torch import processor_fps, prune_sequence

IDS = {"video_token_id": VIDEO_TOKEN, "audio_token_id": AUDIO_TOKEN}
WORD = TOKEN["what"]
SHAPES: list[dict[str, Any]] = [
    {"grid": (4, 2, 3), "audio": 90}, {"grid": (4, 9, 16), "audio": 10}, {"grid": (3, 40, 2), "audio": 30},
    {"grid": (6, 2, 3), "audio": 80, "seconds": 1.1623333}, {"grid": (7, 3, 2), "audio": 150, "seconds": 0.8},
    {"grid": (5, 2, 2), "audio": 0, "seconds": 1.7}, {"grid": (0, 0, 0), "audio": 40}, {"grid": (1, 1, 1), "audio": 1},
    {"grid": (9, 2, 2), "audio": 60, "seconds": 2 / 1.7843866171003717},
]


def processed(processor: Any, path: Path, bundle: Bundle, limits: dict[str, int]) -> dict[str, torch.Tensor]:
    """What a processor makes of a clip: as it is with timing `processor`, with our fps and lead with timing `true`."""
    given: dict[str, Any] = {"text": [VIDEO_PROMPT if bundle.video_tokens else AUDIO_PROMPT]}
    if bundle.video_tokens:
        frames, _, _ = fetch(path, bundle.metadata.profile, **limits)
        given |= {"videos": [frames], "do_sample_frames": False}
        if bundle.metadata.timing == "true":
            given["fps"] = processor_fps(bundle)
    if bundle.audio_tokens:
        sound = read_sound(path)
        given["audio"] = [aligned_audio(sound, bundle) if bundle.metadata.timing == "true" else sound]
    if bundle.video_tokens and bundle.audio_tokens:
        given |= {"load_audio_from_video": True, "audio_from_video_indices": [0]}
    return processor(**given, return_tensors="pt")


@pytest.mark.parametrize("timing", ["true", "processor"])
@pytest.mark.parametrize("profile", PROFILES)
def test_clips_through_the_processor(
    bundles: Callable[..., dict[str, Bundle]], samples: Path, profile: str, timing: str
) -> None:
    processor = make_processor(profile)
    pixels = {"qwen2.5-omni": 100352, "qwen3-omni": 131072}[profile]
    made = bundles("--profile", profile, "--timing", timing, "--max-pixels", str(pixels), "--content", "plan")
    for name, bundle in made.items():
        inputs = processed(processor, samples / name, bundle, {"max_pixels": pixels})
        mask = inputs.get("feature_attention_mask")
        ids = inputs["input_ids"][0]
        expected = rope_index(
            profile, ids, video_grid_thw=inputs.get("video_grid_thw"),
            mel_frames=0 if mask is None else int(mask.sum()), seconds_per_grid=bundle.metadata.seconds_per_grid)
        pruned = prune_sequence(bundle, input_ids=ids, **IDS)
        assert torch.equal(pruned.position_ids, expected[:, pruned.kept_index]), name
        assert torch.equal(pruned.input_ids, ids[pruned.kept_index])
        assert len(pruned.input_ids) == len(ids) - bundle.block_length + bundle.kept


def prompt(bundle: Bundle, words: int) -> torch.Tensor:
    """Words, the block between its marks, words."""
    block = np.where(bundle.modality == VIDEO, VIDEO_TOKEN, AUDIO_TOKEN).tolist()
    opening, closing = [], []
    if bundle.video_tokens:
        opening, closing = [TOKEN["<|vision_bos|>"]], [TOKEN["<|vision_eos|>"]]
    if bundle.audio_tokens:
        opening, closing = [*opening, TOKEN["<|audio_bos|>"]], [TOKEN["<|audio_eos|>"], *closing]
    return torch.tensor([*[WORD] * words, *opening, *block, *closing, *[WORD] * words])


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("words", [0, 1, 13, 1001])
def test_positions_are_the_models(tmp_path: Path, profile: str, shape: dict[str, Any], words: int) -> None:
    bundle = make_bundle(tmp_path / "b", 41, profile=profile, **shape)
    ids = prompt(bundle, words)
    grid = torch.tensor([bundle.grid_thw]) if bundle.video_tokens else None
    mel = {"qwen2.5-omni": bundle.audio_tokens * 4, "qwen3-omni": bundle.audio_tokens // 13 * 100}[profile]
    if profile == "qwen3-omni":
        mel += 8 * (bundle.audio_tokens % 13)
    expected = rope_index(
        profile, ids, video_grid_thw=grid, mel_frames=mel, seconds_per_grid=bundle.metadata.seconds_per_grid)
    pruned = prune_sequence(bundle, input_ids=ids, **IDS)
    assert pruned.position_ids.dtype == expected.dtype
    assert torch.equal(pruned.position_ids, expected[:, pruned.kept_index])
    given = prune_sequence(bundle, input_ids=ids, position_ids=expected, **IDS)
    assert torch.equal(given.position_ids, pruned.position_ids)


@pytest.mark.parametrize("profile", PROFILES)
def test_everything_goes_along(tmp_path: Path, profile: str) -> None:
    bundle = make_bundle(tmp_path / "b", 42, profile=profile)
    ids = prompt(bundle, 5)
    embeds = torch.randn(len(ids), 6, requires_grad=True)
    deepstack = torch.randn(bundle.video_tokens, 3, 6, requires_grad=True)
    labels = torch.arange(len(ids))
    pruned = prune_sequence(
        bundle, input_ids=ids, inputs_embeds=embeds, labels=labels, extra={"deepstack": deepstack}, **IDS)
    is_block = (ids == VIDEO_TOKEN) | (ids == AUDIO_TOKEN)
    merged = iter(prune_block(bundle, embeds[is_block]))
    kept = iter(bundle.keep)
    expected = [next(merged) if block else row for row, block in zip(embeds, is_block) if not block or next(kept)]
    assert torch.equal(pruned.inputs_embeds, torch.stack(expected))
    assert torch.equal(pruned.labels, labels[pruned.kept_index])
    assert pruned.extra["deepstack"].shape == (int(bundle.video_keep.sum()), 3, 6)
    (pruned.inputs_embeds.square().sum() + pruned.extra["deepstack"].square().sum()).backward()
    assert embeds.grad[~is_block].abs().min() > 0
    taken_in = torch.zeros(bundle.block_length, dtype=torch.bool)
    taken_in[torch.from_numpy(np.union1d(np.flatnonzero(bundle.keep), bundle.merge_source).astype(np.int64))] = True
    assert torch.equal(embeds.grad[is_block].abs().sum(1) > 0, taken_in)


def test_compressed_embeddings_need_positions(omnizip: Callable[..., str], tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 43)
    rng = np.random.default_rng(43)
    shapes = [(bundle.audio_tokens, 8), (bundle.video_tokens, 8), (bundle.audio_tokens,)]
    audio, video, saliency = (rng.standard_normal(shape) for shape in shapes)
    write_embeddings(tmp_path / "in", audio, video, saliency, bundle.grid, modality=bundle.modality)
    omnizip("compress", tmp_path / "in", "-o", tmp_path / "out")
    compressed = read_compressed(tmp_path / "out")
    ids = prompt(bundle, 3)
    with pytest.raises(ValueError, match="give position_ids"):
        prune_sequence(compressed, input_ids=ids, **IDS)
    positions = torch.arange(len(ids)).expand(3, -1)
    embeds = torch.zeros(len(ids), 8)
    embeds[ids == VIDEO_TOKEN] = torch.from_numpy(video).float()
    embeds[ids == AUDIO_TOKEN] = torch.from_numpy(audio).float()
    pruned = prune_sequence(compressed, input_ids=ids, inputs_embeds=embeds, position_ids=positions, **IDS)
    assert torch.equal(pruned.position_ids[0], pruned.kept_index)
    is_block = (pruned.input_ids == VIDEO_TOKEN) | (pruned.input_ids == AUDIO_TOKEN)
    np.testing.assert_allclose(pruned.inputs_embeds[is_block].numpy(), compressed.block(), atol=1e-5)


def test_what_positions_cannot_be_made_for(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 44)
    ids = prompt(bundle, 2)
    torn = torch.cat([ids[:9], torch.tensor([WORD]), ids[9:]])
    for prompt_ids, message in ((torn, "not one piece"), (ids[3:], "2 open it")):
        with pytest.raises(ValueError, match=message):
            prune_sequence(bundle, input_ids=prompt_ids, **IDS)
    positions = torch.arange(len(torn)).expand(3, -1)
    assert len(prune_sequence(bundle, input_ids=torn, position_ids=positions, **IDS).input_ids) < len(torn)


def test_wrong_shapes_are_named(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 45)
    ids = prompt(bundle, 2)
    for name, value in (
        ("input_ids", ids[None]), ("inputs_embeds", torch.zeros(3, 4)), ("position_ids", torch.zeros(3, 4)),
        ("labels", ids[1:]),
    ):
        with pytest.raises(ValueError, match=name):
            prune_sequence(bundle, **({"input_ids": ids, name: value} | IDS))
