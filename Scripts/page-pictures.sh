#!/usr/bin/env bash
# Makes the pictures of docs/page.md anew: a finished sweep on the page, in a headless Chromium. Needs what
# Scripts/setup.sh --tests installs, and the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/.build-release/release/percolate
data=$(mktemp -d)
page=
trap '[ -z "$page" ] || kill "$page"; rm -rf "$data"' EXIT
"$program" run sweeps/percolation-simulation.yaml --profile smoke --no-report --data "$data/d"
"$program" page --data "$data/d" >"$data/address" &
page=$!
until [ -s "$data/address" ]; do kill -0 "$page"; done
.build-python/bin/python Scripts/page_pictures.py "$(cat "$data/address")" docs/images
