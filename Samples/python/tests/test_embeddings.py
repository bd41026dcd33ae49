"""Embeddings files that the program compresses, and what it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from synthetic import block_order

from omnizip_bundle import VIDEO, BundleError, from_modalities, prune_block, read_compressed, write_embeddings

GRID = (4, 3, 4)
AUDIO_TOKENS = 100


def embeddings(seed: int) -> tuple[NDArray, NDArray, NDArray]:
    """Audio [A, 16], video [48, 16] and saliency [A]; exact in BF16."""
    rng = np.random.default_rng(seed)
    shapes = [(AUDIO_TOKENS, 16), (48, 16), (AUDIO_TOKENS,)]
    return tuple(np.round(rng.standard_normal(shape) * 32).astype(np.float32) / 64 for shape in shapes)  # type: ignore


@pytest.mark.parametrize("dtype", ["F32", "F16", "BF16"])
@pytest.mark.parametrize("temporal", ["prune", "merge"])
def test_the_program_compresses_them(omnizip: Callable[..., str], tmp_path: Path, dtype: str, temporal: str) -> None:
    audio, video, saliency = embeddings(1)
    modality = block_order("qwen2.5-omni", GRID, AUDIO_TOKENS, 1.0)
    write_embeddings(tmp_path / "in", audio, video, saliency, GRID, modality=modality, dtype=dtype)
    omnizip("compress", tmp_path / "in", "-o", tmp_path / "out", "--temporal", temporal)
    compressed = read_compressed(tmp_path / "out")
    compressed.validate()
    assert compressed.grid == GRID
    assert compressed.audio_tokens == AUDIO_TOKENS
    np.testing.assert_array_equal(compressed.modality, modality)
    np.testing.assert_array_equal(compressed.audio_saliency, saliency)
    block = from_modalities(compressed, video, audio)
    np.testing.assert_allclose(compressed.block(), prune_block(compressed, block), atol=1e-5)


def test_windows_instead_of_an_order(omnizip: Callable[..., str], tmp_path: Path) -> None:
    audio, video, saliency = embeddings(2)
    modality = block_order("qwen2.5-omni", GRID, AUDIO_TOKENS, 1.0)
    windows = ([[0, 2], [2, 4]], [[0, 50], [50, 100]])
    write_embeddings(tmp_path / "a", audio, video, saliency, GRID, modality=modality)
    write_embeddings(tmp_path / "b", audio, video, saliency, GRID, windows=windows)
    write_embeddings(tmp_path / "c", audio, video, saliency, GRID, windows=windows, modality=modality)
    results = []
    for name in "abc":
        omnizip("compress", tmp_path / name, "-o", tmp_path / f"{name}.out")
        results.append(read_compressed(tmp_path / f"{name}.out"))
    for result in results[1:]:
        np.testing.assert_array_equal(result.keep, results[0].keep)
        np.testing.assert_array_equal(result.block(), results[0].block())


def test_halves_are_rounded_to_even(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    values = np.random.default_rng(3).standard_normal((48, 16)).astype(np.float32)
    values[0, :3] = [1 + 2**-8, 1 + 3 * 2**-8, -1 - 2**-8]
    write_embeddings(
        tmp_path / "e", values[:1], values, values[0, :1], GRID, windows=([[0, 4]], [[0, 1]]), dtype="BF16")
    written = load_file(tmp_path / "e")["video_embeddings"]
    assert written.dtype == torch.bfloat16
    assert torch.equal(written, torch.from_numpy(values).to(torch.bfloat16))


def test_what_half_precision_cannot_hold_is_refused(tmp_path: Path) -> None:
    audio, video, saliency = embeddings(6)
    windows = ([[0, 4]], [[0, 100]])
    for largest, fits in ((65_519.0, True), (65_520.0, False)):
        video[5, 6] = -largest
        if fits:
            write_embeddings(tmp_path / "e", audio, video, saliency, GRID, windows=windows, dtype="F16")
            continue
        with pytest.raises(BundleError, match="video_embeddings: .* too large for F16"):
            write_embeddings(tmp_path / "e", audio, video, saliency, GRID, windows=windows, dtype="F16")


def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    audio, video, saliency = embeddings(4)
    order = np.full(148, VIDEO, np.uint8)
    spoilt = audio.copy()
    spoilt[3, 4] = np.nan
    cases: list[tuple[str, tuple, dict]] = [
        ("audio_embeddings", (audio[:, 1:], video, saliency, GRID), {}),
        ("audio_embeddings", (spoilt, video, saliency, GRID), {}),
        ("audio_embeddings", (audio, video, saliency, GRID), {"dtype": "F64"}),
        ("video_embeddings", (audio, video[1:], saliency, GRID), {}),
        ("audio_saliency", (audio, video, saliency[1:], GRID), {}),
        ("token_modality", (audio, video, saliency, GRID), {"modality": order}),
        ("token_modality", (audio, video, saliency, GRID), {"modality": [VIDEO] * 48 + [2] * 100 + [0]}),
        ("token_modality", (audio, video, saliency, GRID), {"windows": None}),
    ]
    for tensor, arguments, more in cases:
        with pytest.raises(BundleError) as caught:
            write_embeddings(tmp_path / "e", *arguments, **({"windows": ([[0, 4]], [[0, 100]])} | more))
        assert caught.value.tensor == tensor


def test_rules_of_compressed_embeddings(omnizip: Callable[..., str], tmp_path: Path) -> None:
    audio, video, saliency = embeddings(5)
    write_embeddings(tmp_path / "in", audio, video, saliency, GRID, windows=([[0, 4]], [[0, 100]]))
    omnizip("compress", tmp_path / "in", "-o", tmp_path / "out")
    compressed = read_compressed(tmp_path / "out")
    compressed.validate()
    for broken in (
        replace(compressed, kept_video=compressed.kept_video[1:]),
        replace(compressed, kept_audio=np.full_like(compressed.kept_audio, np.nan)),
        replace(compressed, keep=~compressed.keep),
    ):
        with pytest.raises(BundleError):
            broken.validate()
    with pytest.raises(BundleError, match=r"omnizip\.compressed/1"):
        read_compressed(tmp_path / "in")
