#!/bin/sh
# Compiles the locked requirements with their hashes. No address of an index is written: whoever installs uses her own.
set -eu
cd "$(dirname "$0")/.."
lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --no-annotate "$@" pyproject.toml
}
lock --output-file requirements/run.txt
lock --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
lock --group bench --constraint requirements/run.txt --output-file requirements/bench.txt
npm install --package-lock-only --loglevel=error
