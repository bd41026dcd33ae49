"""Ask Qwen3-Omni about a video with the tokens that a bundle's plan keeps.

    omnizip run talk.mp4 --output bundles/ --content plan --profile qwen3-omni
    python qwen3_omni.py Qwen/Qwen3-Omni-30B-A3B-Instruct talk.mp4 bundles/talk.mp4.safetensors --prompt "What is said?"

Qwen3-Omni adds features of the visual tower's middle layers to the hidden states of the first layers at every video
token (deepstack). `inputs_embeds` alone loses them without an error. Therefore video goes in by `mm_encoder_outputs`,
its kept rows only, and `inputs_embeds` keeps the placeholder's embedding at the video tokens, by which the model finds
them. Needs transformers 5.19 or later. Tested with random weights, not with the checkpoint's.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from omnizip_bundle import Bundle
from omnizip_bundle.torch import PrunedSequence, collate, prune_sequence
from torch import Tensor
from transformers import PreTrainedModel, Qwen3OmniMoeThinkerForConditionalGeneration
from transformers.models.qwen3_omni_moe.modeling_qwen3_omni_moe import BaseModelOutputWithDeepstackFeatures

from qwen_cli import run
from qwen_prompt import Encoded

Inputs = dict[str, Tensor | dict[str, BaseModelOutputWithDeepstackFeatures]]


def prune(thinker: PreTrainedModel, encoded: Encoded, plan: Bundle, labels: Tensor | None = None) -> PrunedSequence:
    """The kept rows of a prompt, merges applied, with the positions they had; `labels` [S] are cut alike.

    `extra` holds the kept rows of each deepstack level; video that a plan merges is merged in them, too.
    """
    return prune_sequence(
        plan,
        input_ids=encoded.input_ids,
        inputs_embeds=encoded.inputs_embeds,
        position_ids=encoded.position_ids,
        video_token_id=thinker.config.video_token_id,
        audio_token_id=thinker.config.audio_token_id,
        labels=labels,
        extra={f"deepstack.{level}": rows for level, rows in enumerate(encoded.deepstack)},
    )


def model_inputs(thinker: PreTrainedModel, batch: Sequence[PrunedSequence], pad_id: int) -> Inputs:
    """What `thinker(...)` and `thinker.generate(...)` take for pruned prompts, padded on the left."""
    padded = collate(list(batch), pad_id)
    embeds = padded["inputs_embeds"]
    is_video = padded["input_ids"] == thinker.config.video_token_id
    placeholder = thinker.get_input_embeddings()(padded["input_ids"].new_tensor(thinker.config.video_token_id))
    inputs: Inputs = {
        "input_ids": padded["input_ids"],
        "inputs_embeds": torch.where(is_video[..., None], placeholder, embeds),
        "attention_mask": padded["attention_mask"],
        "position_ids": padded["position_ids"],
        "mm_encoder_outputs": {"video": _video(batch, embeds[is_video])},
    }
    return inputs | ({"labels": padded["labels"]} if padded.get("labels") is not None else {})


def _video(batch: Sequence[PrunedSequence], rows: Tensor) -> BaseModelOutputWithDeepstackFeatures:
    """What the visual tower would return if it made only the kept rows: one tensor a video, at every level."""
    lengths = [len(next(iter(pruned.extra.values()))) for pruned in batch]
    levels = [[pruned.extra[name] for pruned in batch] for name in batch[0].extra]
    return BaseModelOutputWithDeepstackFeatures(
        pooler_output=torch.split(rows, lengths), deepstack_features=[tuple(level) for level in levels]
    )


@torch.inference_mode()
def answer(thinker: PreTrainedModel, batch: Sequence[PrunedSequence], pad_id: int, max_new_tokens: int) -> Tensor:
    """Token ids [B, n] of the greedy answers, without the prompts."""
    inputs = model_inputs(thinker, batch, pad_id)
    tokens = thinker.generate(**inputs, max_new_tokens=max_new_tokens, do_sample=False, pad_token_id=pad_id)
    return tokens[:, inputs["input_ids"].shape[1] :]


if __name__ == "__main__":
    run(Qwen3OmniMoeThinkerForConditionalGeneration, prune, answer, __doc__)
