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
        BundleError: a bundle that cannot be read, or a folder of shards.
    """
    for name, path in _tree_files(Path(root)):
        yield read_bundle(path).named(name)


def iterate_shards(root: str | os.PathLike[str]) -> Iterator[Bundle]:
    """Bundles of layout `webdataset`: shard after shard (sorted), in the order of keys.

    `root` is the dataset's folder or one tar file. `Bundle.name` is the input's path if the shard's index lies beside
    it, else the sample's key.

    Raises:
        BundleError: a shard or a bundle that cannot be read.
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
    return root.is_file() or (root / "dataset.json").is_file()


def _tree_files(root: Path) -> Iterator[tuple[str, Path]]:
    if _is_sharded(root):
        raise BundleError("file", "is no folder of layout tree; use iterate_shards", str(root))
    manifest = root / "manifest.jsonl"
    if manifest.is_file():
        lines = (json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines())
        yield from ((line["path"], root / line["bundle"]["path"]) for line in lines)
        return
    for path in sorted(root.rglob(f"*{_SUFFIX}")):
        yield path.relative_to(root).as_posix().removesuffix(_SUFFIX), path


def _shard_members(root: Path) -> Iterator[tuple[str, bytes]]:
    for shard in [root] if root.is_file() else sorted(root.glob("shard-*.tar")):
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
    lines = (json.loads(line) for line in index.read_text(encoding="utf-8").splitlines())
    return {line["bundle"]["path"].rpartition("/")[2]: line["path"] for line in lines}
