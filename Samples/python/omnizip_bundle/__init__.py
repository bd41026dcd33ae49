"""Reads the token bundles of omnizip and applies their pruning plans.

numpy is enough for everything here; `omnizip_bundle.torch` needs torch.
"""

from .audio import SAMPLE_RATE, aligned_audio
from .bundle import Bundle, read_bundle
from .dataset import iterate_bundles, iterate_shards, iterate_tree, to_hf_rows
from .embeddings import CompressedEmbeddings, read_compressed, write_embeddings
from .errors import BundleError, GeometryError
from .geometry import require_fit
from .masks import block_keep, from_modalities, to_modalities
from .merges import apply_merges, prune_block, prune_video
from .metadata import BundleMetadata
from .plan import AUDIO, VIDEO, Plan

__all__ = [
    "AUDIO", "SAMPLE_RATE", "VIDEO", "Bundle", "BundleError", "BundleMetadata", "CompressedEmbeddings",
    "GeometryError", "Plan", "aligned_audio", "apply_merges", "block_keep", "from_modalities", "iterate_bundles",
    "iterate_shards", "iterate_tree", "prune_block", "prune_video", "read_bundle", "read_compressed", "require_fit",
    "to_hf_rows", "to_modalities", "write_embeddings",
]
