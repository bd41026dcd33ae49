#!/usr/bin/env python3
"""Makes the expected order and position ids of profile qwen3-omni with transformers' own code; no weights are needed.

  make_tmrope_qwen3_omni.py OUTPUT_FOLDER        (transformers >= 5.19, torch, safetensors)
The form is that of tmrope_qwen2_5_omni; position_ids are F32.
"""
import sys
from pathlib import Path
from types import MethodType, SimpleNamespace

import numpy as np
import torch
from safetensors.numpy import save_file
from transformers.models.qwen3_omni_moe import modeling_qwen3_omni_moe as modeling
from transformers.models.qwen3_omni_moe.processing_qwen3_omni_moe import (
    Qwen3OmniMoeProcessor,
    _get_feat_extract_output_lengths,
)

TEXT, VIDEO, AUDIO, IMAGE = 1, 2, 3, 4
VISION_START, VISION_END, AUDIO_START, AUDIO_END = 5, 6, 7, 8
POSITIONS_PER_SECOND = 13
LAYOUTS = {
    # name: patches, rows, columns, seconds of a grid, log-mel frames
    "even_8s": (8, 4, 6, 1.0, 800),
    "one_point_one_six": (12, 4, 7, 1.1623656, 1389),
    "fractional_grid": (7, 3, 5, 0.9990010, 650),
    "long_audio": (3, 4, 4, 1.0, 1215),
    "short_audio": (9, 4, 4, 1.0, 207),
    "tall": (1, 30, 2, 1.0, 9),
    "sparse_grid": (4, 3, 4, 5.0, 1850),
}


def block(patches: int, rows: int, columns: int, seconds: float, audio_tokens: int) -> list[int]:
    """Ids of the audio-video block, between its two markers, as the processor writes it."""
    processor = SimpleNamespace(
        video_processor=SimpleNamespace(merge_size=2),
        video_token="v", audio_token="a", audio_bos_token="", audio_eos_token="",
    )
    text = Qwen3OmniMoeProcessor.replace_video_with_audio_token(
        processor,
        {"video_grid_thw": np.array([[patches, 2 * rows, 2 * columns]]), "video_second_per_grid": [seconds]},
        0,
        {"num_audio_tokens": [audio_tokens]},
        0,
        position_id_per_seconds=float(POSITIONS_PER_SECOND),
    )
    return [VIDEO if letter == "v" else AUDIO for letter in text]


def positions(ids: list[int], patches: int, rows: int, columns: int, seconds: float, mel_frames: int) -> np.ndarray:
    base = modeling.Qwen3OmniMoePreTrainedModelForConditionalGeneration
    model = SimpleNamespace(
        spatial_merge_size=2,
        config=SimpleNamespace(
            image_token_id=IMAGE, video_token_id=VIDEO, audio_token_id=AUDIO, vision_start_token_id=VISION_START,
            audio_start_token_id=AUDIO_START, position_id_per_seconds=POSITIONS_PER_SECOND,
            audio_config=SimpleNamespace(n_window=50),
        ),
    )
    model.get_llm_pos_ids_for_vision = MethodType(base.get_llm_pos_ids_for_vision, model)
    result, _ = base.get_rope_index(
        model,
        torch.tensor([ids]),
        None,
        torch.tensor([[patches, 2 * rows, 2 * columns]]),
        torch.ones(1, len(ids), dtype=torch.long),
        True,
        torch.tensor([mel_frames]),
        torch.tensor([seconds], dtype=torch.float64),
    )
    return result[:, 0].numpy().astype(np.float32)


def main() -> None:
    output = Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    for name, (patches, rows, columns, seconds, mel_frames) in LAYOUTS.items():
        audio_tokens = int(_get_feat_extract_output_lengths(mel_frames))
        inner = block(patches, rows, columns, seconds, audio_tokens)
        ids = [TEXT, TEXT, VISION_START, AUDIO_START, *inner, AUDIO_END, VISION_END, TEXT, TEXT, TEXT]
        modality = np.array([{VIDEO: 1, AUDIO: 2}.get(token, 0) for token in ids], np.uint8)
        metadata = {
            "grid_t": patches, "cells_h": rows, "cells_w": columns, "seconds_per_grid": seconds,
            "mel_frames": mel_frames, "audio_tokens": audio_tokens,
        }
        save_file(
            {
                "position_ids": positions(ids, patches, rows, columns, seconds, mel_frames),
                "token_modality": modality,
            },
            output / f"{name}.safetensors",
            metadata={key: str(value) for key, value in metadata.items()},
        )


main()
