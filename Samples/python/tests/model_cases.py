"""What the tests of both examples share: a model with its example, prompts about sample clips, and a loop by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import torch
from omnizip_bundle import Bundle
from omnizip_bundle.torch import PrunedSequence
from torch import Tensor
from transformers import BatchFeature, PreTrainedModel, ProcessorMixin

import qwen2_5_omni
import qwen3_omni
from clips import clip, plan_of
from qwen_prompt import Encoded, encode, features_of
from tiny_models import qwen2_5_processor, qwen2_5_thinker, qwen3_processor, qwen3_thinker

NEW_TOKENS = 8
QUESTION = "What happens?"


@dataclass(frozen=True)
class Case:
    """A tiny model, its processor and the example that uses it."""

    thinker: PreTrainedModel
    processor: ProcessorMixin
    example: ModuleType
    profile: str

    @property
    def pad_id(self) -> int:
        """The token that fills batches."""
        return self.processor.tokenizer.pad_token_id

    def plan(self, name: str, *flags: str) -> Bundle:
        """The plan of a sample clip for this model."""
        return plan_of(name, "--profile", self.profile, *flags)

    def features(self, name: str, question: str = QUESTION) -> BatchFeature:
        """The processor's output for a question about a sample clip, with the frames and sound of its plan."""
        return _features(self, name, question)

    def encoded(self, name: str, question: str = QUESTION) -> Encoded:
        """The unpruned prompt, without gradients."""
        with torch.no_grad():
            return encode(self.thinker, self.features(name, question), self.plan(name))

    def pruned(self, name: str, question: str = QUESTION) -> PrunedSequence:
        """The prompt as the example prunes it."""
        return self.example.prune(self.thinker, self.encoded(name, question), self.plan(name))

    def answer(self, *batch: PrunedSequence) -> Tensor:
        """Token ids that the example generates. [B, n]"""
        return self.example.answer(self.thinker, batch, self.pad_id, NEW_TOKENS)

    def logits(self, *batch: PrunedSequence) -> Tensor:
        """Logits of the token after each prompt. [B, vocabulary]"""
        with torch.no_grad():
            return self.thinker(**self.example.model_inputs(self.thinker, batch, self.pad_id)).logits[:, -1]


@lru_cache
def qwen2_5() -> Case:
    """Qwen2.5-Omni."""
    return Case(qwen2_5_thinker(), qwen2_5_processor(), qwen2_5_omni, "qwen2.5-omni")


@lru_cache
def qwen3() -> Case:
    """Qwen3-Omni."""
    return Case(qwen3_thinker(), qwen3_processor(), qwen3_omni, "qwen3-omni")


@lru_cache
def _features(case: Case, name: str, question: str) -> BatchFeature:
    return features_of(case.processor, clip(name), case.plan(name), question)


def block_places(case: Case, encoded: Encoded) -> Tensor:
    """Places of the audio-video block in a prompt. [M]"""
    ids, config = encoded.input_ids, case.thinker.config
    return ((ids == config.video_token_id) | (ids == config.audio_token_id)).nonzero().squeeze(1)


@torch.no_grad()
def greedy_by_hand(case: Case, encoded: Encoded, plan: Bundle) -> tuple[list[int], Tensor]:
    """The greedy answer, and the logits of its first token, by a plain loop.

    It prunes the whole prompt's rows, then makes one whole forward pass a token.

    Uses nothing of omnizip_bundle but the plan's arrays, and nothing of the model but its text model and its head.
    """
    places = block_places(case, encoded)
    rows = encoded.inputs_embeds.clone()
    for target in set(plan.merge_target.tolist()):
        entries = (plan.merge_target == target).nonzero()[0]
        sources = places[torch.tensor(plan.merge_source[entries].tolist())]
        weights = torch.tensor(plan.merge_weight[entries].tolist())
        rows[places[target]] = (weights[:, None] * encoded.inputs_embeds[sources]).sum(0)
    dropped = set(places[torch.tensor((~plan.keep).tolist())].tolist())
    kept = torch.tensor([place for place in range(len(rows)) if place not in dropped])
    embeds, positions = rows[None, kept], encoded.position_ids[:, None, kept]
    is_video = encoded.input_ids[None, kept] == case.thinker.config.video_token_id
    kept_video = torch.tensor(plan.video_keep.reshape(-1).tolist())
    levels = [level[kept_video] for level in encoded.deepstack]
    tokens: list[int] = []
    logits: list[Tensor] = []
    while len(tokens) < NEW_TOKENS:
        deep = {"visual_pos_masks": is_video, "deepstack_visual_embeds": levels} if levels else {}
        hidden = case.thinker.get_decoder()(inputs_embeds=embeds, position_ids=positions, use_cache=False, **deep)
        logits.append(case.thinker.lm_head(hidden.last_hidden_state[0, -1]))
        tokens.append(int(logits[-1].argmax()))
        if tokens[-1] == case.thinker.generation_config.eos_token_id:
            break
        embeds = torch.cat([embeds, case.thinker.get_input_embeddings()(torch.tensor([[tokens[-1]]]))], dim=1)
        positions = torch.cat([positions, positions[:, :, -1:] + 1], dim=2)
        is_video = torch.cat([is_video, torch.zeros(1, 1, dtype=torch.bool)], dim=1)
    return tokens, logits[0]
