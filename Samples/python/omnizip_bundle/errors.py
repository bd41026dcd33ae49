"""What this package raises."""

from __future__ import annotations


class BundleError(ValueError):
    """A file that is no bundle, or whose members contradict each other.

    Attributes:
        tensor: name of the tensor at fault, `metadata.KEY` for a key of the metadata, `file` for the file as such.
        cause: what is wrong with it.
        source: path or name of the file, empty where it has none.
    """

    def __init__(self, tensor: str, cause: str, source: str = "") -> None:
        self.tensor = tensor
        self.cause = cause
        self.source = source
        super().__init__(f"{source}: {tensor}: {cause}" if source else f"{tensor}: {cause}")


class GeometryError(ValueError):
    """A plan that does not fit what a model's processor made: other frames, another size or other sound.

    The message names both geometries and how to make them agree.
    """
