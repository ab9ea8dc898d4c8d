"""The pretrained encoder that the reader starts from, read from a folder.

The folder holds ``model.safetensors`` and ``tokenizer.json`` of a six-layer MiniLM, as
sentence-transformers publishes "all-MiniLM-L6-v2" (Apache-2.0).
"""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from audiobook.errors import InputError
from benchmarks.attribution.reader.network import Layer, Lower, Upper
from benchmarks.attribution.reader.wordpiece import WordPieces

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
# Names of a layer's parts: ours, and those of the published weights.
PARTS = {
    "out": "attention.output.dense",
    "norm_out": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm_down": "output.LayerNorm",
}


def pieces_of(folder: Path) -> WordPieces:
    """The vocabulary. Raises :class:`InputError` where there is none."""
    tokenizer = json.loads(_there(folder / TOKENIZER).read_text(encoding="utf-8"))
    numbers: dict[str, int] = tokenizer["model"]["vocab"]
    return WordPieces(sorted(numbers, key=numbers.__getitem__))


def network_of(folder: Path) -> tuple[Lower, Upper]:
    """The network with the published weights. Raises :class:`InputError`."""
    from safetensors.torch import load_file  # noqa: PLC0415 needed for training alone

    weights = load_file(_there(folder / WEIGHTS))
    words = weights["embeddings.word_embeddings.weight"]
    lower = Lower(len(words))
    upper = Upper()
    with torch.no_grad():
        lower.word.weight.copy_(words)
        lower.position.weight.copy_(weights["embeddings.position_embeddings.weight"])
        lower.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        lower.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        lower.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for number, layer in enumerate([*lower.layers, *upper.layers]):
            _fill(layer, weights, f"encoder.layer.{number}.")
    return lower, upper


def _fill(layer: Layer, weights: Mapping[str, Tensor], prefix: str) -> None:
    for kind in ("weight", "bias"):
        attention = [
            weights[f"{prefix}attention.self.{part}.{kind}"]
            for part in ("query", "key", "value")
        ]
        getattr(layer.qkv, kind).copy_(torch.cat(attention))
        for own, published in PARTS.items():
            getattr(getattr(layer, own), kind).copy_(
                weights[f"{prefix}{published}.{kind}"]
            )


def _there(path: Path) -> Path:
    if not path.is_file():
        raise InputError(
            f'There is no "{path}".',
            remedy="Give the folder of all-MiniLM-L6-v2 with --encoder.",
        )
    return path
