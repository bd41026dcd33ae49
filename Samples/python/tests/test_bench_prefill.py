"""The benchmark's sequences, and that it runs."""

from __future__ import annotations

import re

import pytest
import torch

import bench_prefill
from clips import plan_of, plan_path


def test_sequences_have_the_paper_s_lengths() -> None:
    """32 windows of 288 + 50; kept counts are those of `omnizip` at its presets, anchors counted."""
    full, light, heavy = bench_prefill.paper_sequences(64)
    assert full.length == 32 * 338
    assert light.length == round(0.7 * 1600) + 2 * 32 + round(0.4 * 9216)
    assert heavy.length == round(0.6 * 1600) + 2 * 32 + round(0.3 * 9216)
    assert 0.43 < light.length / full.length < 0.47 and 0.33 < heavy.length / full.length < 0.37


def test_positions_are_a_model_s() -> None:
    """A window's positions are those that the program gives a clip of the same layout: one patch a second."""
    plan = plan_of("speech-object.mp4")
    own = torch.from_numpy(plan.position_ids.copy())
    window = bench_prefill.window_positions(1)
    video = plan.modality == 1
    assert window[0].unique().tolist()[:2] == [50, 51]
    assert window[0, :144].unique().tolist() == own[0, video][2 * 144 : 3 * 144].unique().tolist()
    assert torch.equal(window[:, -50:], own[:, ~video][:, 50:100].long())


def test_thinned_keeps_the_count() -> None:
    mask = torch.arange(100) % 3 == 0
    kept = bench_prefill.thinned(mask, 20)
    assert int(kept.sum()) == 20 and not (kept & ~mask).any()


def test_shape_is_qwen2_5_omni_7b_s() -> None:
    """Without allocating it: the numbers of the checkpoint's text_config."""
    config = bench_prefill.text_model(tiny=False, device="meta").config
    shape = (config.hidden_size, config.num_hidden_layers, config.num_attention_heads, config.num_key_value_heads)
    assert shape == (3584, 28, 28, 4)
    assert (config.intermediate_size, config.vocab_size) == (18944, 152064)


def test_faster_is_against_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    full, light, _ = bench_prefill.paper_sequences(4)
    bench_prefill.report(
        [(full, bench_prefill.Measured(0.5, 20_000_000_000)), (light, bench_prefill.Measured(0.2, 0))])
    first, second = capsys.readouterr().out.splitlines()
    assert "500.0 ms" in first and "1.00x" in first and "20.00 GB" in first
    assert "200.0 ms" in second and "2.50x" in second and second.endswith("-")


@pytest.mark.parametrize("source", ["paper", "bundle"])
def test_runs_tiny_on_cpu(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints a line a sequence, with the token counts that were fed."""
    path = plan_path("silent.mp4")
    flags = ["--seconds", "8"] if source == "paper" else ["--bundle", str(path)]
    bench_prefill.main(bench_prefill.parsed(["--tiny", "--device", "cpu", "--repetitions", "2", *flags]))
    printed = capsys.readouterr().out.splitlines()
    sequences = bench_prefill.paper_sequences(8) if source == "paper" else bench_prefill.bundle_sequences(path)
    assert len(printed) == 2 + len(sequences)
    for line, sequence in zip(printed[2:], sequences):
        assert line.startswith(sequence.name) and f" {sequence.length:,} " in line
        assert re.search(r"[\d.]+ ms +[\d.]+x +-$", line)
