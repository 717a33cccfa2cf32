#!/usr/bin/env bash
# Builds the release binary, .build-release/release/percolate, or the products that are named. The Swift runtime is
# linked statically: a worker machine needs no Swift, only Debian's libdnnl2, libsqlite3-0, libssl3 and libzmq5.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/setup.sh
[ $# -gt 0 ] || set -- percolate
for product in "$@"; do
  # Without symbols, which are a third of the file. One set of flags: others would compile everything anew.
  swift build -c release --static-swift-stdlib --scratch-path .build-release --product "$product" \
    -debug-info-format none -Xlinker -s
done
