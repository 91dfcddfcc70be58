#!/usr/bin/env bash
# SkyRL with its Tinker API and JAX backend, in a virtual environment of its own.
#   bash scripts/skyrl/install.sh [--required] VENV
# Ends with 0 when VENV can serve, and with 75 (loudly) when this machine has no fitting Python or can't have the
# packages; with --required that is a failure (1). A finished VENV is left as it is.
set -u
required=no
if [ "${1:-}" = --required ]; then
  required=yes
  shift
fi
venv=${1:?usage: install.sh [--required] VENV}
# Ray's client and server must be the same build; 2.56.0 has wheels for every Python below.
packages=('skyrl[tinker,jax,ray]==0.3.0' 'ray[default]==2.56.0')
# What the tests have passed with; where Python is too old for it, what pip finds.
tested=(jax==0.12.0.1 flax==0.12.12 optax==0.2.8 orbax-checkpoint==0.12.8 transformers==5.8.0 peft==0.18.1)

skip() {
  printf '!!! SKIPPED: nothing was checked against a real SkyRL server.\n!!! %s\n' "$1" >&2
  [ $required = yes ] && exit 1
  exit 75
}

ready() {
  [ -x "$venv/bin/python" ] && "$venv/bin/python" - <<'PYTHON' 2>/dev/null
import importlib.metadata as m
assert m.version("skyrl") == "0.3.0"
import fastapi, flax, jax, orbax.checkpoint, peft, ray, sqlmodel, torch, transformers
PYTHON
}

# pyenv's shims answer only for the version that is switched on, so its folders are looked at too.
candidates() {
  local minor
  for minor in 12 13; do
    command -v "python3.$minor"
    ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.$minor.*/bin/python 2>/dev/null
  done
  command -v python3
  command -v python3.11 # serve.py helps pydantic there
  ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.11.*/bin/python 2>/dev/null
}

fits() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

if ready; then
  echo "$venv: ready"
  exit 0
fi
python=
for candidate in $(candidates); do
  if fits "$candidate"; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || skip 'no Python from 3.11 to 3.13 with venv and pip was found.'
echo "installing ${packages[*]} with $("$python" --version)"
"$python" -m venv "$venv" || skip "$python could not make a virtual environment."
install() {
  timeout 1200 "$venv/bin/pip" install --quiet --disable-pip-version-check "$@"
}
install "${packages[@]}" "${tested[@]}" || install "${packages[@]}" || skip "pip could not install ${packages[*]}."
if ! ready; then
  echo "installed, but it can't be imported:" >&2
  "$venv/bin/python" -c 'import fastapi, flax, jax, orbax.checkpoint, peft, ray, sqlmodel, torch, transformers' >&2
  exit 1
fi
"$venv/bin/pip" list --format=freeze --disable-pip-version-check 2>/dev/null |
  grep -iE '^(skyrl|jax|jaxlib|flax|optax|orbax-checkpoint|ray|tinker|transformers|peft|torch|pydantic|fastapi)=='
