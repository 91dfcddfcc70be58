"""Loads the model folders that transformers-roundtrip.ts exported and compares with what it expects of them.

    python transformers-roundtrip.py <folder with expected.json and one model folder per entry>

Prints one line per model; exits 1 on any difference beyond rounding.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

LOGPROB_BOUND = 1e-4


def check(root: Path, expected: dict) -> bool:
    folder = root / expected["folder"]
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    model.eval()
    strange = {key: sorted(names) for key, names in info.items() if names}
    largest = 0.0
    with torch.no_grad():
        for sequence in expected["sequences"]:
            tokens = torch.tensor([sequence["tokens"]])
            logprobs = model(tokens).logits[0, :-1].log_softmax(-1).gather(1, tokens[0, 1:, None])[:, 0]
            largest = max(largest, (logprobs - torch.tensor(sequence["logprobs"][1:])).abs().max().item())
        greedy = True
        for continuation in expected["greedy"]:
            prompt = torch.tensor([continuation["prompt"]])
            count = len(continuation["tokens"])
            found = model.generate(
                prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=count, do_sample=False,
                eos_token_id=None, pad_token_id=0,
            )[0, prompt.shape[1]:].tolist()
            greedy = greedy and found == continuation["tokens"]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    same_ids = all(
        tokenizer(case["text"], add_special_tokens=False)["input_ids"] == case["ids"] for case in expected["texts"]
    )
    fine = not strange and largest < LOGPROB_BOUND and greedy and same_ids
    print(
        f"{'ok' if fine else 'DIFFERENT':9} {expected['name']:24} {type(model).__name__:18} largest log-probability "
        f"difference {largest:.1e}, greedy tokens {'equal' if greedy else 'DIFFER'}, "
        f"token ids {'equal' if same_ids else 'DIFFER'}{f', loading: {strange}' if strange else ''}"
    )
    return fine


def main() -> int:
    disable_progress_bar()
    root = Path(sys.argv[1])
    cases = json.loads((root / "expected.json").read_text())
    results = [check(root, expected) for expected in cases]
    print(f"{sum(results)} of {len(results)} exported models are the same in transformers")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
