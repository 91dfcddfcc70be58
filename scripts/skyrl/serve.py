"""Starts SkyRL's Tinker API with its JAX backend, from an ordinary virtual environment.

    python scripts/skyrl/serve.py --model FOLDER --state FOLDER --port PORT

SkyRL starts its engine through `uv run` and reads its own parent's command line for that; here the engine is a child
of this very interpreter. `--state` keeps the database and the checkpoints: a server started again on the same folder
knows its checkpoints again, but no model. SIGTERM ends API and engine; the engine also ends if the API is killed.
"""

import argparse
import ctypes
import inspect
import os
import signal
import sys
import typing
from pathlib import Path

if sys.version_info < (3, 12):  # pydantic takes typing's own only from 3.12 on
    import typing_extensions

    typing.TypedDict = typing_extensions.TypedDict

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

ENGINE = "--as-engine"
MAX_ADAPTERS = 5  # slot 0 is the base model's, so four models at a time
MAX_RANK = 8


def end_with_parent(by: signal.Signals) -> None:
    parent_dies_signal = 1  # PR_SET_PDEATHSIG
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(parent_dies_signal, by)


def run_engine() -> None:
    end_with_parent(signal.SIGKILL)
    sys.argv.remove(ENGINE)
    from skyrl.tinker import engine

    if '"use_ray": true' in " ".join(sys.argv):
        accept_model_role()
    engine.main()


def accept_model_role() -> None:
    """SkyRL 0.3.0's engine names a model's role, which its Ray backend does not take: no model could be made."""
    from skyrl.backends.ray_jax import RayJaxBackend

    create = RayJaxBackend.create_model
    if "model_role" not in inspect.signature(create).parameters:
        RayJaxBackend.create_model = lambda self, model_id, lora_config, model_role="policy": create(
            self, model_id, lora_config
        )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="Hugging Face model folder")
    parser.add_argument("--state", type=Path, required=True, help="folder of the database and the checkpoints")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--session-timeout-sec", type=int, default=300)
    parser.add_argument("--session-cleanup-interval-sec", type=int, default=60)
    parser.add_argument("--max-adapters", type=int, default=MAX_ADAPTERS)
    parser.add_argument("--max-rank", type=int, default=MAX_RANK)
    parser.add_argument("--train-micro-batch-size", type=int, default=4)
    parser.add_argument("--sample-max-num-sequences", type=int, default=8)
    parser.add_argument("--end-with-parent", action="store_true", help="however that ends (Linux)")
    parser.add_argument("--ray", type=int, default=0, metavar="N", help="N processes of JAX under Ray")
    return parser.parse_args()


def serve(args: argparse.Namespace) -> None:
    import uvicorn
    from skyrl.tinker import api
    from skyrl.tinker.config import EngineConfig, config_to_argv
    from skyrl.utils.log import get_uvicorn_log_config

    # Every new shape compiles again, so shapes are few.
    backend = {
        "max_lora_adapters": args.max_adapters,
        "max_lora_rank": args.max_rank,
        "train_micro_batch_size": args.train_micro_batch_size,
        "sample_max_num_sequences": args.sample_max_num_sequences,
    }
    if args.ray:
        backend |= {"use_ray": True, "num_processes": args.ray, "fully_sharded_data_parallel_size": args.ray}
    if args.end_with_parent:
        end_with_parent(signal.SIGTERM)
    args.state.mkdir(parents=True, exist_ok=True)
    state = args.state.resolve()
    api._build_uv_run_cmd_engine = lambda _parent, config: [
        sys.executable,
        __file__,
        ENGINE,
        *config_to_argv(config),
    ]
    api.app.state.engine_config = EngineConfig(
        base_model=args.model,
        backend="jax",
        backend_config=backend,
        checkpoints_base=state / "checkpoints",
        database_url=f"sqlite:///{state / 'tinker.db'}",
        session_timeout_sec=args.session_timeout_sec,
        session_cleanup_interval_sec=args.session_cleanup_interval_sec,
    )
    uvicorn.run(api.app, host="127.0.0.1", port=args.port, log_config=get_uvicorn_log_config())


if __name__ == "__main__":
    if ENGINE in sys.argv:
        run_engine()
    else:
        serve(parse())
