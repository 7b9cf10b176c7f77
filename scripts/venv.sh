#!/usr/bin/env bash
# Makes .venv hold exactly what a hashed lock file lists.
#
#   scripts/venv.sh LOCK [COVERED…]
#
# LOCK is installed; each COVERED lock is a subset of it (a test holds that), so it counts as
# installed too. A stamp in .venv keeps each lock's hash: the second run costs nothing.
# The lock names every package, so nothing is resolved (--no-deps): pip would otherwise look past a
# pinned release for one that a dependency asks for with an extra, and fail on the day it appears.
# A .venv that is a link belongs to someone else and is used as it stands.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON="${PYTHON:-python3}"

fail() { echo "$*" >&2; exit 1; }

stamp_of() { echo ".venv/.stamp-$1"; }

# Python computes the hash, since macOS has no sha256sum.
hash_of() { "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"; }

# pip is silent for a minute otherwise: one counter that moves is enough.
count_packages() {
    local line count=0
    while IFS= read -r line; do
        case "$line" in
            Collecting*) count=$((count + 1)); [ ! -t 1 ] || printf '\r  %d packages found' "$count" ;;
            Installing*) [ ! -t 1 ] || printf '\n'; echo "  Installing $count packages" ;;
            ERROR*|*rror:*|*"hash"*) echo "$line" ;;
        esac
    done
}

[ ! -L .venv ] || exit 0
command -v "$PYTHON" >/dev/null || fail "Python 3.11 or newer is needed: '$PYTHON' was not found. Try make PYTHON=/path/to/python3."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or newer is needed: '$PYTHON' is $("$PYTHON" -V 2>&1 | head -n 1). Try make PYTHON=/path/to/python3."

wanted="$(hash_of "$1")"
[ ! -x .venv/bin/python ] || [ "$(cat "$(stamp_of "$1")" 2>/dev/null)" != "$wanted" ] || exit 0

if [ ! -x .venv/bin/python ]; then
    echo "Making the virtual environment (.venv)"
    "$PYTHON" -m venv .venv \
        || fail "Python's venv module is missing. On Debian: apt-get install python3-venv"
fi
echo "Installing what $1 lists (the first time takes a minute)"
.venv/bin/python -m pip install --require-hashes --no-deps --disable-pip-version-check --no-input \
    --progress-bar off -r "$1" 2>&1 | count_packages \
    || fail "The packages could not be installed. See the lines above."
for lock in "$@"; do
    hash_of "$lock" > "$(stamp_of "$lock")"
done
