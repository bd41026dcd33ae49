"""Checks that hold for both models, each called by both models' tests."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from omnizip_bundle import Bundle, GeometryError
from omnizip_bundle.torch import PrunedSequence, prune_sequence

from clips import clip
from dump_embeddings import embeddings
from model_cases import NEW_TOKENS, QUESTION, Case, block_places, greedy_by_hand
from qwen_media import plan_audio, plan_frames
from qwen_prompt import Encoded, chat_text, encode, prompt_features

CLIPS = (
    "speech-object.mp4", "audio-late.mp4", "audio-early.mkv", "audio-longer.mp4", "silent.mp4", "variable-rate.mp4",
)
"""Whole seconds, sound late, early and longer than the pictures, no sound, and patches of other than one second."""

FOUR = {
    "speech-object.mp4": "What happens?",
    "audio-late.mp4": "Who speaks, and when does the sound begin?",
    "silent.mp4": "What is seen?",
    "audio-longer.mp4": "?",
}
"""Clips of different length, order, lead and sound, with questions of different length."""


def generates_what_a_loop_by_hand_generates(case: Case, name: str) -> None:
    """The same tokens and logits, and fewer rows than the whole prompt has."""
    encoded, pruned = case.encoded(name), case.pruned(name)
    assert len(pruned.input_ids) < len(encoded.input_ids)
    equals_by_hand(case, pruned, encoded, case.plan(name))


def equals_by_hand(case: Case, pruned: PrunedSequence, encoded: Encoded, plan: Bundle) -> None:
    """Tokens alone would not show a row that is a little off, such as one that took nothing in."""
    tokens, logits = greedy_by_hand(case, encoded, plan)
    assert case.answer(pruned)[0].tolist() == tokens
    torch.testing.assert_close(case.logits(pruned)[0], logits, rtol=1e-4, atol=1e-4)


def runs_in_half_precision(case: Case, name: str) -> None:
    """Checkpoints are bfloat16, processors make float32: the same loop by hand, in bfloat16."""
    half = replace(case, thinker=copy.deepcopy(case.thinker).to(torch.bfloat16))
    encoded, pruned, plan = half.encoded(name), half.pruned(name), half.plan(name)
    assert pruned.inputs_embeds.dtype == torch.bfloat16 and pruned.position_ids.dtype == encoded.position_ids.dtype
    _, logits = greedy_by_hand(half, encoded, plan)
    torch.testing.assert_close(half.logits(pruned)[0], logits, rtol=0.05, atol=0.05 * float(logits.abs().max()))
    assert half.answer(pruned).shape == (1, NEW_TOKENS)
    made = embeddings(half.thinker, half.features(name), plan)
    assert torch.equal(made.audio, encoded.audio) and made.saliency.dtype == torch.float32


def positions_are_transformers_own(case: Case, name: str) -> None:
    """Kept tokens keep get_rope_index's ids; the plan's own ids and that of the block's first token add up to them."""
    encoded, plan, pruned = case.encoded(name), case.plan(name), case.pruned(name)
    assert torch.equal(pruned.position_ids, encoded.position_ids[:, pruned.kept_index])
    block = encoded.position_ids[:, block_places(case, encoded)]
    assert block.dtype == (torch.float32 if case.profile == "qwen3-omni" else torch.int64)
    np.testing.assert_array_equal(block.numpy(), (plan.position_ids + block[:, :1].numpy()).astype(block.numpy().dtype))
    ids = {"video_token_id": case.thinker.config.video_token_id, "audio_token_id": case.thinker.config.audio_token_id}
    made = prune_sequence(plan, input_ids=encoded.input_ids, **ids)
    assert torch.equal(made.position_ids, pruned.position_ids)


def answer_depends_on_positions(case: Case, name: str) -> None:
    """Without the positions of the unpruned prompt `generate` runs, too, and gives other tokens."""
    pruned = case.pruned(name)
    inputs = case.example.model_inputs(case.thinker, [pruned], case.pad_id)
    del inputs["position_ids"]
    options = {"max_new_tokens": NEW_TOKENS, "do_sample": False, "pad_token_id": case.pad_id}
    tokens = case.thinker.generate(**inputs, **options)[0, -NEW_TOKENS:]
    assert tokens.tolist() != case.answer(pruned)[0].tolist()


def batch_equals_singles(case: Case) -> None:
    """Four prompts of different length, padded on the left: the same logits and tokens as one by one."""
    four = [case.pruned(name, question) for name, question in FOUR.items()]
    assert len({len(pruned.input_ids) for pruned in four}) == 4
    together = case.logits(*four)
    alone = torch.cat([case.logits(pruned) for pruned in four])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-4)
    tokens = case.answer(*four)
    for row, pruned in zip(tokens, four):
        assert row.tolist() == case.answer(pruned)[0].tolist()


def loss_reaches_towers(case: Case) -> None:
    """backward() on a pruned batch: finite gradients in both towers and in every row that is kept or merged."""
    names = ("audio-late.mp4", "speech-object.mp4")
    case.thinker.zero_grad()
    encoded = [encode(case.thinker, case.features(name), case.plan(name)) for name in names]
    for prompt in encoded:
        prompt.inputs_embeds.retain_grad()
    batch = [
        case.example.prune(case.thinker, prompt, case.plan(name), labels=prompt.input_ids.clone())
        for name, prompt in zip(names, encoded)
    ]
    loss = case.thinker(**case.example.model_inputs(case.thinker, batch, case.pad_id)).loss
    loss.backward()
    for name, prompt in zip(names, encoded):
        _check_row_gradients(case, name, prompt.inputs_embeds.grad, block_places(case, prompt))
    towers = [value for key, value in case.thinker.named_parameters() if "audio_tower" in key or "visual" in key]
    gradients = [value.grad for value in towers if value.grad is not None]
    case.thinker.zero_grad()
    assert torch.isfinite(loss) and all(torch.isfinite(gradient).all() for gradient in gradients)
    assert sum(bool(gradient.any()) for gradient in gradients) > 0.8 * len(towers)


def _check_row_gradients(case: Case, name: str, gradient: torch.Tensor, places: torch.Tensor) -> None:
    """Dropped rows get a gradient exactly where they are merged into kept ones."""
    plan = case.plan(name)
    used = plan.keep.copy()
    used[plan.merge_source] = True
    assert (used & ~plan.keep).any(), "the clip must have merges"
    np.testing.assert_array_equal(gradient[places].any(dim=1).numpy(), used)


MISFITS = [
    pytest.param("audio-longer.mp4", ("--fps", "1"), "--fps 2", id="other frames"),
    pytest.param("letterbox.mp4", ("--max-pixels", "262144"), "--max-pixels", id="other size"),
]
"""A clip, flags of a plan that does not fit its default prompt, and a flag that would make them agree."""


def refuses_a_plan_that_does_not_fit(case: Case, name: str, flags: tuple[str, ...], remedy: str) -> None:
    """A plan for other frames than the prompt's: the message has both grids and how to make them agree."""
    other = case.plan(name, *flags)
    with pytest.raises(GeometryError) as raised:
        encode(case.thinker, case.features(name), other)
    for patches, rows, columns in (case.plan(name).grid, other.grid):
        assert f"{patches} patches of {rows} x {columns}" in str(raised.value)
    assert remedy in str(raised.value)


def refuses_other_sound(case: Case) -> None:
    """Sound without the plan's lead has other tokens: the message says how many, and names aligned_audio."""
    name = "audio-late.mp4"
    plan, text = case.plan(name), chat_text(case.processor, QUESTION)
    audio = plan_audio(clip(name), plan)
    cut = audio[round(plan.metadata.audio_lead_seconds * 16_000) :]
    features = prompt_features(case.processor, plan, frames=plan_frames(clip(name), plan), audio=cut, text=text)
    with pytest.raises(GeometryError, match=rf"{plan.audio_tokens} audio tokens.*aligned_audio"):
        encode(case.thinker, features, plan)


def refuses_a_plan_for_another_model(case: Case, other: Case) -> None:
    """A plan for `other`, whose grid can be the same: the message names both profiles and the flag."""
    with pytest.raises(GeometryError, match=rf"{other.profile}, the model is {case.profile}.*--profile {case.profile}"):
        encode(case.thinker, case.features("silent.mp4"), other.plan("silent.mp4"))
