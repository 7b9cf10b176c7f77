#!/usr/bin/env bash
# Rewrites the lock files from setup.cfg: names and hashes for every platform, no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }

lock() {
    local target="$1"; shift
    echo "Locking $target"
    uv pip compile setup.cfg --universal --generate-hashes --python-version 3.11 \
        --no-header --no-annotate --quiet --output-file "$target" "$@"
}

# The test lock is made first and constrains the others, so that one version serves all.
lock requirements-tests.lock --extra postgres --extra tests
lock requirements.lock --extra postgres --constraint requirements-tests.lock
lock requirements-pdf.lock --extra postgres --extra pdf --constraint requirements-tests.lock
lock requirements-mutation.lock --extra mutation --constraint requirements-tests.lock
# OR-tools holds protobuf below the version that the app has: only there may it be another.
others="$(mktemp)"
trap 'rm -f "$others"' EXIT
awk '/^[a-z]/ { kept = !/^protobuf==/ } kept' requirements-tests.lock > "$others"
lock requirements-bench.lock --extra bench --constraint "$others"
