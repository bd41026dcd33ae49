"""A plan applied to one prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch

from .._arrays import weighted_sums
from ..bundle import Bundle
from ..errors import GeometryError
from ..geometry import other_sound
from ..merges import prune_video
from ..plan import AUDIO, VIDEO, Plan
from .positions import prompt_positions


@dataclass(frozen=True, eq=False, kw_only=True)
class PrunedSequence:
    """What is left of a prompt of S tokens: all text and special tokens, and the kept places of the block. P tokens."""

    input_ids: torch.Tensor
    """[P]"""
    position_ids: torch.Tensor
    """Ids that the tokens had in the whole prompt, never renumbered. [3, P]"""
    kept_index: torch.Tensor
    """Places in the whole prompt, ascending. [P]"""
    inputs_embeds: torch.Tensor | None = None
    """[P, D]"""
    labels: torch.Tensor | None = None
    """[P]"""
    extra: dict[str, torch.Tensor] = field(default_factory=dict)
    """Features of kept video tokens. [kept video, ...] each"""


def find_block(plan: Plan, input_ids: torch.Tensor, *, video_token_id: int, audio_token_id: int) -> torch.Tensor:
    """Places of a plan's block in a prompt.

    Args:
        plan: the plan.
        input_ids: the prompt with every audio and video place of the processor. [S]
        video_token_id: the model's `video_token_id`.
        audio_token_id: its `audio_token_id`.

    Returns:
        Ascending places, one a place of the block. [M]

    Raises:
        GeometryError: the prompt has other places than the plan, or in another order.
    """
    is_video, is_audio = input_ids == video_token_id, input_ids == audio_token_id
    video, audio = int(is_video.sum()), int(is_audio.sum())
    if (video, audio) != (plan.video_tokens, plan.audio_tokens):
        advice = "use require_fit(plan, video_grid_thw=...) to see which of frames and size differs"
        raise GeometryError(
            f"the prompt has {video} video and {audio} audio places, the plan is for {plan.video_tokens} and "
            f"{plan.audio_tokens} (grid {plan.grid}); " + (advice if video != plan.video_tokens else other_sound(plan)))
    places = (is_video | is_audio).nonzero().squeeze(1)
    modality = torch.from_numpy(plan.modality.copy()).to(input_ids.device)
    found = torch.where(is_video[places], VIDEO, AUDIO)
    wrong = (found != modality).nonzero()
    if len(wrong):
        place = int(wrong[0])
        names = {VIDEO: "video", AUDIO: "audio"}
        raise GeometryError(
            f"place {place} of the block is {names[int(found[place])]} in the prompt and {names[int(modality[place])]} "
            f"in the plan: both have the same tokens in another order. {_other_order(plan)}")
    return places


def _other_order(plan: Plan) -> str:
    if not isinstance(plan, Bundle):
        return "Write embeddings with the modality of this prompt"
    seconds = plan.metadata.seconds_per_grid
    return (
        f"The plan counts {seconds:.6g} s a patch (profile {plan.metadata.profile}, timing {plan.metadata.timing}): "
        f"give the processor fps=processor_fps(bundle), here {2 / seconds if seconds else 0:.6g}, or run omnizip with "
        "--timing processor and the model's --profile")


def prune_sequence(
    plan: Plan,
    *,
    input_ids: torch.Tensor,
    video_token_id: int,
    audio_token_id: int,
    inputs_embeds: torch.Tensor | None = None,
    position_ids: torch.Tensor | None = None,
    labels: torch.Tensor | None = None,
    extra: Mapping[str, torch.Tensor] | None = None,
) -> PrunedSequence:
    """Prunes one prompt: consolidates the block's embeddings, drops what the plan drops, keeps everything else.

    Args:
        plan: a bundle, or compressed embeddings (these have no positions: `position_ids` is needed).
        input_ids: the processor's prompt, without padding, with one audio-video block. [S]
        video_token_id: the model's `video_token_id`.
        audio_token_id: its `audio_token_id`.
        inputs_embeds: the prompt's embeddings with the encoders' audio and video in place; gradients flow. [S, D]
        position_ids: ids of the whole prompt, as `get_rope_index` gives them; None: `prompt_positions` makes them for a
            prompt whose block is one piece. [3, S]
        labels: [S]
        extra: features of all video tokens, such as Qwen3-Omni's deepstack features. [T * H * W, ...] each

    Returns:
        The pruned prompt on the devices of what was given.

    Raises:
        GeometryError: the prompt's places are not those of the plan.
        ValueError: shapes that disagree, or positions that cannot be made.
    """
    _check_shapes(input_ids, inputs_embeds, position_ids, labels)
    places = find_block(plan, input_ids, video_token_id=video_token_id, audio_token_id=audio_token_id)
    if position_ids is None:
        position_ids = _made_positions(plan, places, len(input_ids)).to(input_ids.device)
    keep = torch.ones_like(input_ids, dtype=torch.bool)
    keep[places] = torch.from_numpy(plan.keep.copy()).to(keep.device)
    kept = keep.nonzero().squeeze(1)
    embeds = None
    if inputs_embeds is not None:
        where = places.cpu().numpy()
        target, source = where[plan.merge_target], where[plan.merge_source]
        embeds = weighted_sums(inputs_embeds, target, source, plan.merge_weight, keep.cpu().numpy())
    return PrunedSequence(
        input_ids=input_ids[kept], position_ids=position_ids[:, kept.to(position_ids.device)], kept_index=kept,
        inputs_embeds=embeds, labels=None if labels is None else _rows(labels, kept),
        extra={name: prune_video(plan, features) for name, features in (extra or {}).items()})


def _rows(values: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    return values.index_select(0, index.to(values.device))


def _check_shapes(
    input_ids: torch.Tensor, embeds: torch.Tensor | None, positions: torch.Tensor | None, labels: torch.Tensor | None
) -> None:
    if input_ids.ndim != 1:
        raise ValueError(f"input_ids has the shape {tuple(input_ids.shape)}; needed is one prompt, [S]")
    length = len(input_ids)
    if embeds is not None and (embeds.ndim != 2 or len(embeds) != length):
        raise ValueError(f"inputs_embeds has the shape {tuple(embeds.shape)}, not [{length}, D]")
    if positions is not None and tuple(positions.shape) != (3, length):
        raise ValueError(f"position_ids has the shape {tuple(positions.shape)}, not [3, {length}]")
    if labels is not None and tuple(labels.shape) != (length,):
        raise ValueError(f"labels has the shape {tuple(labels.shape)}, not [{length}]")


def _made_positions(plan: Plan, places: torch.Tensor, length: int) -> torch.Tensor:
    if not isinstance(plan, Bundle):
        raise ValueError("compressed embeddings have no positions; give position_ids")
    if not len(places):
        raise ValueError("the plan's block is empty; give position_ids")
    first, last = int(places[0]), int(places[-1])
    if last - first + 1 != len(places):
        raise ValueError("the block is not one piece in the prompt; give position_ids")
    return prompt_positions(plan, first, length - 1 - last)
