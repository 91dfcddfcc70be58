#!/usr/bin/env bash
# Asks a server that none of ours wrote: llama.cpp's, with the bundled model, over the OpenAI API. Its tokens and
# log-probabilities are those of the local engine, and `spice generate` plays the game by it.
#   bash scripts/openai-roundtrip.sh [--required] [python]
# `python` needs xllamacpp (llama.cpp with its server, for the processor) and gguf; without them nothing is checked, and this
# says so. With --required that is a failure.
set -eu
cd "$(dirname "$0")/.."
required=no
if [ "${1:-}" = --required ]; then
  required=yes
  shift
fi
python=${1:-python3}
if ! "$python" -c 'import gguf, xllamacpp' 2>/dev/null; then
  echo '!!! SKIPPED: no foreign server was asked over the OpenAI API.' >&2
  echo "!!! $python has no xllamacpp and gguf: pip install xllamacpp gguf" >&2
  [ $required = no ]
  exit
fi
npx tsx scripts/openai-roundtrip.ts --python "$python"
