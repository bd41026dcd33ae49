"""Batches of pruned prompts."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from synthetic import make_bundle
from test_sequence import IDS, prompt

from omnizip_bundle.torch import PrunedSequence, collate, prune_sequence

PAD = 0


def sequences(folder: Path, profile: str = "qwen2.5-omni") -> list[PrunedSequence]:
    """Three pruned prompts of different lengths with everything that they can have."""
    result = []
    for number, audio in enumerate((90, 30, 55)):
        bundle = make_bundle(folder / "b", number, profile=profile, audio=audio)
        ids = prompt(bundle, 3 + number)
        result.append(prune_sequence(
            bundle, input_ids=ids, inputs_embeds=torch.randn(len(ids), 4, requires_grad=True), labels=ids + 1000,
            extra={"deepstack": torch.randn(bundle.video_tokens, 3, 4)}, **IDS))
    return result


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("profile", ["qwen2.5-omni", "qwen3-omni"])
def test_padding(tmp_path: Path, side: str, profile: str) -> None:
    rows = sequences(tmp_path, profile)
    batch = collate(rows, PAD, side)
    length = max(len(row.input_ids) for row in rows)
    assert batch["input_ids"].shape == batch["attention_mask"].shape == batch["labels"].shape == (3, length)
    assert batch["position_ids"].shape == (3, 3, length)
    assert batch["position_ids"].dtype == rows[0].position_ids.dtype
    for number, row in enumerate(rows):
        tokens = len(row.input_ids)
        there = slice(length - tokens, length) if side == "left" else slice(0, tokens)
        assert batch["attention_mask"][number].sum() == tokens
        assert batch["attention_mask"][number, there].all()
        assert torch.equal(batch["input_ids"][number, there], row.input_ids)
        assert torch.equal(batch["inputs_embeds"][number, there], row.inputs_embeds)
        assert torch.equal(batch["position_ids"][:, number, there], row.position_ids)
        assert torch.equal(batch["labels"][number, there], row.labels)
        empty = batch["attention_mask"][number] == 0
        assert (batch["input_ids"][number, empty] == PAD).all()
        assert (batch["labels"][number, empty] == -100).all()
        assert (batch["inputs_embeds"][number, empty] == 0).all()
    assert torch.equal(batch["deepstack"], torch.cat([row.extra["deepstack"] for row in rows]))
    assert batch["inputs_embeds"].requires_grad


def test_a_batch_of_what_is_there(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 1)
    batch = collate([prune_sequence(bundle, input_ids=prompt(bundle, 2), **IDS)] * 2, PAD)
    assert batch.keys() == {"input_ids", "attention_mask", "position_ids"}
    assert batch["attention_mask"].all()


def test_what_is_no_batch_is_refused(tmp_path: Path) -> None:
    rows = sequences(tmp_path)
    bundle = make_bundle(tmp_path / "b", 1)
    bare = prune_sequence(bundle, input_ids=prompt(bundle, 2), **IDS)
    with pytest.raises(ValueError, match="one prompt"):
        collate([], PAD)
    with pytest.raises(ValueError, match="prompt 3 has no inputs_embeds"):
        collate([*rows, bare], PAD)
    with pytest.raises(ValueError, match="middle"):
        collate(rows, PAD, "middle")
