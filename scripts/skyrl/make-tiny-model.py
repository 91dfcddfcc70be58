"""Writes a small Qwen3 model folder in float32 that SkyRL and the local engine both load.

    python scripts/skyrl/make-tiny-model.py FOLDER               random weights, always the same
    python scripts/skyrl/make-tiny-model.py FOLDER --trained     the bundled model's weights

The tokenizer is the bundled model's in both. Needs torch and transformers (install.sh brings them).
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

BUNDLED = Path(__file__).resolve().parents[2] / "assets" / "seed" / "model"
TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"]


def random_model() -> Qwen3ForCausalLM:
    """Grouped attention and an untied head: what the bundled model has not."""
    vocabulary = json.loads((BUNDLED / "config.json").read_text())["vocab_size"]
    torch.manual_seed(1)
    model = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=vocabulary,
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=16,
            max_position_embeddings=512,
            tie_word_embeddings=False,
            initializer_range=0.15,  # logits far from uniform, so that a wrong forward pass shows
            pad_token_id=0,
            bos_token_id=None,
            eos_token_id=1,
            dtype="float32",
        )
    )
    return model.float()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trained", action="store_true")
    args = parser.parse_args()
    model = Qwen3ForCausalLM.from_pretrained(BUNDLED, dtype=torch.float32) if args.trained else random_model()
    args.folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(args.folder)
    for name in TOKENIZER_FILES:
        shutil.copyfile(BUNDLED / name, args.folder / name)
    print(f"{args.folder}: {sum(p.numel() for p in model.parameters())} parameters")


if __name__ == "__main__":
    main()
