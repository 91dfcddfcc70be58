#!/usr/bin/env bash
# Compares our cache of Hugging Face datasets with the one that huggingface_hub makes, both ways, against a hub of our own.
#   bash scripts/hub-roundtrip.sh [--required] [python]
# `python` needs huggingface_hub; without it nothing is checked, and this says so. With --required that is a failure.
set -eu
cd "$(dirname "$0")/.."
required=no
if [ "${1:-}" = --required ]; then
  required=yes
  shift
fi
python=${1:-python3}
if ! "$python" -c 'import huggingface_hub' 2>/dev/null; then
  echo '!!! SKIPPED: the cache layout was NOT compared with huggingface_hub.' >&2
  echo "!!! $python has no huggingface_hub: pip install huggingface_hub" >&2
  [ $required = no ]
  exit
fi
npx tsx scripts/hub-roundtrip.ts --python "$python"
