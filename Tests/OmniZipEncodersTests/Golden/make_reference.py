#!/usr/bin/env python3
"""Makes the expected values of the encoder's tests with an independent implementation in numpy.

  make_reference.py REF_ENCODER.py OUTPUT_FOLDER
Inputs are made from integer arithmetic only, so that they can be stored or made again anywhere.
"""
import importlib.util
import os
import sys

import numpy as np
from safetensors.numpy import save_file


def load_reference(path):
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location("ref_encoder", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Noise:
    """x <- 6364136223846793005 x + 1442695040888963407 (mod 2^64), upper bits"""

    def __init__(self, seed):
        self.state = seed

    def values(self, count, bits):
        out = np.empty(count, np.int64)
        for i in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            out[i] = self.state >> (64 - bits)
        return out


def square_wave(n, period):
    return np.where(np.arange(n) % period < period // 2, 1, -1)


def sound(seconds, seed):
    """16-bit PCM: noise with a drifting level, bursts, a tone that starts late, silence at the end"""
    n = seconds * 16000
    t = np.arange(n)
    level = 60 + 40 * (t // 4000 % 5)
    x = (Noise(seed).values(n, 10) - 512) * level // 256
    for k, start in enumerate(range(9000, n - 16000, 23000)):
        length = 1500 + 700 * (k % 5)
        x[start:start + length] += (square_wave(length, 40 + 13 * k) * (3000 + 900 * (k % 4)) * (length - np.arange(length))) // length
    late = n * 5 // 8
    x[late:late + 30000] += square_wave(min(30000, n - late), 29) * 1200
    x[-3200:] = 0
    return np.clip(x, -32768, 32767).astype(np.int16)


def texture(height, width, seed):
    """smooth random picture, RGB"""
    coarse = Noise(seed).values((height // 8 + 3) * (width // 8 + 3) * 3, 8).reshape(height // 8 + 3, width // 8 + 3, 3)
    y, x = np.arange(height)[:, None, None], np.arange(width)[None, :, None]
    fy, fx = y % 8, x % 8
    a, b = coarse[:-1, :-1], coarse[:-1, 1:]
    c, d = coarse[1:, :-1], coarse[1:, 1:]
    q = lambda z: z[(y // 8)[:, 0, 0]][:, (x // 8)[0, :, 0]]
    return ((q(a) * (8 - fx) + q(b) * fx) * (8 - fy) + (q(c) * (8 - fx) + q(d) * fx) * fy) // 64


def pictures(kind, count, height, width):
    """frames [count, height, width, 3] u8"""
    big = texture(height * 2, width * 2, 7)
    frames = []
    for i in range(count):
        if kind == "pan":                                     # camera moves, an overlay stands still
            y0, x0 = 20 + 3 * i, 24 + 5 * i
            f = big[y0:y0 + height, x0:x0 + width].copy()
            f[4:20, 6:70] = 240
        elif kind == "zoom":                                  # 2 % a frame around the middle
            s = 1000 - 20 * i
            y = height + (2 * np.arange(height) - height) * s // 2000
            x = width + (2 * np.arange(width) - width) * s // 2000
            f = big[y][:, x].copy()
        elif kind == "flicker":                               # brightness changes, two cells of an object move
            f = big[10:10 + height, 10:10 + width] * (200 - 40 * (i % 3)) // 256
            x0 = 8 + 14 * i
            f[height // 3:height - 4, x0:x0 + 40] = np.array([220, 60, 30]) - 10 * (i % 2)
        elif kind == "noise":                                 # sensor noise over a still, then an object
            f = big[5:5 + height, 5:5 + width] + (Noise(100 + i).values(height * width * 3, 4).reshape(height, width, 3) - 8)
            if i >= 3:
                f[height // 2:, width // 2:width // 2 + 30] = 255 - f[height // 2:, width // 2:width // 2 + 30]
        elif kind == "cut":                                   # black, then another picture, then flat
            f = np.zeros((height, width, 3), int) if i < 2 else big[:height, i * 3:i * 3 + width] if i < 5 else np.full((height, width, 3), 90)
        frames.append(np.clip(f, 0, 255).astype(np.uint8))
    return np.stack(frames)


def video_case(ref, kind, count, grid_height, grid_width, cell, code_orders=(8, 4)):
    ref.CELL, ref.GH, ref.GW = cell, grid_height, grid_width
    ref.H, ref.W, ref.N = grid_height * cell, grid_width * cell, grid_height * grid_width
    cfg = dict(ref.CFG, ky=code_orders[0], kc=code_orders[1])
    frames = pictures(kind, count, ref.H, ref.W)
    content, motion = ref.video_encode(frames, cfg)
    silent = dict(content=np.zeros((0, 52)), act=np.zeros(0))
    video, _ = ref.joint(silent, content, motion, cfg)
    return frames, motion.transpose(0, 2, 1), video


def used_columns(video, orders):
    """video columns of a token that are not always 0: content, time bins and rest"""
    n = 2 * (orders[0] ** 2 + 2 * orders[1] ** 2) + 5
    return np.concatenate([video[..., :n], video[..., n + 53:n + 58]], -1)


def audio_case(ref, pcm):
    cfg = ref.CFG
    audio = ref.audio_encode(pcm.astype(np.float32) / 32768, cfg)
    none = np.zeros((0, ref.N, 192 + 4))
    _, tokens = ref.joint(audio, none, np.zeros((0, ref.N, 2)), cfg)
    return audio, tokens


def main():
    ref = load_reference(sys.argv[1])
    folder = sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    for seconds, seed in ((8, 3), (23, 5)):
        pcm = sound(seconds, seed)
        audio, tokens = audio_case(ref, pcm)
        tensors = dict(saliency=audio["sal"].astype(np.float32), activity=audio["act"].astype(np.float32))
        if seconds == 8:
            tensors["tokens"] = tokens[:, 197:256]
        save_file({k: np.ascontiguousarray(v) for k, v in tensors.items()}, f"{folder}/audio_{seconds}s.safetensors",
                  metadata=dict(seconds=str(seconds), seed=str(seed)))
    cases = [("pan", 4, 3, 5, 28, (8, 4)), ("zoom", 4, 4, 5, 28, (8, 4)), ("flicker", 6, 3, 4, 28, (8, 4)),
             ("noise", 6, 3, 4, 32, (8, 4)), ("cut", 6, 2, 3, 28, (8, 4)), ("flicker", 4, 1, 5, 28, (8, 4)),
             ("noise", 4, 4, 1, 28, (8, 4)), ("pan", 4, 3, 4, 28, (4, 2))]
    for kind, count, grid_height, grid_width, cell, orders in cases:
        frames, motion, video = video_case(ref, kind, count, grid_height, grid_width, cell, orders)
        name = f"video_{kind}_{grid_height}x{grid_width}_{cell}" + ("_compact" if orders[0] == 4 else "")
        save_file(dict(motion=np.ascontiguousarray(motion.astype(np.float32)),
                       tokens=np.ascontiguousarray(used_columns(video, orders))), f"{folder}/{name}.safetensors",
                  metadata=dict(kind=kind, frames=str(count), grid_height=str(grid_height), grid_width=str(grid_width),
                                cell=str(cell), digest=str(int(frames.astype(np.int64).sum()))))
        print(name, "moving", (motion > 0).mean().round(3), motion.max().round(3))


if __name__ == "__main__":
    main()
