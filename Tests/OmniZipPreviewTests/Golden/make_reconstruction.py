#!/usr/bin/env python3
"""Makes reconstruction.json: PSNR of random pictures after filling, as psnr_fill of bench/encoders/eval.py gives it.

usage: make_reconstruction.py > reconstruction.json      (needs numpy and safetensors)
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench" / "encoders"))
from eval import psnr_fill  # noqa: E402

CELLS, BYTES, WIDTH = 6, 24, 5
generator = np.random.default_rng(11)
cases = []
for patches, share in [(2, 0.5), (2, 0.1), (1, 0.4), (4, 0.35), (3, 0.6), (2, 0.0), (2, 1.0)]:
    pixels = generator.integers(0, 256, (patches, CELLS, BYTES))
    tokens = generator.normal(size=(patches, CELLS, WIDTH)).astype(np.float32)
    tokens /= np.linalg.norm(tokens, axis=-1, keepdims=True)
    keep = generator.random((patches, CELLS)) < share
    # eval.py adds 1e-9 to lengths, which leaves unit tokens as they are in single precision.
    psnr = psnr_fill(pixels.astype(np.float32) / 255, keep, tokens)
    cases.append(
        dict(
            patches=patches,
            pixels=pixels.ravel().tolist(),
            tokens=[float(value) for value in tokens.ravel()],
            keep=keep.ravel().tolist(),
            psnr_db=psnr,
        )
    )
json.dump(dict(cells=CELLS, cell_bytes=BYTES, dimension=WIDTH, cases=cases), sys.stdout)
