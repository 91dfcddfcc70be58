"""Log-probabilities of tokens under a base model with an adapter that peft loads, and without it.

    python scripts/skyrl/peft-logprobs.py BASE ADAPTER < sequences.json > logprobs.json

In: [[token, ...], ...]. Out: {"adapted": [[logprob of token 1, ...], ...], "base": the same}.
"""

import json
import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM


@torch.no_grad()
def score(model, sequences: list[list[int]]) -> list[list[float]]:
    scores = []
    for tokens in sequences:
        ids = torch.tensor([tokens])
        logprobs = torch.log_softmax(model(input_ids=ids).logits[0, :-1].float(), dim=-1)
        scores.append(logprobs.gather(1, ids[0, 1:, None])[:, 0].tolist())
    return scores


def main() -> None:
    base, adapter = sys.argv[1:]
    sequences = json.load(sys.stdin)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    unchanged = score(model, sequences)
    adapted = PeftModel.from_pretrained(model, adapter).eval()
    json.dump({"adapted": score(adapted, sequences), "base": unchanged}, sys.stdout)


if __name__ == "__main__":
    main()
