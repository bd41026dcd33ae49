"""Qwen's omni models with random weights, small enough for a test: real configuration classes, real processors.

Geometry is the checkpoints' own (patches, merges, chunks, audio windows, special tokens); widths and depths are not.
The vocabulary is one token a byte and the special tokens, so that logits over a whole video stay small.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    Qwen2_5OmniProcessor,
    Qwen2_5OmniThinkerConfig,
    Qwen2_5OmniThinkerForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    Qwen3OmniMoeProcessor,
    Qwen3OmniMoeThinkerConfig,
    Qwen3OmniMoeThinkerForConditionalGeneration,
    WhisperFeatureExtractor,
)

WIDTH = 64
ROPE_THETA = 1_000_000.0
# One name a role; the checkpoints of the two models spell the tokens differently.
QWEN2_5_TOKENS = {
    "image_token": "<|IMAGE|>",
    "audio_token": "<|AUDIO|>",
    "video_token": "<|VIDEO|>",
    "vision_bos_token": "<|vision_bos|>",
    "vision_eos_token": "<|vision_eos|>",
    "audio_bos_token": "<|audio_bos|>",
    "audio_eos_token": "<|audio_eos|>",
}
QWEN3_TOKENS = {
    "image_token": "<|image_pad|>",
    "audio_token": "<|audio_pad|>",
    "video_token": "<|video_pad|>",
    "vision_bos_token": "<|vision_start|>",
    "vision_eos_token": "<|vision_end|>",
    "audio_bos_token": "<|audio_start|>",
    "audio_eos_token": "<|audio_end|>",
}
# The part of the checkpoints' chat templates that a question about one video uses.
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}"
    "{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'video' %}VIDEO_HERE{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def _tokenizer(tokens: dict[str, str]) -> Qwen2Tokenizer:
    """A byte-level tokenizer without merges that knows the special tokens under the names processors ask for."""
    vocabulary = {symbol: index for index, symbol in enumerate(sorted(ByteLevel.alphabet()))}
    for token in ("<|endoftext|>", "<|im_start|>", "<|im_end|>", *tokens.values()):
        vocabulary[token] = len(vocabulary)
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=[], eos_token="<|im_end|>", extra_special_tokens=tokens)
    tokenizer.add_special_tokens({"extra_special_tokens": ["<|im_start|>"]}, replace_extra_special_tokens=False)
    return tokenizer


def _parts(tokens: dict[str, str], patch_size: int) -> dict[str, object]:
    """What a processor is made of; `patch_size` is the vision tower's, 14 or 16."""
    placeholder = tokens["vision_bos_token"] + tokens["video_token"] + tokens["vision_eos_token"]
    factor = 2 * patch_size
    size = {"shortest_edge": 128 * factor**2, "longest_edge": 768 * factor**2}
    return {
        "image_processor": Qwen2VLImageProcessor(patch_size=patch_size),
        "video_processor": Qwen2VLVideoProcessor(patch_size=patch_size, size=size, cap_pixels_per_frame=False),
        "feature_extractor": WhisperFeatureExtractor(feature_size=128, chunk_length=300, return_attention_mask=True),
        "tokenizer": _tokenizer(tokens),
        "chat_template": CHAT_TEMPLATE.replace("VIDEO_HERE", placeholder),
    }


def _token_ids(processor: Qwen2_5OmniProcessor | Qwen3OmniMoeProcessor, suffix: str) -> dict[str, int]:
    """The special token ids of the thinker's configuration; it spells placeholders with `suffix` `id` or `index`.

    get_rope_index reads all of them, the vision tokens too, which the configuration class has no default for.
    """
    ids = processor.tokenizer.convert_tokens_to_ids
    return {
        f"audio_token_{suffix}": ids(processor.audio_token),
        f"image_token_{suffix}": ids(processor.image_token),
        f"video_token_{suffix}": ids(processor.video_token),
        "vision_start_token_id": ids(processor.vision_bos_token),
        "vision_end_token_id": ids(processor.vision_eos_token),
        "audio_start_token_id": ids(processor.audio_bos_token),
        "audio_end_token_id": ids(processor.audio_eos_token),
    }


@lru_cache
def qwen2_5_processor() -> Qwen2_5OmniProcessor:
    """Qwen2.5-Omni's processor with its geometry: patches of 14, mel padded to 300 s."""
    return Qwen2_5OmniProcessor(**_parts(QWEN2_5_TOKENS, patch_size=14))


@lru_cache
def qwen3_processor() -> Qwen3OmniMoeProcessor:
    """Qwen3-Omni's processor with its geometry: patches of 16, 13 audio tokens a second."""
    return Qwen3OmniMoeProcessor(**_parts(QWEN3_TOKENS, patch_size=16))


def _text(vocabulary: int, mrope_section: list[int]) -> dict[str, object]:
    """Four heads of 16: the sections of the rotary embedding must sum to 8."""
    rope = {"rope_type": "default", "rope_theta": ROPE_THETA, "mrope_section": mrope_section}
    return {
        "vocab_size": vocabulary,
        "hidden_size": WIDTH,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "initializer_range": 0.15,
        "rope_parameters": rope,
    }


_AUDIO = {"d_model": 32, "encoder_layers": 2, "encoder_attention_heads": 4, "encoder_ffn_dim": 64, "output_dim": WIDTH}
_VISION = {"hidden_size": 32, "num_heads": 2, "intermediate_size": 48, "out_hidden_size": WIDTH}
_TOWER = {"initializer_range": 0.3}


@lru_cache
def qwen2_5_thinker() -> Qwen2_5OmniThinkerForConditionalGeneration:
    """A thinker of Qwen2.5-Omni, float32, in evaluation mode; the same weights every time."""
    processor = qwen2_5_processor()
    config = Qwen2_5OmniThinkerConfig(
        text_config=_text(len(processor.tokenizer), [2, 3, 3]) | {"intermediate_size": 96},
        audio_config=_AUDIO | _TOWER,
        vision_config=_VISION | _TOWER | {"depth": 2, "fullatt_block_indexes": [1]},
        initializer_range=0.15,
        **_token_ids(processor, "index"),
    )
    torch.manual_seed(5)
    return Qwen2_5OmniThinkerForConditionalGeneration(config).eval()


@lru_cache
def qwen3_thinker() -> Qwen3OmniMoeThinkerForConditionalGeneration:
    """A thinker of Qwen3-Omni with experts and two deepstack levels, float32, in evaluation mode."""
    processor = qwen3_processor()
    experts = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 48}
    config = Qwen3OmniMoeThinkerConfig(
        text_config=_text(len(processor.tokenizer), [4, 2, 2]) | experts,
        audio_config=_AUDIO | _TOWER | {"downsample_hidden_size": 8},
        vision_config=_VISION | _TOWER | {"depth": 3, "deepstack_visual_indexes": [0, 1]},
        position_id_per_seconds=13,
        initializer_range=0.15,
        **_token_ids(processor, "id"),
    )
    torch.manual_seed(6)
    return Qwen3OmniMoeThinkerForConditionalGeneration(config).eval()
