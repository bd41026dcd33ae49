"""Token bundles (schema omnizip.bundle/1)."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from ._safetensors import Source, read_tensors
from .errors import BundleError
from .metadata import BundleMetadata
from .plan import Plan


@dataclass(frozen=True, eq=False, kw_only=True)
class Bundle(Plan):
    """A bundle: a plan, the positions of its block, and what else `omnizip run` was asked to store.

    Arrays are read-only views of the mapped file: nothing is read before it is used.
    """

    metadata: BundleMetadata
    tokens: NDArray[np.floating]
    """Kept tokens of the encoder that made the plan, in block order; BF16 is widened to F32. [L, D], [0, D] in plans"""
    position_ids: NDArray[np.int32] | NDArray[np.float32]
    """TMRoPE ids of the unpruned block, counted from its first token's 0. [3, M]"""
    window_seconds: NDArray[np.float64]
    """Half-open ranges of media time. [N, 2]"""
    frame_index: NDArray[np.int64]
    """Index of each sampled frame in presentation order. [F]"""
    frame_seconds: NDArray[np.float64]
    """Its time on the shared clock. [F]"""
    frames: NDArray[np.uint8]
    """Sampled frames at final size, RGB; F = 0 where they are packed or not stored. [F, H, W, 3]"""
    packed_frames: NDArray[np.uint8]
    """PNG files of the sampled frames, one after the other. [bytes]"""
    packed_frame_ends: NDArray[np.int64]
    """Where each PNG file ends in `packed_frames`. [F]"""
    log_mel: NDArray[np.float32]
    """The sound as the model hears it; n = 0 where it is not stored. [128, n]"""
    name: str = ""
    """The input's path in the dataset, where one is known, else `metadata.source_name`."""

    def pictures(self) -> NDArray[np.uint8]:
        """The sampled frames, whichever way they are stored (PNG needs Pillow). [F, H, W, 3]

        Raises:
            BundleError: the bundle holds none, or a packed frame is no picture of the size that the metadata says.
        """
        if self.packed_frame_ends.size == 0:
            if self.frames.shape[0] == 0 and self.frame_index.size > 0:
                cause = f"holds no pictures (content is {self.metadata.content}); run omnizip with --content inputs"
                raise BundleError("frames", cause, self.source)
            return self.frames
        from PIL import Image

        shape = (self.metadata.resized_height, self.metadata.resized_width, 3)
        result = np.empty((self.packed_frame_ends.size, *shape), dtype=np.uint8)
        start = 0
        for index, end in enumerate(self.packed_frame_ends.tolist()):
            try:
                with Image.open(io.BytesIO(self.packed_frames[start:end].tobytes()), formats=["PNG"]) as picture:
                    size = (picture.height, picture.width, 3)
                    if size == shape:  # before any pixel is decoded
                        result[index] = np.asarray(picture.convert("RGB"))
            # Pillow raises all of these for damaged or hostile files.
            except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
                raise BundleError("packed_frames", f"frame {index} is no PNG picture: {error}", self.source) from error
            if size != shape:
                raise BundleError("packed_frames", f"frame {index} is {size}, not {shape}", self.source)
            start = end
        return result

    def validate(self) -> None:
        """Checks all rules of a bundle.

        Raises:
            BundleError: the first tensor that breaks one, and how.
        """
        from .validation import validate_bundle

        validate_bundle(self)

    def named(self, name: str) -> Bundle:
        """The same bundle under another name."""
        return replace(self, name=name)


def read_bundle(source: Source) -> Bundle:
    """Reads a bundle from a path (mapped, nothing copied), from bytes or from an open binary file.

    Types and numbers of axes are checked; `Bundle.validate` checks the rest.

    Raises:
        BundleError: no safetensors file, another schema, or a tensor that is missing or of another type.
    """
    tensors, strings, name = read_tensors(source)
    metadata = BundleMetadata.from_strings(strings, name)
    members = take_members(Bundle, {**_missing(metadata), **tensors}, name)
    return Bundle(**members, metadata=metadata, source=name, name=metadata.source_name)


def _missing(metadata: BundleMetadata) -> dict[str, NDArray]:
    """Members that only `--content inputs` writes."""
    return {
        "frames": np.empty((0, metadata.resized_height, metadata.resized_width, 3), np.uint8),
        "packed_frames": np.empty(0, np.uint8),
        "packed_frame_ends": np.empty(0, np.int64),
        "log_mel": np.empty((128, 0), np.float32),
    }


_FLOATS = (np.float16, np.float32)
_MEMBERS: dict[str, tuple[tuple[type, ...], int]] = {
    "tokens": (_FLOATS, 2), "keep": ((np.bool_,), 1), "modality": ((np.uint8,), 1),
    "position_ids": ((np.int32, np.float32), 2), "video_keep": ((np.bool_,), 3), "audio_keep": ((np.bool_,), 1),
    "audio_saliency": ((np.float32,), 1), "audio_video_score": ((np.float32,), 1),
    "merge_target": ((np.int32,), 1), "merge_source": ((np.int32,), 1), "merge_weight": ((np.float32,), 1),
    "window_patches": ((np.int32,), 2), "window_audio": ((np.int32,), 2), "window_seconds": ((np.float64,), 2),
    "window_retention": ((np.float32,), 1), "window_base_rate": ((np.float32,), 1),
    "window_rate": ((np.float32,), 1), "frame_index": ((np.int64,), 1), "frame_seconds": ((np.float64,), 1),
    "frames": ((np.uint8,), 4), "packed_frames": ((np.uint8,), 1), "packed_frame_ends": ((np.int64,), 1),
    "log_mel": ((np.float32,), 2), "kept_audio": (_FLOATS, 2), "kept_video": (_FLOATS, 2),
}


def take_members(kind: type[Plan], tensors: dict[str, NDArray], source: str) -> dict[str, NDArray]:
    """The tensors that a kind of plan has, each of its type and number of axes.

    Raises:
        BundleError: a tensor is missing, or of another type or number of axes.
    """
    members: dict[str, NDArray] = {}
    for name in (field.name for field in fields(kind) if field.name in _MEMBERS):
        if name not in tensors:
            raise BundleError(name, "the tensor is missing", source)
        types, axes = _MEMBERS[name]
        tensor = tensors[name]
        if tensor.dtype.type not in types:
            allowed = " or ".join(kind.__name__ for kind in types)
            raise BundleError(name, f"holds {tensor.dtype}, not {allowed}", source)
        if tensor.ndim != axes:
            raise BundleError(name, f"has the shape {tensor.shape}, not {axes} axes", source)
        members[name] = tensor
    return members
