"""Prefill time and peak memory of Qwen2.5-Omni-7B's language model with all tokens of a video, and with 45 % and 35 %.

    python bench_prefill.py                         # on a CUDA GPU: 64 s and 128 s of video, 14 GB of random weights
    python bench_prefill.py --bundle talk.safetensors --bundle talk-35.safetensors
    python bench_prefill.py --tiny --device cpu     # the same steps with a tiny model, to see that they work

Time does not depend on what weights hold, so they are random; lengths and positions are a video's. Without bundles the
paper's windows of 2 s are laid out: 2 patches of 12 x 12 video tokens, then 50 audio tokens, evenly thinned to the
counts that `omnizip` keeps at its two presets. Only the language model runs: what towers and pruning take is not here.
The project has not measured this on a GPU yet. The paper gives 2.51 and 3.42 times for 45 % and 35 % (A6000).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from omnizip_bundle import read_bundle
from torch import Tensor
from transformers import Qwen2_5OmniThinkerTextModel
from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniTextConfig

AUDIO_TOKENS, PATCHES, ROWS, COLUMNS, SECONDS = 50, 2, 12, 12, 2
"""A window of the paper: audio tokens, temporal patches and their cells, seconds."""
POSITIONS_PER_SECOND = 25
ANCHORS = 2
"""Anchors of a window, kept besides what the rate keeps: round(0.05 * 50), half to even."""
PRESETS = {"45%": (0.3, 0.6), "35%": (0.4, 0.7)}
"""Fractions of audio and of video that the paper's presets remove."""


@dataclass(frozen=True)
class Sequence3D:
    """Positions of one sequence, [3, L], and what to call it."""

    name: str
    positions: Tensor

    @property
    def length(self) -> int:
        """Tokens, L."""
        return self.positions.shape[1]


@dataclass(frozen=True)
class Measured:
    """Median seconds of a prefill and the most memory that the GPU held, weights included, in bytes (0 on a CPU)."""

    seconds: float
    peak: int


def paper_sequences(seconds: int) -> list[Sequence3D]:
    """A clip of whole windows, in full and with what each preset keeps."""
    count = seconds // SECONDS
    full = torch.cat([window_positions(index) for index in range(count)], dim=1)
    is_audio = (torch.arange(full.shape[1]) % (PATCHES * ROWS * COLUMNS + AUDIO_TOKENS)) >= PATCHES * ROWS * COLUMNS
    sequences = [Sequence3D(f"{seconds} s, full", full)]
    for name, (rho_audio, rho_video) in PRESETS.items():
        audio = round((1 - rho_audio) * AUDIO_TOKENS * count) + ANCHORS * count
        video = round((1 - rho_video) * PATCHES * ROWS * COLUMNS * count)
        keep = thinned(is_audio, audio) | thinned(~is_audio, video)
        sequences.append(Sequence3D(f"{seconds} s, {name}", full[:, keep]))
    return sequences


def window_positions(index: int) -> Tensor:
    """TMRoPE of one window, int64 [3, 288 + 50]: video in the order t, h, w, then audio."""
    start = index * SECONDS * POSITIONS_PER_SECOND
    times = start + torch.arange(PATCHES) * POSITIONS_PER_SECOND * SECONDS // PATCHES
    video = torch.cartesian_prod(times, torch.arange(ROWS), torch.arange(COLUMNS)).T
    return torch.cat([video, (start + torch.arange(AUDIO_TOKENS)).expand(3, -1)], dim=1)


def thinned(mask: Tensor, count: int) -> Tensor:
    """`count` of the true places of `mask`, evenly spread."""
    places = mask.nonzero().squeeze(1)
    chosen = torch.zeros_like(mask)
    chosen[places[(torch.arange(count) * len(places)) // count]] = True
    return chosen


def bundle_sequences(path: Path) -> list[Sequence3D]:
    """A bundle's block in full and as its plan leaves it."""
    plan = read_bundle(path)
    positions = torch.from_numpy(plan.position_ids.copy()).long()
    keep = torch.from_numpy(plan.keep.copy())
    share = f"{plan.keep.mean():.0%}"
    return [Sequence3D(f"{path.name}, full", positions), Sequence3D(f"{path.name}, {share}", positions[:, keep])]


def text_model(tiny: bool, device: str) -> Qwen2_5OmniThinkerTextModel:
    """The language model of Qwen2.5-Omni-7B's thinker, or a tiny one of the same kind, with random weights."""
    shape = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "intermediate_size": 96, "vocab_size": 300}
    section = [2, 3, 3] if tiny else [16, 24, 24]
    config = Qwen2_5OmniTextConfig(
        rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0, "mrope_section": section},
        attn_implementation="sdpa", **(shape if tiny else {}),
    )
    default = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32 if tiny else torch.bfloat16)
    try:
        with torch.device(device):
            return Qwen2_5OmniThinkerTextModel(config).eval()
    finally:
        torch.set_default_dtype(default)


@torch.inference_mode()
def prefill(model: Qwen2_5OmniThinkerTextModel, sequence: Sequence3D, repetitions: int) -> Measured:
    """Runs a whole sequence through the model, with a key-value cache as `generate` fills it; one run warms up."""
    generator = torch.Generator().manual_seed(0)
    rows = torch.randn(1, sequence.length, model.config.hidden_size, generator=generator)
    embeds = rows.to(model.device, model.dtype)
    positions = sequence.positions[:, None].to(model.device)
    cuda = model.device.type == "cuda"
    if cuda:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(model.device)
    times: list[float] = []
    for _ in range(repetitions + 1):
        synchronise(model)
        start = time.perf_counter()
        model(inputs_embeds=embeds, position_ids=positions, use_cache=True)
        synchronise(model)
        times.append(time.perf_counter() - start)
    return Measured(statistics.median(times[1:]), torch.cuda.max_memory_allocated(model.device) if cuda else 0)


def synchronise(model: Qwen2_5OmniThinkerTextModel) -> None:
    """Waits for the GPU, which works on while Python goes ahead."""
    if model.device.type == "cuda":
        torch.cuda.synchronize(model.device)


def main(arguments: argparse.Namespace) -> None:
    """Measures every sequence; a full one is what the next ones are compared with."""
    groups = [bundle_sequences(path) for path in arguments.bundle]
    groups += [paper_sequences(seconds) for seconds in (() if groups else arguments.seconds)]
    model = text_model(arguments.tiny, arguments.device)
    kind = "tiny model" if arguments.tiny else "Qwen2.5-Omni-7B's shape"
    card = torch.cuda.get_device_name(model.device) if model.device.type == "cuda" else str(model.device)
    print(f"{kind}, random weights, {model.dtype}, {card}, median of {arguments.repetitions}")
    print(f"{'sequence':36} {'tokens':>8} {'prefill':>12} {'faster':>8} {'peak memory':>13}")
    for sequences in groups:
        report([(sequence, prefill(model, sequence, arguments.repetitions)) for sequence in sequences])


def report(rows: Sequence[tuple[Sequence3D, Measured]]) -> None:
    """One line a sequence; `faster` is against the first."""
    whole = rows[0][1].seconds
    for sequence, measured in rows:
        memory = f"{measured.peak / 1e9:.2f} GB" if measured.peak else "-"
        line = f"{sequence.name:36} {sequence.length:8,} {measured.seconds * 1000:9.1f} ms"
        print(f"{line} {whole / measured.seconds:7.2f}x {memory:>13}")


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--bundle", type=Path, action="append", default=[], help="a bundle to take lengths from")
    parser.add_argument("--seconds", type=int, nargs="+", default=[64, 128], help="without bundles (default: 64 128)")
    parser.add_argument("--repetitions", type=int, default=7, help="timed runs a sequence (default: %(default)s)")
    parser.add_argument("--device", default="cuda", help="default: %(default)s")
    parser.add_argument("--tiny", action="store_true", help="a tiny model in single precision")
    given = parser.parse_args(arguments)
    if given.device.startswith("cuda") and not torch.cuda.is_available():
        parser.error("no CUDA GPU is at hand; --tiny --device cpu shows that the steps work")
    return given


if __name__ == "__main__":
    main(parsed())
