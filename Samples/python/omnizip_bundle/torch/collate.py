"""Pruned prompts of different lengths as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch

from .sequence import PrunedSequence

IGNORED_LABEL = -100
"""Label that the loss ignores."""


def collate(
    sequences: Sequence[PrunedSequence], pad_id: int, padding_side: Literal["left", "right"] = "left"
) -> dict[str, torch.Tensor]:
    """Pads pruned prompts to the longest, P.

    Generation needs padding on the left.

    Args:
        sequences: B prompts that all have, or all lack, embeddings, labels and each extra.
        pad_id: the tokenizer's `pad_token_id`.
        padding_side: where padding goes.

    Returns:
        `input_ids` [B, P], `attention_mask` [B, P] (int64, 1 for tokens), `position_ids` [3, B, P] (1 in padding), and
        where the prompts have them `inputs_embeds` [B, P, D] (0 in padding), `labels` [B, P] (-100 in padding) and each
        extra, concatenated in the order of prompts [sum of kept video, ...].

    Raises:
        ValueError: no prompts, or some have what others lack.
    """
    if not sequences:
        raise ValueError("a batch needs one prompt at least")
    if padding_side not in ("left", "right"):
        raise ValueError(f'padding_side is "{padding_side}", neither left nor right')
    length = max(len(sequence.input_ids) for sequence in sequences)

    def padded(rows: list[torch.Tensor], value: float) -> torch.Tensor:
        return torch.stack([_pad(row, length, value, padding_side) for row in rows])

    batch = {
        "input_ids": padded([sequence.input_ids for sequence in sequences], pad_id),
        "attention_mask": padded([torch.ones_like(sequence.input_ids) for sequence in sequences], 0),
        "position_ids": padded([sequence.position_ids.T for sequence in sequences], 1).permute(2, 0, 1).contiguous(),
    }
    for name, value in (("inputs_embeds", 0), ("labels", IGNORED_LABEL)):
        rows = [getattr(sequence, name) for sequence in sequences]
        if _all_or_none(name, [row is not None for row in rows]):
            batch[name] = padded(rows, value)
    for name in sorted({name for sequence in sequences for name in sequence.extra}):
        if _all_or_none(name, [name in sequence.extra for sequence in sequences]):
            batch[name] = torch.cat([sequence.extra[name] for sequence in sequences])
    return batch


def _all_or_none(name: str, present: list[bool]) -> bool:
    if any(present) and not all(present):
        raise ValueError(f"prompt {present.index(False)} has no {name}, others do")
    return all(present)


def _pad(row: torch.Tensor, length: int, value: float, side: str) -> torch.Tensor:
    padding = row.new_full((length - len(row), *row.shape[1:]), value)
    return torch.cat([padding, row] if side == "left" else [row, padding])
