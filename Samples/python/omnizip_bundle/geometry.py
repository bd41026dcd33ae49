"""Does a plan fit what a model's processor made? The answers say what differs and how to make both agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import SupportsInt

import numpy as np

from .bundle import Bundle
from .errors import GeometryError
from .plan import Plan


def require_fit(
    plan: Plan,
    *,
    video_grid_thw: Sequence[SupportsInt] | Sequence[Sequence[SupportsInt]] | None,
    audio_tokens: SupportsInt | None = None,
    spatial_merge: int = 2,
) -> None:
    """Refuses a plan that is for other frames, another size or other sound than a model's processor made.

    Args:
        plan: the plan.
        video_grid_thw: the processor's grid of the one video, before the merge: [3] or [1, 3], list, array or tensor;
            None where the processor was given no video.
        audio_tokens: audio places that the processor made; None: not checked.
        spatial_merge: sides of the merge, 2 in all Qwen-Omni models.

    Raises:
        GeometryError: with both geometries and how to make them agree.
    """
    # numpy cannot read a tensor on a GPU; `tolist` of arrays and tensors can.
    read = getattr(video_grid_thw, "tolist", lambda: video_grid_thw)
    given = np.asarray([0, 0, 0] if video_grid_thw is None else read()).reshape(-1)
    if given.size != 3:
        raise GeometryError(f"video_grid_thw holds {given.size} numbers; a plan is for one video and needs its three")
    patches, rows, columns = (int(given[0]), int(given[1]) // spatial_merge, int(given[2]) // spatial_merge)
    problems = []
    if (patches, rows, columns) != plan.grid:
        problems.append(
            f"the plan is for {_grid(plan.grid)} (grid_thw {list(plan.grid_thw)}), "
            f"the processor made {_grid((patches, rows, columns))} (grid_thw {given.tolist()})")
        if patches != plan.grid[0]:
            problems.append(_other_frames(plan, patches))
        if (rows, columns) != plan.grid[1:]:
            problems.append(_other_size(plan, rows, columns))
    if audio_tokens is not None and int(audio_tokens) != plan.audio_tokens:
        problems.append(f"the plan is for {plan.audio_tokens} audio tokens, the processor made {int(audio_tokens)}")
        problems.append(other_sound(plan))
    if problems:
        raise GeometryError(". ".join(problems))


def _grid(grid: tuple[int, int, int]) -> str:
    return f"{grid[0]} patches of {grid[1]} x {grid[2]} cells"


def _other_frames(plan: Plan, patches: int) -> str:
    advice = "The frames differ: give the processor the frames of the bundle (frame_index) with do_sample_frames=False"
    if isinstance(plan, Bundle) and plan.grid[0] > 0 and patches > 0:
        fps = plan.metadata.fps_effective
        return f"{advice}, or run omnizip with --fps {fps * patches / plan.grid[0]:.4g} (the plan has {fps:.4g})"
    return advice


def _other_size(plan: Plan, rows: int, columns: int) -> str:
    if not isinstance(plan, Bundle) or plan.grid[1] == 0:
        return "The size of the pictures differs: give the processor the pictures whose embeddings were compressed"
    cell = plan.metadata.resized_height // plan.grid[1]
    height, width = plan.metadata.resized_height, plan.metadata.resized_width
    return (
        f"The size of the pictures differs: give the processor the frames at {width} x {height} with do_resize=False, "
        f"or run omnizip with --max-pixels {rows * columns * cell * cell} (the processor made {columns * cell} x "
        f"{rows * cell}) and the model's --profile")


def other_sound(plan: Plan) -> str:
    """What to do where the number of audio tokens differs."""
    if not isinstance(plan, Bundle):
        return "The sound differs: give the processor the sound whose embeddings were compressed"
    metadata = plan.metadata
    if metadata.audio_samples == 0:
        return "The sound differs: the bundle has none; give the processor none (load_audio_from_video=False)"
    return (
        f"The sound differs: give the processor aligned_audio(samples, bundle), {metadata.audio_samples} samples at "
        f"16 kHz that begin with a lead of {metadata.audio_lead_seconds:.3f} s"
        + (" and are cut at --audio-limit-seconds" if metadata.audio_truncated else "")
        + ", or run omnizip with --timing processor")
