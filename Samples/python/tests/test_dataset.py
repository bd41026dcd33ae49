"""Datasets in both layouts, read by this package and by those of others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import GeneratorType

import numpy as np
import pytest
import webdataset
from datasets import Dataset, Features, Json, Value, load_dataset
from safetensors.numpy import load, load_file

from omnizip_bundle import BundleError, iterate_bundles, iterate_shards, iterate_tree, read_bundle, to_hf_rows

SHARDS = ("--layout", "webdataset")


def test_a_tree_in_order(dataset: Callable[..., Path], samples: Path) -> None:
    clips = sorted(path.name for path in samples.iterdir() if not path.name.startswith("."))
    assert [bundle.name for bundle in iterate_tree(dataset())] == clips


def test_a_tree_without_its_manifest(dataset: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    for number, path in enumerate(sorted(dataset().glob("*.safetensors"))[:4]):
        (tmp_path / ("talks" if number % 2 else ".") / path.name).write_bytes(path.read_bytes())
    names = [bundle.name for bundle in iterate_tree(tmp_path)]
    assert names == ["audio-early.mkv", "audio-longer.mp4", "talks/audio-late.mp4", "talks/audio-only.m4a"]


def test_bundles_are_read_when_their_turn_comes(dataset: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes((dataset() / "silent.mp4.safetensors").read_bytes())
    (tmp_path / "b.safetensors").write_bytes(b"damaged")
    bundles = iterate_tree(tmp_path)
    assert isinstance(bundles, (GeneratorType, Iterator))
    assert next(bundles).grid == (8, 9, 16)
    with pytest.raises(BundleError, match=r"b\.safetensors"):
        next(bundles)


def test_shards_hold_the_same(dataset: Callable[..., Path]) -> None:
    tree = {bundle.name: bundle for bundle in iterate_tree(dataset())}
    folder = dataset(*SHARDS)
    sharded = {bundle.name: bundle for bundle in iterate_shards(folder)}
    assert sharded.keys() == tree.keys() == {bundle.name for bundle in iterate_bundles(folder)}
    for name, bundle in sharded.items():
        bundle.validate()
        np.testing.assert_array_equal(bundle.tokens, tree[name].tokens)
        assert bundle.metadata == tree[name].metadata
    one = next(folder.glob("*.tar"))
    assert [bundle.name for bundle in iterate_shards(one)] == list(sharded)
    with pytest.raises(BundleError, match="iterate_shards"):
        next(iterate_tree(folder))


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "shard-00000-of-00001.tar").write_bytes(b"no tar" * 200)
    with pytest.raises(BundleError, match=r"shard-00000-of-00001\.tar"):
        list(iterate_shards(tmp_path))


def test_a_folder_without_bundles_is_no_empty_dataset(dataset: Callable[..., Path], tmp_path: Path) -> None:
    for read in (iterate_tree, iterate_shards, iterate_bundles, to_hf_rows):
        for folder in (tmp_path, tmp_path / "misspelt"):
            with pytest.raises(BundleError, match="holds no"):
                next(read(folder))
    for shard in dataset(*SHARDS).glob("*.tar"):
        (tmp_path / shard.name).write_bytes(shard.read_bytes())
    assert len(list(iterate_bundles(tmp_path))) == 11, "shards that were copied without dataset.json"


def test_names_with_separators(dataset: Callable[..., Path], tmp_path: Path) -> None:
    """Line and paragraph separators, and a next line: legal in names and in JSON."""
    names = [f"a{separator}b.mp4" for separator in "\x85\u2028\u2029"]
    clip = (dataset() / "silent.mp4.safetensors").read_bytes()
    lines = [{"path": name, "bundle": {"path": f"{name}.safetensors"}} for name in names]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (tmp_path / "manifest.jsonl").write_text(text, encoding="utf-8")
    for name in names:
        (tmp_path / f"{name}.safetensors").write_bytes(clip)
    assert [bundle.name for bundle in iterate_tree(tmp_path)] == names


@pytest.mark.parametrize("line", ["{", "{}", "[]", '{"path": "a", "bundle": null}'])
def test_a_damaged_manifest_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "manifest.jsonl").write_text(line)
    with pytest.raises(BundleError, match=r"manifest\.jsonl: file: line 1"):
        next(iterate_tree(tmp_path))


def test_the_webdataset_package_reads_shards(dataset: Callable[..., Path]) -> None:
    shards = sorted(map(str, dataset(*SHARDS).glob("*.tar")))
    rows = list(webdataset.WebDataset(shards, shardshuffle=False))
    assert len(rows) == 11
    for row in rows:
        bundle, document = read_bundle(row["safetensors"]), json.loads(row["json"])
        assert bundle.kept == document["counts"]["block"]["kept"]


def test_the_safetensors_package_reads_bundles(dataset: Callable[..., Path]) -> None:
    for path in dataset().glob("*.safetensors"):
        tensors = load_file(path)
        assert tensors.keys() == load(path.read_bytes()).keys()
        np.testing.assert_array_equal(tensors["keep"], read_bundle(path).keep)


@pytest.mark.parametrize("flags", [(), SHARDS])
def test_hugging_face_datasets_take_rows(dataset: Callable[..., Path], tmp_path: Path, flags: tuple[str, ...]) -> None:
    folder = dataset(*flags)
    rows = Dataset.from_generator(to_hf_rows, gen_kwargs={"root": str(folder)}, cache_dir=str(tmp_path))
    assert len(rows) == 11
    for row, bundle in zip(rows, iterate_bundles(folder), strict=True):
        assert row["name"] == bundle.name
        assert tuple(row["grid"]) == bundle.grid
        assert row["kept"] == bundle.kept
        again = read_bundle(row["safetensors"])
        np.testing.assert_array_equal(again.tokens, bundle.tokens)
        assert again.metadata == bundle.metadata
    long = rows.filter(lambda row: row["block_length"] > 1500)
    assert 0 < len(long) < 11


def test_hugging_face_datasets_read_shards(dataset: Callable[..., Path], tmp_path: Path) -> None:
    """With the features given: documents have numbers and nulls in one place, so guessing their schema fails."""
    shards = sorted(map(str, dataset(*SHARDS).glob("*.tar")))
    features = Features(
        {"__key__": Value("string"), "__url__": Value("string"), "safetensors": Value("binary"), "json": Json()})
    rows = load_dataset(
        "webdataset", data_files=shards, split="train", features=features, cache_dir=str(tmp_path))
    assert len(rows) == 11
    for row in rows:
        assert read_bundle(row["safetensors"]).kept == row["json"]["counts"]["block"]["kept"]
