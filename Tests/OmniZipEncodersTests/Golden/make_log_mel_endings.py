#!/usr/bin/env python3
"""Makes log_mel/whisper128_endings.safetensors with transformers' WhisperFeatureExtractor (written with 5.24.0).

  make_log_mel_endings.py OUTPUT_FOLDER
`reflected_N` is the log-mel of the first N samples as Qwen3-Omni's processor asks for it (padding, no truncation: one
sound is not padded), `zeros_N` as Qwen2.5-Omni's does, with 3200 samples in place of its 300 s, cut to valid frames.
"""
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from transformers import WhisperFeatureExtractor

PADDED = 3200
REFLECTED = [201, 250, 319, 320, 359, 360, 399, 400, 1599, 1600, 1601, 1639, 1640, 1759, 3200]
ZEROS = [1, 199, 200, 201, 399, 1600, 1601, 2800, 2999, 3000, 3001, 3040, 3159, 3161, 3199, 3200]


def waveform() -> np.ndarray:
    """Integer arithmetic only: noise that grows, and its loudest samples at the ends of the tests' sounds."""
    state, values = 12345, []
    for index in range(PADDED):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(((state >> 16) % 2001 - 1000) * (1 + index * 8 // PADDED))
    samples = np.array(values, np.int64)
    samples[[1598, 1639, 3198]] = 32000
    return (samples / 32768).astype(np.float32)


def log_mel(samples: np.ndarray, padding: str | bool) -> np.ndarray:
    extractor = WhisperFeatureExtractor(feature_size=128, n_fft=400, hop_length=160, chunk_length=300)
    extractor.n_samples = PADDED
    features = extractor(
        [samples], sampling_rate=16000, padding=padding, truncation=False, return_attention_mask=True, return_tensors="np")
    valid = int(features["attention_mask"][0].sum())
    return np.ascontiguousarray(features["input_features"][0][:, :valid], np.float32)


def main() -> None:
    samples = waveform()
    tensors = {"waveform": samples}
    tensors |= {f"reflected_{n}": log_mel(samples[:n], True) for n in REFLECTED}
    tensors |= {f"zeros_{n}": log_mel(samples[:n], "max_length") for n in ZEROS}
    save_file(tensors, Path(sys.argv[1]) / "log_mel" / "whisper128_endings.safetensors")
    for name, tensor in sorted(tensors.items()):
        print(name, tensor.shape)


if __name__ == "__main__":
    main()
