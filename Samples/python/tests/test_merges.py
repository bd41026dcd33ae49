"""Consolidation against a loop written by hand, and its gradients."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from synthetic import make_bundle

from omnizip_bundle import Bundle, Plan, apply_merges, from_modalities, prune_block, prune_video, to_modalities


def by_hand(plan: Plan, block: NDArray) -> NDArray:
    """The map as the README's table of tensors words it."""
    result = block.copy()
    for target in set(plan.merge_target.tolist()):
        result[target] = 0
        for entry in range(len(plan.merge_target)):
            if plan.merge_target[entry] == target:
                result[target] += plan.merge_weight[entry] * block[plan.merge_source[entry]]
    return result


@pytest.mark.parametrize("seed", range(5))
def test_merges_equal_a_loop(tmp_path: Path, seed: int) -> None:
    bundle = make_bundle(tmp_path / "b", seed)
    block = np.random.default_rng(seed).standard_normal((bundle.block_length, 2, 8)).astype(np.float32)
    before = block.copy()
    expected = by_hand(bundle, block)
    np.testing.assert_allclose(apply_merges(bundle, block), expected, atol=1e-6)
    np.testing.assert_allclose(apply_merges(bundle, torch.from_numpy(block)).numpy(), expected, atol=1e-6)
    np.testing.assert_allclose(prune_block(bundle, block), expected[bundle.keep], atol=1e-6)
    np.testing.assert_array_equal(block, before)
    assert np.abs(expected - block).max() > 0.1


@pytest.mark.parametrize("temporal", ["prune", "merge"])
def test_merges_of_the_program(bundles: Callable[..., dict[str, Bundle]], temporal: str) -> None:
    for name, bundle in bundles("--temporal", temporal).items():
        block = np.random.default_rng(1).standard_normal((bundle.block_length, 4)).astype(np.float32)
        np.testing.assert_allclose(apply_merges(bundle, block), by_hand(bundle, block), atol=1e-5, err_msg=name)
        video, _ = to_modalities(bundle, apply_merges(bundle, block))
        features, _ = to_modalities(bundle, block)
        kept = video[bundle.video_keep.reshape(-1)]
        np.testing.assert_array_equal(prune_video(bundle, features), kept)
        np.testing.assert_allclose(prune_video(bundle, torch.from_numpy(features)).numpy(), kept, atol=1e-6)


def test_gradients_are_the_maps_transpose(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 21)
    leaf = torch.randn(bundle.block_length, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda block: prune_block(bundle, block), (leaf,))
    prune_block(bundle, leaf).sum().backward()
    dropped = np.setdiff1d(np.flatnonzero(~bundle.keep), bundle.merge_source)
    assert leaf.grad is not None
    assert (leaf.grad[torch.from_numpy(dropped)] == 0).all()
    assert (leaf.grad[torch.from_numpy(bundle.merge_source.astype(np.int64))] != 0).all()


def test_half_precision_is_summed_in_single(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 22)
    block = torch.randn(bundle.block_length, 8).to(torch.bfloat16)
    merged = apply_merges(bundle, block)
    assert merged.dtype == torch.bfloat16
    assert torch.equal(merged, apply_merges(bundle, block.float()).to(torch.bfloat16))


def test_both_modalities_come_from_one_block(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 23)
    parameter = torch.nn.Parameter(torch.randn(bundle.video_tokens, 4))
    block = from_modalities(bundle, parameter, torch.zeros(bundle.audio_tokens, 4))
    prune_block(bundle, block).sum().backward()
    assert parameter.grad is not None


def test_only_kept_rows_are_copied(tmp_path: Path) -> None:
    """A whole block of ten minutes would be 800 MB once more."""
    bundle = make_bundle(tmp_path / "b", 25, grid=(40, 10, 10), audio=1000)
    block = np.ones((bundle.block_length, 256), np.float32)
    few = replace(bundle, keep=bundle.keep & (np.arange(bundle.block_length) < 200))
    tracemalloc.start()
    prune_block(few, block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < block.nbytes / 4


def test_other_lengths_are_refused(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 24)
    with pytest.raises(ValueError, match="plan is for a block of"):
        apply_merges(bundle, np.zeros((3, 4)))
    with pytest.raises(ValueError, match="plan is for a block of"):
        prune_block(bundle, np.zeros((3, 4)))
    with pytest.raises(ValueError, match="video tokens"):
        prune_video(bundle, np.zeros((3, 4)))
