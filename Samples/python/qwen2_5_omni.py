"""Ask Qwen2.5-Omni about a video with the tokens that a bundle's plan keeps.

    omnizip run talk.mp4 --output bundles/ --content plan
    python qwen2_5_omni.py Qwen/Qwen2.5-Omni-7B talk.mp4 bundles/talk.mp4.safetensors --prompt "What is said?"

The model's own towers encode all sound and pictures; the plan then removes tokens before the language model, merges
what it merges, and every token keeps the position that it had. Needs transformers 5.19 or later: earlier versions
throw away the position ids given to `generate`. Tested with random weights, not with the checkpoint's.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from omnizip_bundle import Bundle
from omnizip_bundle.torch import PrunedSequence, collate, prune_sequence
from torch import Tensor
from transformers import PreTrainedModel, Qwen2_5OmniThinkerForConditionalGeneration

from qwen_cli import run
from qwen_prompt import Encoded


def prune(thinker: PreTrainedModel, encoded: Encoded, plan: Bundle, labels: Tensor | None = None) -> PrunedSequence:
    """The kept rows of a prompt, merges applied, with the positions they had; `labels` [S] are cut alike."""
    return prune_sequence(
        plan,
        input_ids=encoded.input_ids,
        inputs_embeds=encoded.inputs_embeds,
        position_ids=encoded.position_ids,
        video_token_id=thinker.config.video_token_id,
        audio_token_id=thinker.config.audio_token_id,
        labels=labels,
    )


def model_inputs(thinker: PreTrainedModel, batch: Sequence[PrunedSequence], pad_id: int) -> dict[str, Tensor]:
    """What `thinker(...)` and `thinker.generate(...)` take for pruned prompts, padded on the left.

    `inputs_embeds` comes first: without `input_ids`, `generate` takes the size of the batch from the first tensor that
    it is given, and the first axis of `position_ids` is 3.
    """
    padded = collate(list(batch), pad_id)
    names = ("inputs_embeds", "attention_mask", "position_ids", "labels")
    return {name: padded[name] for name in names if padded.get(name) is not None}


@torch.inference_mode()
def answer(thinker: PreTrainedModel, batch: Sequence[PrunedSequence], pad_id: int, max_new_tokens: int) -> Tensor:
    """Token ids [B, n] of the greedy answers, without the prompts."""
    inputs = model_inputs(thinker, batch, pad_id)
    return thinker.generate(**inputs, max_new_tokens=max_new_tokens, do_sample=False, pad_token_id=pad_id)


if __name__ == "__main__":
    run(Qwen2_5OmniThinkerForConditionalGeneration, prune, answer, __doc__)
