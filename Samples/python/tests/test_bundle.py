"""Reading bundles: those of the program, and made-up ones with what the program leaves out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors import safe_open
from synthetic import make_bundle, make_members

from omnizip_bundle import Bundle, BundleError, read_bundle
from omnizip_bundle._safetensors import write_tensors


def test_every_tensor_of_the_program_is_a_field(dataset: Callable[..., Path]) -> None:
    for path in sorted(dataset().glob("*.safetensors")):
        bundle = read_bundle(path)
        with safe_open(path, framework="np") as file:
            for name in file.keys():
                np.testing.assert_array_equal(getattr(bundle, name), file.get_tensor(name), err_msg=f"{path} {name}")


def test_paths_bytes_and_files_give_the_same(dataset: Callable[..., Path]) -> None:
    path = dataset() / "speech-object.mp4.safetensors"
    with path.open("rb") as file:
        bundles = [read_bundle(path), read_bundle(str(path)), read_bundle(path.read_bytes()), read_bundle(file)]
    for bundle in bundles[1:]:
        np.testing.assert_array_equal(bundle.tokens, bundles[0].tokens)
        assert bundle.metadata == bundles[0].metadata
    assert not bundles[0].tokens.flags.writeable


def test_counts_and_grids(bundles: Callable[..., dict[str, Bundle]]) -> None:
    bundle = bundles()["speech-object.mp4"]
    assert bundle.grid == (12, 9, 16)
    assert bundle.grid_thw == bundle.metadata.grid_thw == (12, 18, 32)
    assert (bundle.video_tokens, bundle.audio_tokens) == (12 * 9 * 16, 300)
    assert bundle.block_length == bundle.video_tokens + bundle.audio_tokens == bundle.position_ids.shape[1]
    assert bundle.kept == len(bundle.tokens)
    silent, sound = bundles()["silent.mp4"], bundles()["audio-only.m4a"]
    assert silent.audio_tokens == 0 and silent.video_tokens > 0
    assert sound.grid == (0, 0, 0) and sound.audio_tokens == 225


@pytest.mark.parametrize("method", ["fixed", "dycoke", "uniform", "random", "energy"])
def test_bundles_of_other_methods_are_sound(bundles: Callable[..., dict[str, Bundle]], method: str) -> None:
    ours = bundles()
    for name, bundle in bundles("--method", method).items():
        bundle.validate()
        assert bundle.metadata.method == method and ours[name].metadata.method == "omnizip"
        assert bundle.keep.sum() == ours[name].keep.sum()
        assert bundle.metadata.seed == (0 if method == "random" else None)
        assert method == "fixed" or len(bundle.merge_target) == 0


def test_guidance_is_told(bundles: Callable[..., dict[str, Bundle]]) -> None:
    assert {bundle.metadata.guidance for bundle in bundles().values()} == {"paper"}
    for bundle in bundles("--guidance", "floor").values():
        bundle.validate()
        assert bundle.metadata.guidance == "floor"


def test_metadata_is_typed(bundles: Callable[..., dict[str, Bundle]]) -> None:
    metadata = bundles()["audio-early.mkv"].metadata
    assert metadata.generator == "omnizip"
    assert metadata.profile == "qwen2.5-omni"
    assert metadata.rho_video == 0.6
    assert metadata.audio_lead_seconds < -0.7
    assert metadata.audio_truncated is False
    assert metadata.part_origin_seconds is None


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    tensors, metadata = make_members(1)
    write_tensors(tmp_path / "b", tensors, {**metadata, "colour": "red", "part_origin_seconds": "1.5"})
    read = read_bundle(tmp_path / "b").metadata
    assert read.extra == {"colour": "red"}
    assert read.part_origin_seconds == 1.5


@pytest.mark.parametrize(("precision", "kind"), [("f16", np.float16), ("f32", np.float32), ("bf16", np.float32)])
def test_precisions(bundles: Callable[..., dict[str, Bundle]], precision: str, kind: type) -> None:
    exact = bundles("--token-precision", "f32")["cuts-music.mp4"].tokens
    tokens = bundles("--token-precision", precision)["cuts-music.mp4"].tokens
    assert tokens.dtype == kind
    np.testing.assert_allclose(tokens, exact, rtol=2**-8, atol=1e-6)


def test_plans_have_no_tokens(bundles: Callable[..., dict[str, Bundle]]) -> None:
    whole, plan = bundles()["slide-talk.mp4"], bundles("--content", "plan")["slide-talk.mp4"]
    assert plan.tokens.shape == (0, 256)
    np.testing.assert_array_equal(plan.keep, whole.keep)


def test_pictures_raw_and_packed_are_the_same(tmp_path: Path) -> None:
    tensors, metadata = make_members(2)
    shape = (8, int(metadata["resized_height"]), int(metadata["resized_width"]), 3)
    pictures = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    files = []
    for picture in pictures:
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, format="PNG")
        files.append(np.frombuffer(buffer.getvalue(), np.uint8))
    ends = np.cumsum([len(file) for file in files])
    write_tensors(tmp_path / "raw", {**tensors, "frames": pictures}, metadata)
    packed = {"packed_frames": np.concatenate(files), "packed_frame_ends": ends}
    write_tensors(tmp_path / "packed", {**tensors, **packed}, metadata)
    for name in ("raw", "packed"):
        bundle = read_bundle(tmp_path / name)
        bundle.validate()
        np.testing.assert_array_equal(bundle.pictures(), pictures)
    damaged = packed | {"packed_frames": np.zeros_like(packed["packed_frames"])}
    write_tensors(tmp_path / "damaged", {**tensors, **damaged}, metadata)
    with pytest.raises(BundleError, match="frame 0 is no PNG"):
        read_bundle(tmp_path / "damaged").pictures()


def test_no_pictures_says_how_to_get_them(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "b", 3)
    assert bundle.frames.shape[0] == 0 and bundle.log_mel.shape == (128, 0)
    with pytest.raises(BundleError, match="--content inputs"):
        bundle.pictures()


@pytest.mark.parametrize("size", [0, 7, 100, -1])
def test_truncated_files_are_refused(tmp_path: Path, size: int) -> None:
    make_bundle(tmp_path / "b", 4)
    data = (tmp_path / "b").read_bytes()[:size]
    (tmp_path / "short").write_bytes(data)
    for source in (tmp_path / "short", data):
        with pytest.raises(BundleError) as caught:
            read_bundle(source)
        assert caught.value.tensor == "file"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nothing"):
        read_bundle(tmp_path / "nothing")


@pytest.mark.parametrize("name", sorted(make_members(0)[0]))
def test_missing_and_mistyped_tensors_are_named(tmp_path: Path, name: str) -> None:
    tensors, metadata = make_members(5)
    for wrong in (None, tensors[name].astype(np.int64 if name != "frame_index" else np.int32), tensors[name][None]):
        changed = {key: value for key, value in tensors.items() if key != name}
        write_tensors(tmp_path / "b", changed if wrong is None else {**changed, name: wrong}, metadata)
        with pytest.raises(BundleError) as caught:
            read_bundle(tmp_path / "b")
        assert caught.value.tensor == name


@pytest.mark.parametrize(
    ("key", "text"),
    [("schema", "omnizip.bundle/2"), ("dimension", "-1"), ("rho_audio", "nan"), ("grid_thw", "[1,2]"),
     ("grid_thw", "8"), ("audio_truncated", "no"), ("mel_frames", "many"), ("next_position", "")])
def test_wrong_metadata_is_named(tmp_path: Path, key: str, text: str) -> None:
    tensors, metadata = make_members(6)
    for strings in ({**metadata, key: text}, {name: value for name, value in metadata.items() if name != key}):
        write_tensors(tmp_path / "b", tensors, strings)
        with pytest.raises(BundleError) as caught:
            read_bundle(tmp_path / "b")
        assert caught.value.tensor == f"metadata.{key}"
