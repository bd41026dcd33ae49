"""The commands of README.md's section "Feeding a model", word for word but for a small checkpoint on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_models import qwen2_5_processor, qwen2_5_thinker, qwen3_processor, qwen3_thinker

from omnizip_bundle import read_bundle, read_compressed

FOLDER = Path(__file__).parent.parent
CLIP = "speech-object.mp4"
CASES = {
    "qwen2.5-omni": ("qwen2_5_omni.py", qwen2_5_thinker, qwen2_5_processor),
    "qwen3-omni": ("qwen3_omni.py", qwen3_thinker, qwen3_processor),
}


def run_script(name: str, *arguments: object, exit_code: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs an example as its user does; torchvision's operators are declared first where its wheel lacks them."""
    start = "import torchvision_stub, runpy; torchvision_stub.import_torchvision()"
    code = f"{start}; runpy.run_path({str(FOLDER / name)!r}, run_name='__main__')"
    paths = os.pathsep.join([str(FOLDER), str(FOLDER / "tests")])
    result = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1"})
    assert result.returncode == exit_code, result.stderr
    return result


@pytest.fixture(scope="module", params=list(CASES))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A profile and a checkpoint of its small model."""
    checkpoint = tmp_path_factory.mktemp("checkpoint")
    _, thinker, processor = CASES[request.param]
    thinker().save_pretrained(checkpoint)
    processor().save_pretrained(checkpoint)
    return request.param, checkpoint


@pytest.mark.parametrize("content", ["inputs", "plan"])
def test_from_a_video_to_an_answer(
    omnizip: Callable[..., str], samples: Path, tmp_path: Path, case: tuple[str, Path], content: str
) -> None:
    profile, checkpoint = case
    clip = samples / CLIP
    omnizip("run", clip, "--output", tmp_path, "--content", content, "--profile", profile)
    bundle = tmp_path / f"{CLIP}.safetensors"
    video = tmp_path / "nothing.mp4" if content == "inputs" else clip
    done = run_script(
        CASES[profile][0], checkpoint, video, bundle, "--prompt", "What is said?", "--max-new-tokens", 4,
        "--device", "cpu")
    plan = read_bundle(bundle)
    said, whole = (int(number.replace(",", "")) for number in done.stderr.split("prompt: ")[1].split()[0:3:2])
    assert whole - said == plan.block_length - plan.kept
    assert done.stdout.endswith("\n")


def test_the_models_own_plan(
    omnizip: Callable[..., str], samples: Path, tmp_path: Path, case: tuple[str, Path]
) -> None:
    profile, checkpoint = case
    clip = samples / CLIP
    omnizip("run", clip, "--output", tmp_path / "bundles", "--profile", profile)
    bundle = tmp_path / "bundles" / f"{CLIP}.safetensors"
    embeddings, pruned = tmp_path / "talk.embeddings", tmp_path / "talk.pruned.safetensors"
    run_script("dump_embeddings.py", checkpoint, clip, bundle, "-o", embeddings, "--device", "cpu")
    omnizip("compress", embeddings, "-o", pruned)
    made = read_compressed(pruned)
    assert made.video_keep.shape == read_bundle(bundle).video_keep.shape
    overlap = json.loads(omnizip("inspect", bundle, "--against", pruned, "--json"))
    assert overlap["video"]["total"] == made.video_keep.size and overlap["audio"]["total"] == made.audio_keep.size
    assert overlap["audio"]["kept_by_both"] == int((made.audio_keep & read_bundle(bundle).audio_keep).sum())
    omnizip("run", clip, "-o", tmp_path / "heard", "--saliency", embeddings, "--profile", profile)
    heard = read_bundle(tmp_path / "heard" / f"{CLIP}.safetensors")
    assert (heard.audio_saliency == made.audio_saliency).all()
    assert (heard.audio_keep == made.audio_keep).all()


def test_a_bundle_of_the_other_model_is_refused(
    omnizip: Callable[..., str], samples: Path, tmp_path: Path, case: tuple[str, Path]
) -> None:
    profile, checkpoint = case
    other = next(name for name in CASES if name != profile)
    omnizip("run", samples / CLIP, "--output", tmp_path, "--content", "plan", "--profile", other)
    bundle = tmp_path / f"{CLIP}.safetensors"
    done = run_script(
        CASES[profile][0], checkpoint, samples / CLIP, bundle, "--device", "cpu", exit_code=65)
    assert other in done.stderr and profile in done.stderr
