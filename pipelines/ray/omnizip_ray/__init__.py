"""Runs `omnizip run` over folders of any size on a Ray cluster."""

__version__ = "0.1.0"
