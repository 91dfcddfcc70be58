"""Serves a Qwen3 model folder with llama.cpp's own server (from the xllamacpp wheel) until stdin closes.

    python openai-roundtrip.py <model folder> <scratch folder> [API key [port]]

Prints one line of JSON when it can be asked: its address and versions. Everything is float32, the cache too, so that
log-probabilities may be compared.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

MAX_HEADER_BYTES = 1 << 24
FLOATS = {"F16": np.float16, "F32": np.float32}


def tensors(path: Path):
    """Name and float32 values of each tensor of a safetensors file."""
    data = path.read_bytes()
    header_bytes = int.from_bytes(data[:8], "little")
    if header_bytes > MAX_HEADER_BYTES:
        raise SystemExit(f"{path}: a header of {header_bytes} bytes")
    header = json.loads(data[8 : 8 + header_bytes])
    header.pop("__metadata__", None)
    for name, entry in header.items():
        start, end = (8 + header_bytes + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[start:end], FLOATS[entry["dtype"]])
        yield name, values.reshape(entry["shape"]).astype(np.float32)


def write_gguf(folder: Path, out: Path) -> None:
    """The model in the format that llama.cpp reads."""
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    layers = config["num_hidden_layers"]
    writer = gguf.GGUFWriter(str(out), "qwen3")
    writer.add_block_count(layers)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_freq_base(config.get("rope_theta") or config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])

    # Byte-level BPE. llama.cpp doesn't know how this tokenizer cuts words, so texts may be spelled in other tokens there;
    # ids mean the same.
    spellings = {id: text for text, id in tokenizer["model"]["vocab"].items()}
    special = {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
    spellings |= special
    size = config["vocab_size"]
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([spellings.get(id, f"[unused{id}]") for id in range(size)])
    writer.add_token_types(
        [
            gguf.TokenType.CONTROL
            if id in special
            else gguf.TokenType.NORMAL if id in spellings else gguf.TokenType.UNUSED
            for id in range(size)
        ]
    )
    writer.add_token_merges(merges)
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    writer.add_add_bos_token(False)
    writer.add_chat_template("{% for message in messages %}{{ message['content'] }}{% endfor %}")

    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN3, layers)
    for name, values in tensors(folder / "model.safetensors"):
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight",)), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(model: Path, key: str | None, port: int, context: int) -> xllamacpp.Server:
    """On the loopback, four requests at a time; port 0: a free one."""
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {"seed"}
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_parallel = 4
    params.n_ctx = 4 * context
    params.kv_unified = False
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = 1
    params.cache_type_k = xllamacpp.ggml_type.GGML_TYPE_F32
    params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.warmup = False
    if key is not None:
        params.api_keys = [key]
    return xllamacpp.Server(params)


def main() -> None:
    folder, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    key = sys.argv[3] if len(sys.argv) > 3 else None
    port = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    out = scratch / "model.gguf"
    write_gguf(folder, out)
    context = json.loads((folder / "config.json").read_text())["max_position_embeddings"]
    server = serve(out, key, port, context)
    told = {"url": server.listening_address, "xllamacpp": version("xllamacpp"), "build": str(xllamacpp.BUILD_INFO)}
    print(json.dumps(told), flush=True)
    sys.stdin.read()


main()
