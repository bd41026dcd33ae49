"""Real processors and position ids of transformers, without weights, and the ways qwen-omni-utils reads a clip."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import torch
from qwen_omni_utils.v2_5 import vision_process
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, WhisperFeatureExtractor
from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniPreTrainedModelForConditionalGeneration
from transformers.models.qwen2_5_omni.processing_qwen2_5_omni import Qwen2_5OmniProcessor
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor
from transformers.models.qwen2_vl.video_processing_qwen2_vl import Qwen2VLVideoProcessor
from transformers.models.qwen3_omni_moe.modeling_qwen3_omni_moe import (
    Qwen3OmniMoePreTrainedModelForConditionalGeneration,
)
from transformers.models.qwen3_omni_moe.processing_qwen3_omni_moe import Qwen3OmniMoeProcessor

SPECIAL = {
    "image_token": "<|IMAGE|>", "audio_token": "<|AUDIO|>", "video_token": "<|VIDEO|>",
    "vision_bos_token": "<|vision_bos|>", "vision_eos_token": "<|vision_eos|>",
    "audio_bos_token": "<|audio_bos|>", "audio_eos_token": "<|audio_eos|>",
}
WORDS = ("<pad>", "<unk>", *SPECIAL.values(), "what", "is", "shown", "and", "heard", "answer", "briefly")
TOKEN = {word: number for number, word in enumerate(WORDS)}
VIDEO_TOKEN, AUDIO_TOKEN = TOKEN["<|VIDEO|>"], TOKEN["<|AUDIO|>"]
VIDEO_PROMPT = "what is shown <|vision_bos|><|VIDEO|><|vision_eos|> and heard answer briefly"
AUDIO_PROMPT = "what is heard <|audio_bos|><|AUDIO|><|audio_eos|> answer briefly"

_PROCESSORS = {"qwen2.5-omni": Qwen2_5OmniProcessor, "qwen3-omni": Qwen3OmniMoeProcessor}
_MODELS = {
    "qwen2.5-omni": Qwen2_5OmniPreTrainedModelForConditionalGeneration,
    "qwen3-omni": Qwen3OmniMoePreTrainedModelForConditionalGeneration,
}
_PATCH = {"qwen2.5-omni": 14, "qwen3-omni": 16}
_SECONDS = {"qwen2.5-omni": 300, "qwen3-omni": 30}
_POSITIONS = {"qwen2.5-omni": 25, "qwen3-omni": 13}


def processor_class(profile: str) -> type:
    """The model's class of processors."""
    return _PROCESSORS[profile]


def make_processor(profile: str) -> Any:
    """The model's processor with the numbers of its checkpoint's preprocessor_config.json and a vocabulary of words."""
    tokenizer = Tokenizer(models.WordLevel(dict(TOKEN), unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    words = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>", extra_special_tokens=SPECIAL)
    pictures = {
        "patch_size": _PATCH[profile], "temporal_patch_size": 2, "merge_size": 2, "min_pixels": 3136,
        "max_pixels": 12845056,
    }
    return _PROCESSORS[profile](
        image_processor=Qwen2VLImageProcessor(**pictures), video_processor=Qwen2VLVideoProcessor(**pictures),
        feature_extractor=WhisperFeatureExtractor(
            feature_size=128, sampling_rate=16000, hop_length=160, chunk_length=_SECONDS[profile], n_fft=400),
        tokenizer=words)


def rope_index(
    profile: str, input_ids: torch.Tensor, *, video_grid_thw: torch.Tensor | None, mel_frames: int,
    seconds_per_grid: float,
) -> torch.Tensor:
    """The model's own position ids of one prompt [S]: [3, S]."""
    kind = _MODELS[profile]
    model = SimpleNamespace(
        spatial_merge_size=2,
        config=SimpleNamespace(
            image_token_id=TOKEN["<|IMAGE|>"], video_token_id=VIDEO_TOKEN, audio_token_id=AUDIO_TOKEN,
            vision_start_token_id=TOKEN["<|vision_bos|>"], audio_start_token_id=TOKEN["<|audio_bos|>"],
            position_id_per_seconds=_POSITIONS[profile], seconds_per_chunk=2,
            audio_config=SimpleNamespace(n_window=50)))
    model.get_llm_pos_ids_for_vision = kind.get_llm_pos_ids_for_vision.__get__(model)
    model.get_chunked_index = kind.get_chunked_index.__get__(model)
    both = video_grid_thw is not None and mel_frames > 0
    no_video = torch.zeros((0, 3), dtype=torch.int64)
    ids, _ = kind.get_rope_index(
        model, input_ids=input_ids[None], video_grid_thw=no_video if video_grid_thw is None else video_grid_thw,
        attention_mask=torch.ones_like(input_ids)[None], use_audio_in_video=both,
        audio_seqlens=torch.tensor([mel_frames]) if mel_frames else None,
        second_per_grids=torch.tensor([seconds_per_grid]))
    return ids[:, 0]


def read_frames(path: Path) -> tuple[torch.Tensor, float]:
    """All frames of a clip as shown (turned if the file says so), [N, 3, H, W], and its mean frames a second."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pictures = []
        for frame in container.decode(stream):
            pictures.append(np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90))
        return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2), float(stream.average_rate)


def fetch(path: Path, profile: str, **limits: float) -> tuple[torch.Tensor, list[int], float]:
    """What qwen-omni-utils makes of a clip: frames [F, 3, H, W], their indices and the sampled frames a second."""
    frames, index, fps = _fetch(path, profile, tuple(limits.items()))
    return frames.float(), index, fps


@lru_cache(maxsize=64)
def _fetch(path: Path, profile: str, limits: tuple[tuple[str, float], ...]) -> tuple[torch.Tensor, list[int], float]:
    """The same, frames as U8: they are whole numbers there, too.

    Its own readers need torchcodec, decord or an old torchvision; this one decodes with PyAV and then takes the frames
    by the lines that all of its readers share.
    """

    def reader(ele: dict[str, Any]) -> tuple[torch.Tensor, dict[str, Any], float]:
        frames, fps = read_frames(Path(ele["video"]))
        start, end, total = vision_process.calculate_video_frame_range(ele, len(frames), fps)
        count = vision_process.smart_nframes(ele, total_frames=total, video_fps=fps)
        index = torch.linspace(start, end, count).round().long().tolist()
        return frames[index], {"fps": fps, "frames_indices": index, "total_num_frames": total}, count / total * fps

    vision_process.get_video_reader_backend = lambda: "pyav"
    vision_process.VIDEO_READER_BACKENDS["pyav"] = reader
    (frames, metadata), fps = vision_process.fetch_video(
        {"video": str(path), **dict(limits)}, image_patch_size=_PATCH[profile], return_video_sample_fps=True,
        return_video_metadata=True)
    return frames.to(torch.uint8), metadata["frames_indices"], fps


@lru_cache(maxsize=32)
def read_sound(path: Path) -> np.ndarray:
    """A clip's sound from its first sample on, mono at 16 kHz, as float32. [n]"""
    # In floats, FFmpeg would mix stereo to a mono that is louder by 3 dB.
    resampler = av.AudioResampler(format="s16", layout="mono", rate=16000)
    parts = []
    with av.open(str(path)) as container:
        for frame in [*container.decode(audio=0), None]:
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32) / 32768
