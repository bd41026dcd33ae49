"""A question about one video as Qwen's omni models take it, with the frames and the sound of a bundle's plan.

What Qwen2.5-Omni and Qwen3-Omni have in common: the processor's input, the positions of the unpruned prompt, and its
embeddings with what the model's own towers made of sound and pictures in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from omnizip_bundle import Bundle, GeometryError, require_fit
from omnizip_bundle.torch import processor_fps, processor_inputs
from torch import Tensor
from transformers import BatchFeature, PreTrainedModel, ProcessorMixin

from qwen_media import plan_audio, plan_frames

SYSTEM = (
    "You are Qwen, a virtual human developed by the Qwen Team, Alibaba Group, capable of perceiving auditory and "
    "visual inputs, as well as generating text and speech."
)

PROFILES = {"qwen2_5_omni_thinker": "qwen2.5-omni", "qwen3_omni_moe_thinker": "qwen3-omni"}
"""The profile of plans for a thinker, by its configuration's `model_type`."""


@dataclass(frozen=True)
class Encoded:
    """A prompt of S tokens before pruning, its video of V tokens and its sound of A tokens, in width D."""

    input_ids: Tensor
    """int64 [S], with the placeholders of video and audio."""
    inputs_embeds: Tensor
    """[S, D]: text from the embedding table, audio and video from the model's towers."""
    position_ids: Tensor
    """[3, S]: TMRoPE of the unpruned prompt; int64 for Qwen2.5-Omni, float32 for Qwen3-Omni."""
    audio: Tensor
    """[A, D], in time order."""
    video: Tensor
    """[V, D], in the order t, h, w."""
    deepstack: tuple[Tensor, ...] = ()
    """Qwen3-Omni: one [V, D] a level, added to the hidden states of the first layers."""


def chat_text(processor: ProcessorMixin, question: str, system: str = SYSTEM) -> str:
    """The prompt as text, with one placeholder for the video, in the model's chat format."""
    content = [{"type": "video", "video": "the plan's frames"}, {"type": "text", "text": question}]
    opening = [{"type": "text", "text": system}]
    conversation = [{"role": "system", "content": opening}, {"role": "user", "content": content}]
    return processor.apply_chat_template(conversation, tokenize=False, add_generation_prompt=True)


def features_of(processor: ProcessorMixin, video: Path, plan: Bundle, question: str) -> BatchFeature:
    """The processor's output for a question about `video`, from the frames and the sound that `plan` names.

    A bundle made with `--content inputs` holds both itself; then the video is not opened.
    Raises GeometryError where `video` is not the plan's, or the plan has no pictures.
    """
    if plan.video_tokens == 0:
        raise GeometryError(f"{plan.source}: the plan has sound alone, and the examples ask about a video")
    text = chat_text(processor, question)
    if plan.metadata.content == "inputs":
        return processor_inputs(plan).call(processor, text)
    if (size := video.stat().st_size) != plan.metadata.source_bytes:
        cause = f"has {size:,} bytes, but {plan.source} is of a video of {plan.metadata.source_bytes:,}"
        raise GeometryError(f"{video}: {cause}; give the video that the bundle was made from")
    return prompt_features(processor, plan, frames=plan_frames(video, plan), audio=plan_audio(video, plan), text=text)


def prompt_features(
    processor: ProcessorMixin, plan: Bundle, *, frames: Tensor, audio: np.ndarray | None, text: str
) -> BatchFeature:
    """The processor's output for frames uint8 [F, 3, H, W] and sound [samples] (None: no sound) that fit the plan.

    Nothing is sampled or resized again. `fps` tells the processor the plan's seconds a grid, on which the order of
    audio and video tokens depends; its own default would be 2 (Qwen2.5-Omni) or 1 (Qwen3-Omni) frames a second.
    """
    video = {"do_sample_frames": False, "do_resize": False, "fps": processor_fps(plan)}
    options: dict[str, object] = {"videos_kwargs": video}
    if audio is not None:
        options["audio"] = [audio]
        if hasattr(processor, "load_audio_from_video"):
            options |= {"load_audio_from_video": True, "audio_from_video_indices": [0]}
        else:  # transformers before 5.23
            video["use_audio_in_video"] = True
    return processor(text=text, videos=[frames], return_tensors="pt", **options)


def encode(thinker: PreTrainedModel, features: BatchFeature, plan: Bundle) -> Encoded:
    """Runs the model's own audio and visual towers and lays their tokens into the prompt's embeddings.

    Raises GeometryError where the processor's grid or number of audio tokens is not the plan's.
    """
    input_ids = features["input_ids"][0]
    check_fit(thinker, features, plan)
    pixels = features["pixel_values_videos"]
    grid = features["video_grid_thw"]
    pictures = thinker.get_video_features(pixels, video_grid_thw=grid, return_dict=True)
    embeds = thinker.get_input_embeddings()(input_ids)
    video = torch.cat(tuple(pictures.pooler_output)).to(embeds.dtype)
    audio = encode_audio(thinker, features).to(embeds.dtype)
    embeds = _placed(embeds, input_ids == thinker.config.video_token_id, video)
    embeds = _placed(embeds, input_ids == thinker.config.audio_token_id, audio)
    levels = getattr(pictures, "deepstack_features", None) or ()
    deepstack = tuple(torch.cat(tuple(level)).to(embeds.dtype) for level in levels)
    return Encoded(input_ids, embeds, rope_positions(thinker, features, plan), audio, video, deepstack)


def encode_audio(thinker: PreTrainedModel, features: BatchFeature) -> Tensor:
    """The audio tower's tokens [A, D]; A is 0 where the prompt has no sound."""
    if "input_features" not in features:
        return torch.zeros(0, thinker.config.get_text_config().hidden_size, device=thinker.device)
    mask = features["feature_attention_mask"]
    heard = thinker.get_audio_features(features["input_features"], feature_attention_mask=mask, return_dict=True)
    return heard.last_hidden_state


def check_fit(thinker: PreTrainedModel, features: BatchFeature, plan: Bundle) -> None:
    """Raises GeometryError unless profile, the processor's grid and its number of audio tokens are the plan's."""
    require_profile(thinker, plan)
    audio_tokens = int((features["input_ids"] == thinker.config.audio_token_id).sum())
    require_fit(plan, video_grid_thw=features["video_grid_thw"], audio_tokens=audio_tokens)


def require_profile(thinker: PreTrainedModel, plan: Bundle) -> None:
    """Raises GeometryError where the plan was made for another model: its patches, order and positions differ."""
    wanted, made = PROFILES.get(thinker.config.model_type), plan.metadata.profile
    if made != wanted:
        raise GeometryError(
            f"{plan.source}: the plan is for {made}, the model is {wanted or thinker.config.model_type}; "
            f"run omnizip with --profile {wanted or 'of a model that it knows'}"
        )


def rope_positions(thinker: PreTrainedModel, features: BatchFeature, plan: Bundle) -> Tensor:
    """Position ids [3, S] of the unpruned prompt, by the model's own rule and the plan's seconds a grid."""
    mask = features.get("feature_attention_mask")
    seconds = torch.tensor([plan.metadata.seconds_per_grid])
    positions, _ = thinker.get_rope_index(
        features["input_ids"],
        video_grid_thw=features["video_grid_thw"],
        attention_mask=features["attention_mask"],
        use_audio_in_video=mask is not None,
        audio_seqlens=None if mask is None else mask.sum(-1),
        second_per_grids=seconds,
    )
    return positions[:, 0]


def _placed(embeds: Tensor, where: Tensor, rows: Tensor) -> Tensor:
    """`embeds` [S, D] with `rows` at the true places of `where` [S]; gradients reach both."""
    return embeds.masked_scatter(where[:, None], rows)
