#!/usr/bin/env bash
# Runs scripts/mutation.py in an environment of its own, since mutmut is in no other.
#
#   scripts/mutation.sh [PART…] [--most N] [--seed N] [--survivors]
set -euo pipefail
cd "$(dirname "$0")/.."

tools=build/mutation-venv
if [ ! -x "$tools/bin/mutmut" ]; then
    echo "Installing mutmut and what the matcher needs"
    "${PYTHON:-python3}" -m venv "$tools"
    "$tools/bin/pip" install --quiet --no-deps --require-hashes -r requirements-mutation.lock
fi
exec "$tools/bin/python" scripts/mutation.py "$@"
