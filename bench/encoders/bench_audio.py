"""The sound of a benchmark clip: labelled events (speech, claps, tones, glass) over a background."""

import os
import subprocess
import wave

import numpy as np

from bench_common import SENT, SR, TOK


def run(cmd):
    subprocess.run(cmd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def load_wav(path):
    with wave.open(path) as w:
        x = np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(np.float32) / 32768
        if w.getnchannels() == 2:
            x = x.reshape(-1, 2).mean(1)
        return x


def to_sr(path, tmp):
    out = os.path.join(tmp, "r.wav")
    run(["sox", "-R", path, "-r", str(SR), "-c", "1", "-b", "16", out])
    return load_wav(out)


def active_runs(x, floor_db=-32, merge=0.08, hop=0.01):
    n = int(hop * SR)
    e = np.array([np.sqrt(np.mean(x[i : i + 2 * n] ** 2) + 1e-12) for i in range(0, len(x), n)])
    on = 20 * np.log10(e / e.max()) > floor_db
    runs, start = [], None
    for i, a in enumerate(list(on) + [False]):
        if a and start is None:
            start = i
        if not a and start is not None:
            if runs and start * hop - runs[-1][1] < merge:
                runs[-1][1] = i * hop
            else:
                runs.append([start * hop, i * hop])
            start = None
    return runs


def ev_speech(rng, tmp):
    p = os.path.join(tmp, "s.wav")
    v = ["en-us", "en-gb", "en-us+f3", "en-gb+m5"][rng.integers(4)]
    run(["espeak-ng", "-v", v, "-s", str(int(rng.integers(130, 180))), "-w", p, SENT[rng.integers(len(SENT))]])
    x = to_sr(p, tmp)
    r = active_runs(x)
    x = x[: int(r[-1][1] * SR)]
    return x, r


def ev_clap(rng, tmp):
    n = int(rng.integers(1, 4))
    gap = rng.uniform(0.22, 0.4)
    x = np.zeros(int((n * gap + 0.1) * SR), np.float32)
    r = []
    for k in range(n):
        m = int(0.09 * SR)
        i = int(k * gap * SR)
        t = np.arange(m) / SR
        b = rng.standard_normal(m) * np.exp(-t / 0.018)
        b = np.convolve(b, [1, -0.6], "same")
        x[i : i + m] += b.astype(np.float32)
        r.append([k * gap, k * gap + 0.07])
    return x[: int(r[-1][1] * SR) + 900], r


def ev_tone(rng, tmp):
    d = rng.uniform(0.3, 1.2)
    f = rng.uniform(400, 3000)
    t = np.arange(int(d * SR)) / SR
    x = np.sin(2 * np.pi * f * t) + 0.3 * np.sin(2 * np.pi * 2 * f * t)
    fade = np.minimum(1, np.minimum(t, d - t) / 0.01)
    return (x * fade).astype(np.float32), [[0, d]]


def ev_glass(rng, tmp):
    d = rng.uniform(0.3, 0.6)
    t = np.arange(int(d * SR)) / SR
    x = rng.standard_normal(len(t)) * np.exp(-t / 0.03) * 0.7
    for _ in range(12):
        f = rng.uniform(2200, 7500)
        t0 = rng.uniform(0, d * 0.4)
        x += np.where(t >= t0, np.sin(2 * np.pi * f * t) * np.exp(-(t - t0).clip(0) / 0.07), 0) * 0.5
    return x.astype(np.float32), [[0, d * 0.8]]


def background(kind, n, rng, tmp):
    t = np.arange(n) / SR
    if kind == "silence":
        return rng.standard_normal(n) * 1e-5
    if kind == "white":
        return rng.standard_normal(n)
    if kind == "pink":
        F = np.fft.rfft(rng.standard_normal(n))
        F /= np.sqrt(np.maximum(np.arange(len(F)), 20))
        return np.fft.irfft(F, n)
    if kind == "hum":
        x = sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in (1, 2, 3, 5, 7))
        return x + 0.02 * rng.standard_normal(n)
    if kind == "music":  # plucked chords by sox + a pad, 96 bpm
        beat = 60 / 96
        chords = [
            ("C3", "E3", "G3", "C4"),
            ("A2", "C3", "E3", "A3"),
            ("F2", "A2", "C3", "F3"),
            ("G2", "B2", "D3", "G3"),
        ]
        notes = {}
        for c in chords:
            for nt in c:
                if nt not in notes:
                    p = os.path.join(tmp, nt + ".wav")
                    run(["sox", "-R", "-n", "-r", str(SR), "-b", "16", p, "synth", "1.5", "pluck", nt, "gain", "-6"])
                    notes[nt] = load_wav(p)
        x = np.zeros(n + 3 * SR, np.float32)
        k = 0
        tt = 0.0
        while tt < n / SR:
            nt = chords[(k // 8) % 4][[0, 2, 1, 3, 2, 1, 3, 2][k % 8]]
            i = int(tt * SR)
            s = notes[nt]
            x[i : i + len(s)] += s * rng.uniform(0.7, 1)
            k += 1
            tt += beat / 2
        return x[:n] + 0.05 * np.sin(2 * np.pi * 130.8 * t) * (1 + 0.3 * np.sin(2 * np.pi * 0.5 * t))
    raise ValueError(kind)


def make_audio(kind, snr, density, dur, rng, tmp):
    n = int(dur * SR)
    mod, kind = kind[-1], kind.rstrip("~^")
    bg = background(kind, n, rng, tmp).astype(np.float32)
    rms = float(np.sqrt(np.mean(bg**2))) + 1e-12
    tt = np.arange(n) / SR
    per, ph, at = rng.uniform(14, 22), rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 0.65) * dur
    db = (
        7 * np.sin(2 * np.pi * tt / per + ph)
        if mod == "~"
        else 12 * np.clip((tt - at) / 0.2, 0, 1) if mod == "^" else np.zeros(n)
    )
    env = (10 ** (db / 20)).astype(np.float32)
    bg *= env
    sig = np.zeros(n, np.float32)
    events = []
    t = rng.uniform(0.3, 1.0)
    gens = [("speech", ev_speech), ("clap", ev_clap), ("tone", ev_tone), ("glass", ev_glass)]
    regime = {"none": None, "sparse": (2.2, 4.0), "dense": (0.15, 0.6), "mixed": None}[density]
    r_end, busy = 0.0, False
    while density != "none" and t < dur - 0.6:
        if density == "mixed" and t >= r_end:  # busy / quiet stretches of 4-8 s
            busy = (not busy) if r_end else bool(rng.integers(2))
            regime = (0.1, 0.5) if busy else (2.5, 4.5)
            r_end = t + rng.uniform(4, 8)
        name, g = gens[rng.choice(4, p=[0.4, 0.2, 0.2, 0.2])]
        x, runs = g(rng, tmp)
        x = x[: n - int(t * SR)]
        bg_rms = rms * float(env[int(t * SR)])
        act = np.concatenate([x[int(a * SR) : int(b * SR)] for a, b in runs if int(a * SR) < len(x)] or [x])
        gain = 10 ** ((snr + rng.uniform(-2, 2)) / 20) * bg_rms / (np.sqrt(np.mean(act**2)) + 1e-9)
        if kind == "silence":
            gain = rng.uniform(0.05, 0.3) / (np.sqrt(np.mean(act**2)) + 1e-9)
        sig[int(t * SR) : int(t * SR) + len(x)] += gain * x
        sync = bool(rng.random() < 0.5)
        g_id = len({e["group"] for e in events})
        for a, b in runs:
            if t + b < dur:
                events.append(dict(t0=round(t + a, 3), t1=round(t + b, 3), kind=name, sync=sync, group=g_id))
        t += len(x) / SR + rng.uniform(*regime)
    mix = bg + sig
    if kind == "silence" and density == "none":
        mix = np.zeros(n, np.float32)
    mix = mix / max(1e-9, np.abs(mix).max()) * (10 ** (rng.uniform(-14, -3) / 20)) if np.abs(mix).max() > 1e-6 else mix
    return mix, events


def token_labels(events, dur):
    na = int(round(dur / TOK))
    cov = np.zeros(na)
    sync = np.zeros(na, int)
    for e in events:
        for k in range(int(e["t0"] / TOK), min(na, int(np.ceil(e["t1"] / TOK)))):
            c = max(0, min(e["t1"], (k + 1) * TOK) - max(e["t0"], k * TOK)) / TOK
            cov[k] += c
            if e["sync"] and c >= 0.25:
                sync[k] = 1
    lab = np.where(cov >= 0.25, 1, np.where(cov > 0, -1, 0))
    return lab.astype(int), sync
