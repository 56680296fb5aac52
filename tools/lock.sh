#!/bin/sh
# Writes requirements/*.txt and package-lock.json. Versions stay as they are unless UPGRADE=1. No registry is named in
# them, so that they install from wherever pip and npm are told to look.
set -eu
cd "$(dirname "$0")/.."

compile() {
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-annotate \
        --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links \
        ${UPGRADE:+--upgrade} --output-file "requirements/$output" "$@"
}

compile dev.txt pyproject.toml --extra scale requirements/dev.in
# The same versions run in production as were tested.
compile base.txt pyproject.toml --constraint requirements/dev.txt
compile scale.txt pyproject.toml --extra scale --constraint requirements/dev.txt
compile node.txt requirements/node.in

npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error

if grep -nE '://|^--(index|extra|find)' requirements/*.txt package-lock.json; then
    echo "The lines above name an address; the locks must not." >&2
    exit 1
fi
