"""The example of Qwen2.5-Omni against transformers, with a tiny model of random weights."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from omnizip_bundle import BundleError, GeometryError
from omnizip_bundle._safetensors import write_tensors
from torch import Tensor
from transformers import PreTrainedModel

import checks
import dump_embeddings
import qwen2_5_omni
import qwen_cli
from clips import clip, plan_of, plan_path
from model_cases import NEW_TOKENS, QUESTION, qwen2_5, qwen3
from qwen_media import plan_frames
from qwen_prompt import features_of
from synthetic import make_members


@pytest.mark.parametrize("name", checks.CLIPS)
def test_generates_what_a_loop_by_hand_generates(name: str) -> None:
    checks.generates_what_a_loop_by_hand_generates(qwen2_5(), name)


@pytest.mark.parametrize("name", checks.CLIPS)
def test_positions_are_transformers_own(name: str) -> None:
    checks.positions_are_transformers_own(qwen2_5(), name)


def test_answer_depends_on_positions() -> None:
    checks.answer_depends_on_positions(qwen2_5(), "speech-object.mp4")


def test_runs_in_half_precision() -> None:
    checks.runs_in_half_precision(qwen2_5(), "audio-longer.mp4")


def test_batch_equals_singles() -> None:
    checks.batch_equals_singles(qwen2_5())


def test_loss_reaches_towers() -> None:
    checks.loss_reaches_towers(qwen2_5())


@pytest.mark.parametrize(("name", "flags", "remedy"), checks.MISFITS)
def test_refuses_a_plan_that_does_not_fit(name: str, flags: tuple[str, ...], remedy: str) -> None:
    checks.refuses_a_plan_that_does_not_fit(qwen2_5(), name, flags, remedy)


def test_refuses_other_sound() -> None:
    checks.refuses_other_sound(qwen2_5())


def test_refuses_a_plan_for_another_model() -> None:
    checks.refuses_a_plan_for_another_model(qwen2_5(), qwen3())


def test_merged_video_is_merged() -> None:
    """With --temporal merge the plan's entries are video, too, and generation still equals the loop by hand."""
    case = qwen2_5()
    plan = case.plan("audio-longer.mp4", "--temporal", "merge")
    assert (plan.modality[plan.merge_target] == 1).any()
    encoded = case.encoded("audio-longer.mp4")
    pruned = qwen2_5_omni.prune(case.thinker, encoded, plan)
    checks.equals_by_hand(case, pruned, encoded, plan)


def test_takes_inputs_from_the_bundle_without_opening_the_video() -> None:
    """Pictures and log-mel of a bundle give the same prompt as the video that they came from."""
    case, name = qwen2_5(), "audio-late.mp4"
    plan, usual = case.plan(name), case.features(name)
    frames = plan_frames(clip(name), plan).permute(0, 2, 3, 1).contiguous().numpy()
    log_mel = usual["input_features"][0, :, : plan.metadata.mel_frames].numpy()
    inputs = replace(plan, frames=frames, log_mel=log_mel, metadata=replace(plan.metadata, content="inputs"))
    features = features_of(case.processor, Path("no-such-video.mp4"), inputs, QUESTION)
    for key in ("input_ids", "pixel_values_videos", "video_grid_thw", "feature_attention_mask"):
        assert torch.equal(features[key], usual[key])
    heard = usual["feature_attention_mask"][0].bool()
    assert torch.equal(features["input_features"][..., heard], usual["input_features"][..., heard])


def test_wrong_video_is_named() -> None:
    """Frames that a shorter video does not have."""
    with pytest.raises(GeometryError, match="audio-longer.mp4: frame .* does not exist"):
        plan_frames(clip("audio-longer.mp4"), plan_of("speech-object.mp4"))


def test_rotated_video_is_upright() -> None:
    """The decoder gives the coded picture; the plan's is turned."""
    plan = plan_of("portrait-rotated.mp4")
    metadata = plan.metadata
    frames = plan_frames(clip("portrait-rotated.mp4"), plan)
    assert frames.shape == (len(plan.frame_index), 3, metadata.resized_height, metadata.resized_width)
    assert metadata.resized_height > metadata.resized_width


def test_command_refuses_a_bundle_that_breaks_a_rule(tmp_path: Path) -> None:
    """Before it loads a model."""
    tensors, metadata = make_members(8)
    write_tensors(tmp_path / "b", tensors | {"merge_target": tensors["merge_target"] + 10_000}, metadata)
    arguments = argparse.Namespace(bundle=tmp_path / "b", model="no-such-model")
    for main in (lambda given: qwen_cli.ask(given, None, None, None), dump_embeddings.main):
        with pytest.raises(BundleError, match="merge_target: place"):
            main(arguments)


def test_command_prints_answer_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """MODEL VIDEO BUNDLE --prompt, from a saved model."""
    case, name = qwen2_5(), "audio-late.mp4"
    case.thinker.save_pretrained(tmp_path)
    case.processor.save_pretrained(tmp_path)
    arguments = argparse.Namespace(
        model=str(tmp_path), video=clip(name), bundle=plan_path(name, "--profile", case.profile), prompt=QUESTION,
        max_new_tokens=NEW_TOKENS, device="cpu", dtype="auto",
    )
    ends: list[int] = []

    def answer(thinker: PreTrainedModel, *rest: Any) -> Tensor:
        ends.append(thinker.generation_config.eos_token_id)
        return qwen2_5_omni.answer(thinker, *rest)

    qwen_cli.ask(arguments, type(case.thinker), qwen2_5_omni.prune, answer)
    assert ends == [case.processor.tokenizer.convert_tokens_to_ids("<|im_end|>")], "else it answers to the last token"
    printed = capsys.readouterr()
    tokens = case.answer(case.pruned(name))[0]
    assert printed.out.removesuffix("\n") == case.processor.tokenizer.decode(tokens, skip_special_tokens=True)
    assert f"of {len(case.encoded(name).input_ids):,} tokens" in printed.err
