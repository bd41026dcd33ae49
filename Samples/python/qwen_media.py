"""Pictures and sound of a video as a bundle's plan took them: the same frames, the same size, the same clock.

A plan is valid only for what it was made from, so nothing is sampled here: the plan's `frame_index` names the pictures,
its metadata their size, and `omnizip_bundle.aligned_audio` puts the sound at the plan's lead and length.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import av
import numpy as np
import torch
from omnizip_bundle import SAMPLE_RATE, Bundle, GeometryError, aligned_audio
from torch import Tensor
from torch.nn.functional import interpolate


def plan_frames(video: Path, plan: Bundle) -> Tensor:
    """The frames that the plan names, uint8 [F, 3, H, W] at the plan's size (bicubic, antialiased).

    Raises GeometryError where the video has fewer frames than the plan names: then it is not the plan's video.
    """
    height, width = plan.metadata.resized_height, plan.metadata.resized_width
    wanted = plan.frame_index.tolist()
    last = max(wanted)
    pictures: dict[int, Tensor] = {}
    with av.open(str(video)) as container:
        stream = _stream(container, "video", video)
        stream.thread_type = "AUTO"
        for index, frame in enumerate(container.decode(stream)):
            if index in wanted and index not in pictures:
                pictures[index] = _resized(_upright(frame), height, width)
            if index >= last:
                break
    missing = [index for index in wanted if index not in pictures]
    if missing:
        cause = f"frame {missing[0]}, which the plan names, does not exist"
        raise GeometryError(f"{video}: {cause}; give the video that {plan.source or 'the plan'} was made from")
    return torch.stack([pictures[index] for index in wanted])


def plan_audio(video: Path, plan: Bundle) -> np.ndarray | None:
    """The sound of the video, 16 kHz mono float32, aligned with the plan's pictures; None where the plan has none."""
    if plan.audio_keep.size == 0:
        return None
    return aligned_audio(decoded_audio(video), plan)


def decoded_audio(video: Path) -> np.ndarray:
    """All samples of the sound that FFmpeg chooses, 16 kHz mono float32 in [-1, 1]."""
    # In floats, FFmpeg would mix stereo to a mono that is louder by 3 dB.
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    parts: list[np.ndarray] = []
    with av.open(str(video)) as container:
        for frame in chain(container.decode(_stream(container, "audio", video)), [None]):
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32) / 32768 if parts else np.zeros(0, np.float32)


def _stream(container: av.container.InputContainer, kind: str, video: Path) -> av.stream.Stream:
    """The stream that `omnizip run` takes: the one that FFmpeg chooses, sound by its picture."""
    found = container.streams.best(kind, related=container.streams.best("video") if kind == "audio" else None)
    if found is None:
        raise GeometryError(f"{video}: there is no {kind} in it, but the plan has some; give the plan's video")
    return found


def _upright(frame: av.VideoFrame) -> np.ndarray:
    """The picture uint8 [H, W, 3], turned as the file's display matrix says: decoders leave that to the reader."""
    return np.rot90(frame.to_ndarray(format="rgb24"), k=round(frame.rotation / 90))


def _resized(picture: np.ndarray, height: int, width: int) -> Tensor:
    """uint8 [3, height, width] of a picture uint8 [H, W, 3]."""
    pixels = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float()
    resized = interpolate(pixels, size=(height, width), mode="bicubic", antialias=True)
    return resized[0].round().clamp(0, 255).to(torch.uint8)
