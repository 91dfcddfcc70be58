"""PyTorch + transformers side of bench/engine.ts: reads one JSON request a line, answers with tokens per second.

    python torch_measurements.py <model folder> <threads>
    {"what": "train", "batch": 128, "tokens": 64, "seconds": 2}
    {"what": "generate", "prompts": 16, "samples": 8, "promptTokens": 32, "newTokens": 64, "seconds": 2}
"""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM


def repeat_for(seconds, work):
    """Seconds per call, as repeatFor in repeat-for.ts counts."""
    work()
    start = time.perf_counter()
    calls = 0
    elapsed = 0.0
    while calls < 2 or elapsed < seconds:
        work()
        calls += 1
        elapsed = time.perf_counter() - start
    return elapsed / calls


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    vocabulary = model.config.vocab_size
    # The fused step is the fastest that PyTorch has for the processor.
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0, fused=True)

    def train(request):
        tokens = torch.randint(0, vocabulary, (request["batch"], request["tokens"]))
        model.train()

        def step():
            optimizer.zero_grad(set_to_none=True)
            model(tokens, labels=tokens, use_cache=False).loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()

        return tokens.numel() / repeat_for(request["seconds"], step)

    def generate(request):
        prompts = torch.randint(0, vocabulary, (request["prompts"], request["promptTokens"]))
        count = request["newTokens"]
        model.eval()

        def run():
            with torch.inference_mode():
                found = model.generate(
                    prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=1.0, top_k=0,
                    num_return_sequences=request["samples"], max_new_tokens=count, min_new_tokens=count,
                    eos_token_id=None, pad_token_id=0,
                )
            assert found.shape == (request["prompts"] * request["samples"], request["promptTokens"] + count)

        return request["prompts"] * request["samples"] * count / repeat_for(request["seconds"], run)

    answer = lambda value: print(json.dumps(value), flush=True)
    answer({"torch": torch.__version__.split("+")[0]})
    for line in sys.stdin:
        request = json.loads(line)
        answer({"rate": {"train": train, "generate": generate}[request["what"]](request)})


if __name__ == "__main__":
    main()
