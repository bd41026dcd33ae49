"""Write a model's own audio and video embeddings of a video as a file that `omnizip compress` prunes.

    omnizip run talk.mp4 --output bundles/ --content plan
    python dump_embeddings.py Qwen/Qwen2.5-Omni-7B talk.mp4 bundles/talk.mp4.safetensors --output talk.embeddings
    omnizip compress talk.embeddings --output talk.pruned.safetensors

The bundle says which frames and what sound; its masks are not used. Saliency is the attention that each audio token
receives in the last layer of the audio tower: softmax(Q K^T / sqrt(d)), mean over heads, summed over queries, then
averaged over the places that the tower averages into one token. Works with Qwen2.5-Omni and Qwen3-Omni, by the
bundle's profile. Tested with random weights, not with the checkpoints'.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from omnizip_bundle import Bundle, BundleError, GeometryError, read_bundle, write_embeddings
from torch import Tensor, nn
from transformers import (
    AutoProcessor,
    BatchFeature,
    PreTrainedModel,
    Qwen2_5OmniThinkerForConditionalGeneration,
    Qwen3OmniMoeThinkerForConditionalGeneration,
)

from qwen_prompt import encode, features_of

THINKERS: dict[str, type[PreTrainedModel]] = {
    "qwen2.5-omni": Qwen2_5OmniThinkerForConditionalGeneration,
    "qwen3-omni": Qwen3OmniMoeThinkerForConditionalGeneration,
}


@dataclass(frozen=True)
class Embeddings:
    """What a model makes of a video: A audio tokens, V video tokens, width D."""

    audio: Tensor
    """[A, D], in time order."""
    video: Tensor
    """[V, D], in the order t, h, w."""
    saliency: Tensor
    """float32 [A]: attention that each audio token received in the last audio layer."""


@torch.inference_mode()
def embeddings(thinker: PreTrainedModel, features: BatchFeature, plan: Bundle) -> Embeddings:
    """Runs both towers once, listening to the last audio layer.

    Raises GeometryError where the processor's grid or number of audio tokens is not the plan's.
    """
    with attention_input(audio_tower(thinker).layers[-1].self_attn) as heard:
        encoded = encode(thinker, features, plan)
    saliency = torch.zeros(len(encoded.audio))
    if len(encoded.audio) > 0:
        saliency = pooled(attention_received(heard[0]), len(encoded.audio))
    return Embeddings(encoded.audio, encoded.video, saliency)


@dataclass(frozen=True)
class AttentionInput:
    """What an audio attention layer was called with."""

    layer: nn.Module
    hidden_states: Tensor
    """[n, width], all chunks one after the other."""
    bounds: list[int]
    """Borders of the chunks, from 0 to n: a place attends only to its own chunk."""


@contextmanager
def attention_input(layer: nn.Module) -> Iterator[list[AttentionInput]]:
    """Collects the input of an audio tower's attention layer while the block runs."""
    heard: list[AttentionInput] = []

    def listen(module: nn.Module, args: tuple[Tensor, ...], options: dict[str, Tensor]) -> None:
        named = dict(zip(("hidden_states", "cu_seqlens"), args)) | options
        heard.append(AttentionInput(module, named["hidden_states"], named["cu_seqlens"].tolist()))

    handle = layer.register_forward_pre_hook(listen, with_kwargs=True)
    try:
        yield heard
    finally:
        handle.remove()


def attention_received(heard: AttentionInput) -> Tensor:
    """float32 [n]: softmax(Q K^T / sqrt(d)) within each chunk, mean over heads, summed over queries.

    Computed here from the layer's own weights, because fused attention kernels do not return theirs.
    """
    layer, states = heard.layer, heard.hidden_states
    heads = (len(states), layer.num_heads, -1)
    queries = layer.q_proj(states).reshape(heads).transpose(0, 1).float()
    keys = layer.k_proj(states).reshape(heads).transpose(0, 1).float()
    parts = []
    for start, end in pairwise(heard.bounds):
        scores = queries[:, start:end] @ keys[:, start:end].transpose(1, 2) * layer.scaling
        parts.append(scores.softmax(dim=-1).mean(dim=0).sum(dim=0))
    return torch.cat(parts)


def pooled(received: Tensor, tokens: int) -> Tensor:
    """[tokens]: Qwen2.5-Omni averages each two places into a token (an odd last one is dropped), Qwen3-Omni none."""
    places = len(received) // tokens
    return received[: places * tokens].reshape(tokens, places).mean(dim=1)


def audio_tower(thinker: PreTrainedModel) -> nn.Module:
    """The audio tower, wherever this version of transformers keeps it."""
    return getattr(thinker, "audio_tower", None) or thinker.model.audio_tower


def write(path: Path, made: Embeddings, plan: Bundle, dtype: str) -> None:
    """Writes the file that `omnizip compress` reads, with the order and the windows of the plan's profile."""
    write_embeddings(
        path,
        made.audio.float().cpu().numpy(),
        made.video.float().cpu().numpy(),
        made.saliency.cpu().numpy(),
        plan.grid,
        modality=plan.modality,
        windows=(plan.window_patches, plan.window_audio),
        dtype=dtype,
    )


def main(arguments: argparse.Namespace) -> None:
    """Loads, encodes, writes."""
    plan = read_bundle(arguments.bundle)
    plan.validate()
    profile = plan.metadata.profile
    if profile not in THINKERS:
        raise GeometryError(f"{arguments.bundle}: the profile {profile} is none of {', '.join(THINKERS)}")
    processor = AutoProcessor.from_pretrained(arguments.model)
    thinker = THINKERS[profile].from_pretrained(arguments.model, dtype="auto").to(arguments.device).eval()
    features = features_of(processor, arguments.video, plan, question="").to(thinker.device)
    made = embeddings(thinker, features, plan)
    write(arguments.output, made, plan, arguments.dtype)
    print(f"{arguments.output}: {len(made.video):,} video and {len(made.audio):,} audio tokens", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("model", help="folder or hub name of the checkpoint")
    parser.add_argument("video", type=Path, help="the video that the bundle was made from")
    parser.add_argument("bundle", type=Path, help="its bundle, NAME.safetensors")
    parser.add_argument("--output", "-o", type=Path, required=True, help="the embeddings file")
    parser.add_argument("--dtype", choices=("F32", "F16", "BF16"), default="BF16", help="default: %(default)s")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu", help="default: %(default)s")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main(_arguments())
    except (BundleError, GeometryError, OSError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(65) from error
