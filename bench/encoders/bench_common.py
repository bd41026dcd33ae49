"""What the benchmark's audio and video halves share: rates, sizes and the sentences that are spoken and written."""

SR, FPS, W, H, CELL = 44100, 10, 448, 252, 28
GH, GW = H // CELL, W // CELL
TOK = 0.04
SENT = [
    "the pan is very hot now",
    "look at that",
    "we are going to lift the mirror slowly",
    "stop",
    "please hand me the other one",
    "now watch what happens next",
    "yes",
    "it works better than before",
    "turn it around and try again",
    "three two one go",
]
