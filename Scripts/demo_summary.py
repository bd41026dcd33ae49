#!/usr/bin/env python3
"""Prints what `make demo` kept: one line a bundle, read with the safetensors package as any consumer would.

usage: demo_summary.py FOLDER
"""
import sys
from pathlib import Path

from safetensors import safe_open

VIDEO, AUDIO = 1, 2


def tokens(kept, total):
    return f"{kept:5d} of {total:5d}" if total else "none"


def main():
    folder = Path(sys.argv[1])
    bundles = sorted(folder.rglob("*.safetensors"))
    if not bundles:
        sys.exit(f"{folder}: no bundles")
    print(f"\n{'clip':22s} {'seconds':>7s}  {'video tokens kept':>17s}  {'audio tokens kept':>17s}  {'kept':>5s}  {'bundle':>8s}")
    for path in bundles:
        with safe_open(path, framework="numpy") as bundle:
            keep = bundle.get_tensor("keep").astype(bool)
            modality = bundle.get_tensor("modality")
            seconds = bundle.get_tensor("window_seconds")
        counts = [tokens((keep & (modality == kind)).sum(), (modality == kind).sum()) for kind in (VIDEO, AUDIO)]
        end = seconds[-1, 1] if len(seconds) else 0.0
        name = str(path.relative_to(folder)).removesuffix(".safetensors")
        print(
            f"{name:22s} {end:7.1f}  {counts[0]:>17s}  {counts[1]:>17s}  {keep.mean():5.0%}"
            f"  {path.stat().st_size / 1024:5.0f} KB"
        )
    print(f"\n{len(bundles)} bundles (NAME.safetensors, with NAME.json beside it) and manifest.jsonl are in {folder}/")
    print(f"Look into one:  .build/release/omnizip inspect {bundles[0]}")


if __name__ == "__main__":
    main()
