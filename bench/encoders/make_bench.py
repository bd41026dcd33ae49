#!/usr/bin/env python3
"""make_bench.py - ground-truth benchmark for weight-free audio/video token encoders.

Writes, for every scenario, CLIP.mp4 (448x252 H.264, 10 fps, mono AAC 44.1 kHz) and CLIP.json (labels):

  audio_events : [{t0, t1, kind, sync}]  seconds; kind = speech|clap|tone|glass; sync = an object starts
                 moving at t0.  Speech is labelled per voiced run (pauses > 80 ms are not events).
  audio_tokens : [Na] 1 event / 0 background / -1 ignore (event covers < 25 % of the 40 ms token)
  sync_tokens  : [Na] 1 if the token belongs to an event that has a synchronous visual motion
  video_novel  : [T][9][16] 1 if the cell's CLEAN content (no sensor noise, no flicker, camera pan frozen)
                 changed in one of the two 2-fps frames of temporal patch t with respect to the frame before;
                 row t=0 is -1 (ignore).  A cut marks the whole patch.
  window_density : [T/2] fraction of event tokens in each 2 s window.

Temporal patch t = frames at t and t+0.5 s.  Needs ffmpeg, espeak-ng, sox, numpy, pillow.  Deterministic
for a given --seed, --stills and tool versions (bit-exact on repetition).

usage: make_bench.py OUTDIR [--seed 1] [--stills a.png b.png ...] [--only NAME ...] [--dur 32]
"""

import argparse
import json
import os
import tempfile
import wave

import numpy as np

from bench_audio import make_audio, run, token_labels
from bench_common import CELL, H, SR, TOK, W
from bench_video import load_stills, make_video

# name: (audio background, SNR dB, density, video scenario).  "~" = background level drifts +-7 dB (14-22 s
# period), "^" = background steps up 12 dB mid-clip (a fan starts).  SNR is local: event over background at t0.
MAIN = {
    "m01_sil_obj": ("silence", 60, "mixed", "obj"),
    "m02_sil_noise": ("silence", 60, "sparse", "obj+noise"),
    "m03_white20_pan": ("white~", 20, "mixed", "obj+pan"),
    "m04_white10_text": ("white", 10, "mixed", "text"),
    "m05_white0_flick": ("white~", 0, "sparse", "obj+flicker"),
    "m06_hum20_cut": ("hum", 20, "mixed", "obj+cut"),
    "m07_hum10_all": ("hum~", 10, "dense", "obj+text+pan+noise"),
    "m08_hum0_obj": ("hum^", 0, "mixed", "obj+noise"),
    "m09_music20_obj": ("music", 20, "mixed", "obj"),
    "m10_music10_pan": ("music~", 10, "mixed", "obj+text+pan"),
    "m11_music0_flick": ("music", 0, "sparse", "obj+flicker+noise"),
    "m12_pink10_dark": ("pink^", 10, "mixed", "obj+dark+noise"),
}
STRESS = {
    "s01_silentaudio": ("silence", 60, "none", "obj"),
    "s02_constnoise": ("white", 20, "none", "obj+noise"),
    "s03_musiconly": ("music", 20, "none", "obj+text"),
    "s04_slides": ("pink", 25, "dense", "slides"),
    "s05_screen": ("hum", 25, "sparse", "screen"),
}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("outdir")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--dur", type=float, default=32)
    ap.add_argument("--stills", nargs="*", default=[])
    ap.add_argument("--only", nargs="*")
    a = ap.parse_args()
    os.makedirs(a.outdir, exist_ok=True)
    for idx, (name, (bg, snr, den, scn)) in enumerate({**MAIN, **STRESS}.items()):
        if a.only and name not in a.only:
            continue
        rng = np.random.default_rng([a.seed, idx])
        with tempfile.TemporaryDirectory() as tmp:
            x, ev = make_audio(bg, snr, den, a.dur, rng, tmp)
            wav = os.path.join(tmp, "a.wav")
            vid = os.path.join(tmp, "v.mp4")
            with wave.open(wav, "wb") as w:
                w.setnchannels(1)
                w.setsampwidth(2)
                w.setframerate(SR)
                w.writeframes((x * 32767).clip(-32768, 32767).astype("<i2").tobytes())
            novel = make_video(scn, a.dur, ev, load_stills(a.stills, rng), rng, vid)
            out = os.path.join(a.outdir, name + ".mp4")
            streams = ["-i", vid, "-i", wav, "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-fflags", "+bitexact"]
            run(["ffmpeg", "-v", "error", "-y", *streams, out])
        lab, sync = token_labels(ev, a.dur)
        dens = (lab == 1).reshape(-1, 50).mean(1)
        json.dump(
            dict(
                name=name,
                group="main" if name in MAIN else "stress",
                seed=a.seed,
                duration=a.dur,
                width=W,
                height=H,
                cell=CELL,
                token_s=TOK,
                patch_s=1.0,
                window_s=2.0,
                audio_background=bg,
                snr_db=snr,
                video_scenario=scn,
                audio_events=ev,
                audio_tokens=lab.tolist(),
                sync_tokens=sync.tolist(),
                video_novel=novel.tolist(),
                window_density=[round(float(d), 4) for d in dens],
            ),
            open(os.path.join(a.outdir, name + ".json"), "w"),
        )
        print(
            f"{name:20s} events {len(ev):3d}  event tokens {np.mean(lab == 1):.2f}  novel cells {np.mean(novel[1:] == 1):.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
