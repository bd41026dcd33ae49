"""Lets torchvision be imported beside a torch without its C library.

PyPI's torchvision is linked against a torch with CUDA. Beside a torch for CPU its library cannot be loaded, and then
declaring how its operators behave fails, since nobody declared them. No test uses them: declaring them is enough.
"""

from __future__ import annotations

import importlib

import torch

_OPERATORS = ("nms", "qnms")
_libraries: list[torch.library.Library] = []


def import_torchvision() -> None:
    """Imports torchvision; declares its operators first where its own library cannot be loaded."""
    try:
        importlib.import_module("torchvision")
    except RuntimeError as error:
        if "does not exist" not in str(error):
            raise
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in _OPERATORS:
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _libraries.append(library)
        importlib.import_module("torchvision")
