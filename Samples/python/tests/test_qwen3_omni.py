"""The example of Qwen3-Omni against transformers, with a tiny model of random weights."""

from __future__ import annotations

import pytest
import torch

import checks
from model_cases import qwen2_5, qwen3


@pytest.mark.parametrize("name", checks.CLIPS)
def test_generates_what_a_loop_by_hand_generates(name: str) -> None:
    checks.generates_what_a_loop_by_hand_generates(qwen3(), name)


@pytest.mark.parametrize("name", checks.CLIPS)
def test_positions_are_transformers_own(name: str) -> None:
    checks.positions_are_transformers_own(qwen3(), name)


def test_answer_depends_on_positions() -> None:
    checks.answer_depends_on_positions(qwen3(), "speech-object.mp4")


def test_runs_in_half_precision() -> None:
    checks.runs_in_half_precision(qwen3(), "audio-longer.mp4")


def test_batch_equals_singles() -> None:
    checks.batch_equals_singles(qwen3())


def test_loss_reaches_towers() -> None:
    checks.loss_reaches_towers(qwen3())


@pytest.mark.parametrize(("name", "flags", "remedy"), checks.MISFITS)
def test_refuses_a_plan_that_does_not_fit(name: str, flags: tuple[str, ...], remedy: str) -> None:
    checks.refuses_a_plan_that_does_not_fit(qwen3(), name, flags, remedy)


def test_refuses_other_sound() -> None:
    checks.refuses_other_sound(qwen3())


def test_refuses_a_plan_for_another_model() -> None:
    checks.refuses_a_plan_for_another_model(qwen3(), qwen2_5())


def test_answer_depends_on_deepstack() -> None:
    """Embeddings alone lose what the visual tower's middle layers saw; `mm_encoder_outputs` does not."""
    case = qwen3()
    pruned = case.pruned("speech-object.mp4")
    inputs = case.example.model_inputs(case.thinker, [pruned], case.pad_id)
    del inputs["mm_encoder_outputs"]
    inputs["inputs_embeds"] = pruned.inputs_embeds[None]
    with torch.no_grad():
        without = case.thinker(**inputs).logits[:, -1]
    assert not torch.allclose(without, case.logits(pruned), atol=1e-2)


def test_beams_take_deepstack_along() -> None:
    """`generate` copies the kept rows for every beam: one beam of four equals the greedy answer of a batch of one."""
    case = qwen3()
    pair = [case.pruned("silent.mp4"), case.pruned("audio-late.mp4")]
    inputs = case.example.model_inputs(case.thinker, pair, case.pad_id)
    options = {"max_new_tokens": 4, "do_sample": False, "num_beams": 3, "pad_token_id": case.pad_id}
    together = case.thinker.generate(**inputs, **options)[:, -4:]
    for row, pruned in zip(together, pair):
        single = case.example.model_inputs(case.thinker, [pruned], case.pad_id)
        assert row.tolist() == case.thinker.generate(**single, **options)[0, -4:].tolist()
