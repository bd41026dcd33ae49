"""Bundles of a dataset that `omnizip run` wrote, in either layout, one at a time."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .bundle import Bundle, read_bundle
from .errors import BundleError

_SUFFIX = ".safetensors"


def iterate_tree(root: str | os.PathLike[str]) -> Iterator[Bundle]:
    """Bundles of layout `tree`, sorted by path; each is read when its turn comes.

    Goes by `manifest.jsonl` where there is one (then `Bundle.name` is the input's path), else by the files.

    Raises:
        BundleError: no bundles, one that cannot be read, a folder of shards, or a damaged manifest.
    """
    for name, path in _tree_files(Path(root)):
        yield read_bundle(path).named(name)


def iterate_shards(root: str | os.PathLike[str]) -> Iterator[Bundle]:
    """Bundles of layout `webdataset`: shard after shard (sorted), in the order of keys.

    `root` is the dataset's folder or one tar file. `Bundle.name` is the input's path if the shard's index lies beside
    it, else the sample's key.

    Raises:
        BundleError: no shards, or a shard, an index or a bundle that cannot be read.
    """
    for name, data in _shard_members(Path(root)):
        yield read_bundle(data).named(name)


def iterate_bundles(root: str | os.PathLike[str]) -> Iterator[Bundle]:
    """Bundles of a dataset in the layout that its folder has."""
    return iterate_shards(root) if _is_sharded(Path(root)) else iterate_tree(root)


def to_hf_rows(root: str | os.PathLike[str]) -> Iterator[dict[str, Any]]:
    """Rows for `datasets.Dataset.from_generator(to_hf_rows, gen_kwargs={"root": "bundles"})`.

    A row has scalars to filter by and the whole bundle as bytes: `read_bundle(row["safetensors"])` gives it back.
    """
    path = Path(root)
    for name, source in _shard_members(path) if _is_sharded(path) else _tree_files(path):
        data = source.read_bytes() if isinstance(source, Path) else source
        bundle = read_bundle(data)
        yield {
            "name": name,
            "profile": bundle.metadata.profile,
            "source_sha256": bundle.metadata.source_sha256,
            "grid": list(bundle.grid),
            "audio_tokens": bundle.audio_tokens,
            "block_length": bundle.block_length,
            "kept": bundle.kept,
            "safetensors": data,
        }


def _is_sharded(root: Path) -> bool:
    return root.is_file() or (root / "dataset.json").is_file() or any(root.glob("shard-*.tar"))


def _tree_files(root: Path) -> Iterator[tuple[str, Path]]:
    if _is_sharded(root):
        raise BundleError("file", "is no folder of layout tree; use iterate_shards", str(root))
    manifest = root / "manifest.jsonl"
    if manifest.is_file():
        yield from ((name, root / bundle) for name, bundle in _listed(manifest))
        return
    paths = sorted(root.rglob(f"*{_SUFFIX}"))
    if not paths:  # a name that is misspelt would look like a dataset without videos
        raise BundleError("file", "holds no bundles", str(root))
    for path in paths:
        yield path.relative_to(root).as_posix().removesuffix(_SUFFIX), path


def _shard_members(root: Path) -> Iterator[tuple[str, bytes]]:
    shards = [root] if root.is_file() else sorted(root.glob("shard-*.tar"))
    if not shards:
        raise BundleError("file", "holds no shards", str(root))
    for shard in shards:
        names = _names(shard)
        try:
            with tarfile.open(shard, "r:") as archive:
                for member in archive:
                    if member.isfile() and member.name.endswith(_SUFFIX) and (file := archive.extractfile(member)):
                        yield names.get(member.name, member.name.removesuffix(_SUFFIX)), file.read()
        except tarfile.TarError as error:
            raise BundleError("file", f"is no tar file: {error}", str(shard)) from error


def _names(shard: Path) -> dict[str, str]:
    """The inputs' paths by member, from the index beside a shard."""
    index = shard.with_suffix(".index.jsonl")
    if not index.is_file():
        return {}
    return {bundle.rpartition("/")[2]: name for name, bundle in _listed(index)}


def _listed(file: Path) -> Iterator[tuple[str, str]]:
    """The input's path and the bundle's of each line of a manifest."""
    # By bytes: `splitlines` would also break at separators that a name may hold.
    for number, text in enumerate(file.read_bytes().split(b"\n"), 1):
        if not text:
            continue
        try:
            line = json.loads(text)
            names = str(line["path"]), str(line["bundle"]["path"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BundleError("file", f"line {number} is no line of a manifest: {error!r}", str(file)) from error
        yield names
