"""Plans applied to a model's prompts, as torch tensors."""

from .collate import collate
from .inputs import ProcessorInputs, processor_fps, processor_inputs
from .positions import prompt_positions
from .sequence import PrunedSequence, find_block, prune_sequence

__all__ = [
    "ProcessorInputs", "PrunedSequence", "collate", "find_block", "processor_fps", "processor_inputs",
    "prompt_positions", "prune_sequence",
]
