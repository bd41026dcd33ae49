"""The picture of a benchmark clip: moving objects, text, slides, cuts, pan, flicker, sensor noise; and its novelty labels."""

import subprocess

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench_common import CELL, FPS, GH, GW, H, SENT, W


def fallback_still(rng, w, h):
    fy = np.fft.fftfreq(h)[:, None]
    fx = np.fft.rfftfreq(w)[None]
    a = 1 / np.maximum(np.hypot(fx, fy), 1 / w)
    c = [np.fft.irfft2(a * np.exp(2j * np.pi * rng.random(a.shape)), (h, w)) for _ in range(3)]
    y = c[0]
    im = np.stack([y, 0.8 * y + 0.2 * c[1], 0.8 * y + 0.2 * c[2]], -1)
    return ((im - im.mean()) / im.std() * 45 + 110).clip(0, 255).astype(np.float32)


def load_stills(paths, rng):
    out = []
    for p in paths:
        im = Image.open(p).convert("RGB")
        s = max((W + 96) / im.width, (H + 48) / im.height)
        out.append(np.asarray(im.resize((int(im.width * s) + 1, int(im.height * s) + 1), Image.LANCZOS), np.float32))
    while len(out) < 3:
        out.append(fallback_still(rng, W + 96, H + 54))
    return out


class Obj:
    """textured disc or box that rests and moves in bursts along a bouncing line"""

    def __init__(s, rng):
        s.w, s.h = int(rng.integers(26, 64)), int(rng.integers(26, 64))
        s.disc = bool(rng.integers(2))
        base = rng.uniform(40, 230, 3)
        yy, xx = np.mgrid[: s.h, : s.w]
        tex = 25 * np.sin(xx / rng.uniform(2, 6) + yy / rng.uniform(2, 6))[..., None] + rng.normal(0, 12, (s.h, s.w, 1))
        s.img = (base + tex).clip(0, 255).astype(np.float32)
        s.a = (
            (((xx - s.w / 2) / (s.w / 2)) ** 2 + ((yy - s.h / 2) / (s.h / 2)) ** 2 < 1)
            if s.disc
            else np.ones((s.h, s.w), bool)
        )
        s.p = np.array([rng.uniform(0, W - s.w), rng.uniform(0, H - s.h)])
        s.v = np.zeros(2)
        s.until = -1

    def step(s, t, rng, go):
        if go is not None:
            ang = rng.uniform(0, 2 * np.pi)
            s.v = np.array([np.cos(ang), np.sin(ang)]) * rng.uniform(60, 160)
            s.until = t + go
        if t < s.until:
            s.p = s.p + s.v / FPS
            for k, lim in ((0, W - s.w), (1, H - s.h)):
                if s.p[k] < 0 or s.p[k] > lim:
                    s.v[k] *= -1
                    s.p[k] = np.clip(s.p[k], 0, lim)

    def draw(s, im):
        x, y = int(round(s.p[0])), int(round(s.p[1]))
        r = im[y : y + s.h, x : x + s.w]
        r[s.a] = s.img[s.a]


def draw_text(im, lines, color, boxes=None):
    pil = Image.fromarray(im.astype(np.uint8))
    d = ImageDraw.Draw(pil)
    for x, y, size, txt in lines:
        d.text((x, y), txt, fill=color, font=ImageFont.load_default(size))
    im[:] = np.asarray(pil, np.float32)


def make_video(scn, dur, events, stills, rng, path):
    """streams frames to ffmpeg, returns novelty labels [T,GH,GW]"""
    f = set(scn.split("+"))
    n = int(dur * FPS)
    T = int(dur)
    stills = list(stills)
    rng.shuffle(stills)
    cur = 0
    bursts = [
        (e["t0"], max(1.0, e["t1"] - e["t0"])) for e in {e["group"]: e for e in reversed(events)}.values() if e["sync"]
    ]
    n_async = max(3, len(bursts))
    quiet = [t for t in np.arange(1, dur - 1.5, 0.1) if not any(e["t0"] - 1 < t < e["t1"] + 0.5 for e in events)]
    async_b = [
        (float(rng.choice(quiet)) if quiet else float(rng.uniform(1, dur - 2)), 1.0) for _ in range(min(n_async, 6))
    ]
    starts = sorted(bursts + async_b)
    objs = [Obj(rng) for _ in range(3)] if "obj" in f else []
    cuts = sorted(rng.uniform(3, dur - 2, 4)) if "cut" in f else []
    texts = []  # (t_on, t_off, x, y, size, str)
    if "text" in f:
        for t0, d in starts:
            texts.append(
                (
                    t0,
                    t0 + rng.uniform(2, 5),
                    rng.uniform(5, W - 200),
                    rng.uniform(5, H - 45),
                    int(rng.integers(16, 32)),
                    SENT[rng.integers(len(SENT))][:16],
                )
            )
    slide_t = [0] + sorted(rng.uniform(2, dur - 1, 5)) if "slides" in f else []
    pan = rng.uniform(4, 8) * (1 if rng.random() < 0.5 else -1) if "pan" in f else 0.0
    grain = 4.0 if "noise" in f else 0.7
    ff = subprocess.Popen(
        [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{W}x{H}",
            "-r",
            str(FPS),
            "-i",
            "-",
        ]
        + "-c:v libx264 -preset veryfast -crf 20 -g 40 -pix_fmt yuv420p -threads 1".split()
        + [path],
        stdin=subprocess.PIPE,
    )
    novel = np.zeros((T, GH, GW), int)
    novel[0] = -1
    prev = None
    bi = 0

    def compose(st, bgx):
        if "slides" in f or "screen" in f:
            im = np.full((H, W, 3), 244.0, np.float32)
            kind, arg = bgx
            if kind == "slide":
                r = np.random.default_rng(1000 + arg)
                im[20:34, 30 : 30 + int(r.integers(150, 350))] = (30, 60, 120)
                draw_text(im, [(40, 60 + 28 * k, 16, SENT[(arg * 3 + k) % len(SENT)]) for k in range(5)], (20, 20, 20))
                im[150:230, 300:420] = r.uniform(60, 220, 3)
            else:
                nchar, scroll = arg
                im[:24] = (60, 60, 70)
                txt = " ".join(SENT) * 3
                lines = [txt[k : k + 44] for k in range(0, nchar, 44)]
                if lines:
                    lines[-1] = txt[(len(lines) - 1) * 44 : nchar]
                draw_text(
                    im,
                    [(16, 32 + 18 * (k - scroll), 14, l) for k, l in enumerate(lines) if 0 <= k - scroll < 12],
                    (15, 15, 15),
                )
        else:
            sc, ox, oy = bgx
            b = stills[sc % len(stills)]
            x0 = int(np.clip(ox, 0, b.shape[1] - W))
            y0 = int(np.clip(oy, 0, b.shape[0] - H))
            im = b[y0 : y0 + H, x0 : x0 + W].copy()
            if "dark" in f:
                im *= 0.35
        for o in st["objs"]:
            o_im, o_a, x, y = o
            r = im[y : y + o_im.shape[0], x : x + o_im.shape[1]]
            r[o_a] = o_im[o_a] * (0.45 if "dark" in f else 1)
        if st["texts"]:
            draw_text(im, st["texts"], (250, 240, 90))
        return im

    for i in range(n):
        t = i / FPS
        go = {}
        while bi < len(starts) and starts[bi][0] <= t + 1e-9:
            if objs:
                go[int(rng.integers(len(objs)))] = starts[bi][1]
            bi += 1
        for k, o in enumerate(objs):
            o.step(t, rng, go.get(k))
        while cur < len(cuts) and cuts[cur] <= t:
            cur += 1
        st = dict(
            objs=[(o.img, o.a, int(round(o.p[0])), int(round(o.p[1]))) for o in objs],
            texts=[(x, y, s, tx) for (a, b, x, y, s, tx) in texts if a <= t < b],
        )
        if slide_t:
            bgx = ("slide", sum(t >= s for s in slide_t))
        elif "screen" in f:
            typing = int(np.sum(np.minimum(np.maximum(t - np.array([1, 8, 15, 24]), 0), 4)) * 30)
            sc = max(0, (typing // 44) - 11)
            bgx = ("screen", (typing, sc))
        else:
            span = 90
            ph = (pan * t) % (2 * span)
            bgx = (cur, 3 + (ph if ph < span else 2 * span - ph), 10)
        clean = compose(st, bgx)
        if i % (FPS // 2) == 0:  # a 2-fps sample: label against the previous sample
            if prev is not None:
                same_bg_prev = compose(
                    prev[0], bgx if bgx[0] == prev[1][0] and not isinstance(bgx[0], str) else prev[1]
                )
                d = np.abs(clean - same_bg_prev).max(-1) > 16
                frac = d.reshape(GH, CELL, GW, CELL).mean((1, 3))
                p = i // FPS
                if p < T and p > 0:
                    novel[p] |= (frac > 0.04).astype(int)
                if not isinstance(bgx[0], str) and bgx[0] != prev[1][0] and 0 < p < T:
                    novel[p] = 1
            prev = (st, bgx)
        out = clean
        if "flicker" in f:
            out = out * (1 + 0.10 * np.sin(2 * np.pi * 3.7 * t) + rng.normal(0, 0.02))
        out = (
            out
            + rng.normal(0, grain, (H, W, 1)).astype(np.float32)
            + (rng.normal(0, grain * 0.5, (H, W, 3)).astype(np.float32) if grain > 1 else 0)
        )
        ff.stdin.write(out.clip(0, 255).astype(np.uint8).tobytes())
    ff.stdin.close()
    assert ff.wait() == 0
    return novel
