#!/usr/bin/env bash
# Trains a few steps, exports, and compares with the same folder loaded by transformers.
#   bash scripts/transformers-roundtrip.sh [python] [model folder...]
# `python` needs torch and transformers; without them nothing is checked, and this says so. Where the check has to
# run, pass --required in front: then missing packages are a failure.
set -eu
cd "$(dirname "$0")/.."
required=no
if [ "${1:-}" = --required ]; then
  required=yes
  shift
fi
python=${1:-python3}
[ $# -gt 0 ] && shift
if ! "$python" -c 'import torch, transformers' 2>/dev/null; then
  echo '!!! SKIPPED: the round trip through transformers was NOT checked.' >&2
  echo "!!! $python has no torch and transformers: pip install torch transformers" >&2
  [ $required = no ]
  exit
fi
HF_HUB_OFFLINE=1 npx tsx scripts/transformers-roundtrip.ts --python "$python" "$@"
