"""A model's embeddings through `omnizip compress` against the same steps in PyTorch."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from omnizip_bundle import Bundle, CompressedEmbeddings, read_compressed
from torch import Tensor

import dump_embeddings
import reference_omnizip
from clips import clip, plan_path, program
from dump_embeddings import Embeddings, embeddings
from model_cases import Case, qwen2_5, qwen3

CASES = pytest.mark.parametrize("case", [qwen2_5, qwen3], ids=["qwen2.5", "qwen3"], indirect=True)
CLIPS = ("speech-object.mp4", "audio-longer.mp4", "silent.mp4")


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """The model that a test asks for."""
    return request.param()


@dataclass(frozen=True)
class Compressed:
    """A clip's embeddings, what the program left of them, and what the reference leaves of them."""

    made: Embeddings
    program: CompressedEmbeddings
    reference: reference_omnizip.Result


def compressed(case: Case, name: str, folder: Path, dtype: str = "F32", *flags: str) -> Compressed:
    """Runs the model once, then the program and the reference."""
    plan = case.plan(name)
    made = embeddings(case.thinker, case.features(name), plan)
    dump_embeddings.write(folder / "model.embeddings", made, plan, dtype)
    program("compress", folder / "model.embeddings", "--output", folder / "pruned.safetensors", *flags)
    result = reference_omnizip.compress(made.audio, made.video, made.saliency, windows(plan), plan.grid)
    return Compressed(made, read_compressed(folder / "pruned.safetensors"), result)


def windows(plan: Bundle) -> list[tuple[range, range]]:
    """Audio tokens and patches of each window."""
    pairs = zip(plan.window_audio.tolist(), plan.window_patches.tolist())
    return [(range(*tokens), range(*patches)) for tokens, patches in pairs]


@CASES
@pytest.mark.parametrize("name", CLIPS)
def test_program_and_reference_agree(case: Case, name: str, tmp_path: Path) -> None:
    """Masks are identical, consolidated tokens agree to 1e-5, merges name the same tokens."""
    done = compressed(case, name, tmp_path)
    ours, reference = done.program, done.reference
    np.testing.assert_array_equal(ours.audio_keep, reference.audio_keep.numpy())
    np.testing.assert_array_equal(ours.video_keep.reshape(len(ours.video_keep), -1), reference.video_keep.numpy())
    np.testing.assert_allclose(ours.kept_audio, reference.audio[reference.audio_keep].numpy(), rtol=1e-5, atol=1e-5)
    kept_video = done.made.video[torch.from_numpy(ours.video_keep.reshape(-1).copy())]
    np.testing.assert_array_equal(ours.kept_video, kept_video.numpy())
    assert merge_pairs(ours) == {(anchor, token) for anchor, taken in reference.merges.items() for token in taken}


def merge_pairs(plan: CompressedEmbeddings) -> set[tuple[int, int]]:
    """(anchor, merged token) as indices of audio tokens, without the anchors' own entries."""
    rank = np.cumsum(plan.modality == 2) - 1
    pairs = zip(rank[plan.merge_target].tolist(), rank[plan.merge_source].tolist())
    return {(target, source) for target, source in pairs if target != source}


@CASES
def test_saliency_is_what_eager_attention_gives(case: Case) -> None:
    """The same sums from the attention weights that the tower's own eager implementation computes."""
    name = "audio-longer.mp4"
    made = embeddings(case.thinker, case.features(name), case.plan(name))
    received = eager_attention(case, name)
    places = len(received) // len(made.saliency)
    assert places == (2 if case.profile == "qwen2.5-omni" else 1)
    expected = received[: places * len(made.saliency)].reshape(-1, places).mean(1)
    torch.testing.assert_close(made.saliency, expected, rtol=1e-4, atol=1e-5)
    # Every query gives away 1 in all, so what is received sums to the number of places.
    assert float(received.sum()) == pytest.approx(len(received), rel=1e-4)


@torch.no_grad()
def eager_attention(case: Case, name: str) -> Tensor:
    """[n]: attention received in the last audio layer, from weights that the attention function itself returns."""
    layer = dump_embeddings.audio_tower(case.thinker).layers[-1].self_attn
    module = sys.modules[type(layer).__module__]
    weights: list[Tensor] = []
    original, implementation = module.eager_attention_forward, layer.config._attn_implementation

    def listen(attention: torch.nn.Module, *args: Tensor, **options: object) -> tuple[Tensor, Tensor]:
        output, weight = original(attention, *args, **options)
        if attention is layer:
            weights.append(weight[0])
        return output, weight

    layer.config._attn_implementation = "eager"
    module.eager_attention_forward = listen
    try:
        embeddings(case.thinker, case.features(name), case.plan(name))
    finally:
        layer.config._attn_implementation = implementation
        module.eager_attention_forward = original
    return torch.cat([weight.mean(0).sum(0) for weight in weights])


@CASES
def test_embeddings_are_those_of_the_prompt(case: Case) -> None:
    """What is written is what the model itself puts into its prompt."""
    name = "audio-longer.mp4"
    made, encoded = embeddings(case.thinker, case.features(name), case.plan(name)), case.encoded(name)
    torch.testing.assert_close(made.audio, encoded.audio)
    torch.testing.assert_close(made.video, encoded.video)
    assert not case.thinker.training and not dump_embeddings.audio_tower(case.thinker).layers[-1]._forward_pre_hooks


def test_command_writes_what_compress_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a saved model to pruned tokens, in bfloat16."""
    case, name = qwen2_5(), "audio-longer.mp4"
    case.thinker.save_pretrained(tmp_path)
    case.processor.save_pretrained(tmp_path)
    output = tmp_path / "talk.embeddings"
    dump_embeddings.main(
        argparse.Namespace(
            model=str(tmp_path), video=clip(name), bundle=plan_path(name, "--profile", case.profile), output=output,
            dtype="BF16", device="cpu",
        )
    )
    plan = case.plan(name)
    assert f"{plan.video_keep.size:,} video and {plan.audio_keep.size:,} audio tokens" in capsys.readouterr().err
    program("compress", output, "--output", tmp_path / "pruned.safetensors")
    pruned = read_compressed(tmp_path / "pruned.safetensors")
    assert pruned.grid == plan.grid and pruned.audio_keep.shape == plan.audio_keep.shape
