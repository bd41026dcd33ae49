"""The rules of plans and bundles, one function a group. Each raises BundleError with the tensor at fault."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .embeddings import CompressedEmbeddings
from .errors import BundleError
from .masks import block_keep
from .plan import AUDIO, VIDEO, Plan

WEIGHT_TOLERANCE = 1e-5
"""Largest distance of the weights of a merge target from 1."""

CONTENTS = ("plan", "tokens", "inputs")
"""What a bundle can hold."""

HOP = 160
"""Samples from one log-mel frame to the next."""

POSITION_TYPES: dict[str, type] = {"qwen2.5-omni": np.int32, "qwen3-omni": np.float32}
"""Element type of a profile's position ids."""


def validate_bundle(bundle: Bundle) -> None:
    """Checks all rules of a bundle.

    Raises:
        BundleError: the first tensor that breaks one, and how.
    """
    _check_plan(bundle)
    _check_metadata(bundle)
    _check_tokens(bundle)
    _check_positions(bundle)
    _check_times(bundle)
    _check_inputs(bundle)


def validate_compressed(compressed: CompressedEmbeddings) -> None:
    """Checks all rules of what `omnizip compress` wrote.

    Raises:
        BundleError: the first tensor that breaks one, and how.
    """
    _check_plan(compressed)
    for name, tokens, mask in (
        ("video_tokens", compressed.kept_video, compressed.video_keep),
        ("audio_tokens", compressed.kept_audio, compressed.audio_keep),
    ):
        _finite(compressed, name, tokens)
        if len(tokens) != np.count_nonzero(mask):
            _fail(compressed, name, f"{len(tokens)} rows, {np.count_nonzero(mask)} tokens are kept")
    widths = compressed.kept_video.shape[1], compressed.kept_audio.shape[1]
    if widths[0] != widths[1]:
        _fail(compressed, "audio_tokens", f"{widths[1]} columns, video_tokens has {widths[0]}")


def _fail(plan: Plan, tensor: str, cause: str) -> NoReturn:
    raise BundleError(tensor, cause, plan.source)


def _finite(plan: Plan, name: str, values: NDArray) -> None:
    if not np.isfinite(values).all():
        _fail(plan, name, "a value is not finite")


def _check_plan(plan: Plan) -> None:
    _check_masks(plan)
    for name in ("audio_saliency", "audio_video_score"):
        values: NDArray = getattr(plan, name)
        if values.shape != plan.audio_keep.shape:
            _fail(plan, name, f"{values.size} values for {plan.audio_tokens} audio tokens")
        _finite(plan, name, values)
    _check_merges(plan)
    _check_windows(plan)
    _check_rates(plan)


def _check_masks(plan: Plan) -> None:
    for name in ("keep", "video_keep", "audio_keep"):
        if (np.ascontiguousarray(getattr(plan, name)).view(np.uint8) > 1).any():
            _fail(plan, name, "holds bytes other than 0 and 1")
    video, audio = np.count_nonzero(plan.modality == VIDEO), np.count_nonzero(plan.modality == AUDIO)
    if video + audio != plan.block_length:
        _fail(plan, "modality", "holds values other than 1 (video) and 2 (audio)")
    if (video, audio) != (plan.video_tokens, plan.audio_tokens):
        cause = f"{video} video and {audio} audio places, the masks have {plan.video_tokens} and {plan.audio_tokens}"
        _fail(plan, "modality", cause)
    if plan.keep.shape != plan.modality.shape:
        _fail(plan, "keep", f"{plan.keep.size} values for a block of {plan.block_length}")
    wrong = np.flatnonzero(plan.keep != block_keep(plan))
    if wrong.size:
        _fail(plan, "keep", f"place {wrong[0]} contradicts video_keep or audio_keep")


def _check_merges(plan: Plan) -> None:
    target, source, weight = plan.merge_target, plan.merge_source, plan.merge_weight
    if not target.size == source.size == weight.size:
        _fail(plan, "merge_weight", f"the merges have {target.size}, {source.size} and {weight.size} entries")
    for name, places in (("merge_target", target), ("merge_source", source)):
        outside = (places < 0) | (places >= plan.block_length)
        if outside.any():
            _fail(plan, name, f"place {places[outside][0]} is not in the block of {plan.block_length}")
    if not plan.keep[target].all():
        _fail(plan, "merge_target", f"place {target[~plan.keep[target]][0]} is dropped, so it cannot take others in")
    others = target != source
    if plan.keep[source[others]].any():
        _fail(plan, "merge_source", "a place that is kept is merged into another")
    if (plan.modality[source] != plan.modality[target]).any():
        _fail(plan, "merge_source", "a place is merged into one of the other modality")
    # Targets are kept and all other sources are dropped, so no place may come twice, as its own source or another's.
    if np.unique(source).size != source.size:
        _fail(plan, "merge_source", "a place is merged twice")
    if np.unique(target).size != np.count_nonzero(~others):
        _fail(plan, "merge_source", "a target has no entry of its own")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        _fail(plan, "merge_weight", "a weight is negative or not finite")
    sums = np.bincount(target, weights=weight, minlength=plan.block_length)[np.unique(target)]
    if (np.abs(sums - 1) > WEIGHT_TOLERANCE).any():
        wrong = np.unique(target)[np.abs(sums - 1) > WEIGHT_TOLERANCE][0]
        _fail(plan, "merge_weight", f"the weights of target {wrong} do not sum to 1")


def _check_windows(plan: Plan) -> None:
    for name, end in (("window_patches", plan.grid[0]), ("window_audio", plan.audio_tokens)):
        ranges: NDArray = getattr(plan, name)
        if ranges.shape != (len(plan.window_rate), 2):
            _fail(plan, name, f"has the shape {ranges.shape} for {len(plan.window_rate)} windows")
        starts, ends = ranges[:, 0], ranges[:, 1]
        if (ends < starts).any():
            _fail(plan, name, f"window {np.argmax(ends < starts)} ends before it begins")
        gaps = starts != np.concatenate([[0], ends[:-1]])[: len(starts)]
        if gaps.any():
            _fail(plan, name, f"window {np.argmax(gaps)} does not begin where the one before ends")
        last = int(ends[-1]) if len(ends) else 0
        if last != end:
            _fail(plan, name, f"the windows end at {last}, not at {end}")


def _check_rates(plan: Plan) -> None:
    hears = plan.window_audio[:, 1] > plan.window_audio[:, 0]
    guided = hears & (plan.window_patches[:, 1] > plan.window_patches[:, 0])
    everywhere = np.ones_like(hears)
    for name, known in (("window_rate", everywhere), ("window_retention", hears), ("window_base_rate", guided)):
        values: NDArray = getattr(plan, name)
        if values.shape != hears.shape:
            _fail(plan, name, f"{values.size} values for {hears.size} windows")
        # NaN compares false, so it is no fraction.
        fraction = (values >= 0) & (values <= 1)
        wrong = np.where(known, ~fraction, ~np.isnan(values))
        if wrong.any():
            _fail(plan, name, f"window {np.argmax(wrong)}: {values[wrong][0]}")


def _check_metadata(bundle: Bundle) -> None:
    """Numbers that no tensor has, but that decide what a reader allocates and where text after the block goes."""
    metadata = bundle.metadata
    if metadata.content not in CONTENTS:
        _fail(bundle, "metadata.content", f'"{metadata.content}" is none of {", ".join(CONTENTS)}')
    if metadata.grid_thw != bundle.grid_thw:
        _fail(bundle, "video_keep", f"has the shape {bundle.grid}, grid_thw is {metadata.grid_thw}")
    height, width = metadata.resized_height, metadata.resized_width
    rows, columns = bundle.grid[1:]
    # Both sides in pixels of one cell: rows and columns are 0 without video.
    if bundle.video_tokens and (height % rows or width % columns or height // rows != width // columns):
        _fail(bundle, "metadata.resized_height", f"{height} x {width} is no grid of {rows} x {columns} square cells")
    if abs(metadata.mel_frames * HOP - metadata.audio_samples) > HOP:
        cause = f"{metadata.audio_samples} samples do not make {metadata.mel_frames} frames of log-mel"
        _fail(bundle, "metadata.audio_samples", cause)
    if bundle.audio_tokens > metadata.mel_frames:
        _fail(bundle, "metadata.mel_frames", f"{metadata.mel_frames} for {bundle.audio_tokens} audio tokens")


def _check_tokens(bundle: Bundle) -> None:
    wanted = 0 if bundle.metadata.content == "plan" else bundle.kept
    rows, width = bundle.tokens.shape
    if rows != wanted:
        _fail(bundle, "tokens", f"{rows} rows, {wanted} are right for content {bundle.metadata.content}")
    if width != bundle.metadata.dimension:
        _fail(bundle, "tokens", f"{width} columns, the metadata says {bundle.metadata.dimension}")
    _finite(bundle, "tokens", bundle.tokens)


def _check_positions(bundle: Bundle) -> None:
    ids = bundle.position_ids
    if ids.shape != (3, bundle.block_length):
        _fail(bundle, "position_ids", f"has the shape {ids.shape}, not (3, {bundle.block_length})")
    wanted = POSITION_TYPES.get(bundle.metadata.profile)
    if wanted is not None and ids.dtype != wanted:
        profile = bundle.metadata.profile
        _fail(bundle, "position_ids", f"holds {ids.dtype}, profile {profile} has {np.dtype(wanted)}")
    _finite(bundle, "position_ids", ids)
    if (ids < 0).any():
        _fail(bundle, "position_ids", "an id is negative")
    after, largest = bundle.metadata.next_position, ids.max(initial=-1)
    if not 0 <= after <= largest + 1:
        _fail(bundle, "metadata.next_position", f"{after} does not follow ids up to {largest}")


def _check_times(bundle: Bundle) -> None:
    seconds = bundle.window_seconds
    if seconds.shape != bundle.window_patches.shape:
        _fail(bundle, "window_seconds", f"has the shape {seconds.shape} for {len(bundle.window_patches)} windows")
    _finite(bundle, "window_seconds", seconds)
    if (np.diff(seconds[:, 0]) < 0).any() or (seconds[:, 1] < seconds[:, 0]).any():
        _fail(bundle, "window_seconds", "windows are not in the order of time")
    index, times = bundle.frame_index, bundle.frame_seconds
    if index.shape != times.shape:
        _fail(bundle, "frame_seconds", f"{times.size} times for {index.size} frames")
    _finite(bundle, "frame_seconds", times)
    for name, values in (("frame_index", index), ("frame_seconds", times)):
        if (np.diff(values) < 0).any():
            _fail(bundle, name, "frames are not in the order of presentation")
    if (index < 0).any():
        _fail(bundle, "frame_index", "an index is negative")
    if (index.size + 1) // 2 != bundle.grid[0]:
        _fail(bundle, "frame_index", f"{index.size} frames for {bundle.grid[0]} temporal patches")


def _check_inputs(bundle: Bundle) -> None:
    metadata = bundle.metadata
    if metadata.content == "inputs":
        stored = len(bundle.frames) + len(bundle.packed_frame_ends)
        if stored != len(bundle.frame_index):
            _fail(bundle, "frames", f"{stored} pictures for {len(bundle.frame_index)} frames")
        if bundle.log_mel.shape[1] != metadata.mel_frames:
            _fail(bundle, "log_mel", f"has {bundle.log_mel.shape[1]} frames, the metadata says {metadata.mel_frames}")
    shape = (len(bundle.frame_index), metadata.resized_height, metadata.resized_width, 3)
    if len(bundle.frames) and bundle.frames.shape != shape:
        _fail(bundle, "frames", f"has the shape {bundle.frames.shape}, not {shape}")
    ends = bundle.packed_frame_ends
    if ends.size not in (0, len(bundle.frame_index)):
        _fail(bundle, "packed_frame_ends", f"{ends.size} pictures for {len(bundle.frame_index)} frames")
    if (np.diff(ends, prepend=0) <= 0).any() or (int(ends[-1]) if ends.size else 0) != bundle.packed_frames.size:
        _fail(bundle, "packed_frame_ends", f"does not divide the {bundle.packed_frames.size} bytes of packed_frames")
    mel = bundle.log_mel
    if mel.shape[0] != 128 or mel.shape[1] not in (0, metadata.mel_frames):
        _fail(bundle, "log_mel", f"has the shape {mel.shape}, not (128, {metadata.mel_frames})")
    _finite(bundle, "log_mel", mel)
