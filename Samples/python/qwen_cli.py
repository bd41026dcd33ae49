"""The command line of the two examples: MODEL VIDEO BUNDLE --prompt TEXT."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from omnizip_bundle import Bundle, BundleError, GeometryError, read_bundle
from omnizip_bundle.torch import PrunedSequence
from torch import Tensor
from transformers import AutoProcessor, PreTrainedModel

from qwen_prompt import Encoded, encode, features_of, require_profile

Prune = Callable[[PreTrainedModel, Encoded, Bundle], PrunedSequence]
Answer = Callable[[PreTrainedModel, Sequence[PrunedSequence], int, int], Tensor]


def run(model: type[PreTrainedModel], prune: Prune, answer: Answer, description: str | None) -> None:
    """Runs an example; ends with 65 and a message where plan, video and model do not fit or cannot be read."""
    try:
        ask(_arguments(description), model, prune, answer)
    except (BundleError, GeometryError, OSError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(65) from error


def ask(arguments: argparse.Namespace, model: type[PreTrainedModel], prune: Prune, answer: Answer) -> None:
    """Loads, encodes, prunes, generates; prints the answer and, on standard error, the token counts."""
    plan = read_bundle(arguments.bundle)
    plan.validate()
    processor = AutoProcessor.from_pretrained(arguments.model)
    thinker = model.from_pretrained(arguments.model, dtype=arguments.dtype).to(arguments.device).eval()
    require_profile(thinker, plan)
    if thinker.generation_config.eos_token_id is None:  # the whole model's configuration says it, not the thinker's
        thinker.generation_config.eos_token_id = processor.tokenizer.eos_token_id
    features = features_of(processor, arguments.video, plan, arguments.prompt).to(thinker.device)
    with torch.inference_mode():
        encoded = encode(thinker, features, plan)
        pruned = prune(thinker, encoded, plan)
        tokens = answer(thinker, [pruned], processor.tokenizer.pad_token_id, arguments.max_new_tokens)
    whole, kept = len(encoded.input_ids), len(pruned.input_ids)
    print(f"prompt: {kept:,} of {whole:,} tokens ({kept / whole:.1%})", file=sys.stderr)
    print(processor.tokenizer.decode(tokens[0], skip_special_tokens=True))


def _arguments(description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("model", help="folder or hub name of the checkpoint")
    parser.add_argument("video", type=Path, help="the video that the bundle was made from")
    parser.add_argument("bundle", type=Path, help="its bundle, NAME.safetensors")
    parser.add_argument("--prompt", default="Describe the video.", help="the question (default: %(default)s)")
    parser.add_argument("--max-new-tokens", type=int, default=128, help="default: %(default)s")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    parser.add_argument("--device", default=device, help="where the model runs (default: cuda if there, else cpu)")
    parser.add_argument("--dtype", default="auto", help="element type, such as bfloat16 (default: the checkpoint's)")
    return parser.parse_args()
