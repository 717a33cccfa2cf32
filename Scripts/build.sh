#!/usr/bin/env bash
# Builds the release binary, .build-release/release/percolate. The Swift runtime is linked statically: a
# worker machine needs no Swift, only Debian's libdnnl2, libsqlite3-0, libssl3 and libzmq5.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/setup.sh
swift build -c release --static-swift-stdlib --scratch-path .build-release --product percolate \
  -debug-info-format none
