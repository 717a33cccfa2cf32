#!/usr/bin/env bash
# Sets up and runs a benchmark beside its peers. `Scripts/bench.sh coordinator` when nothing is given; further
# arguments go to `percolate-bench`. Where Python 3 is there, the peers are installed into .build-peers.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- coordinator
Scripts/build.sh
swift build -c release --static-swift-stdlib --scratch-path .build-release --product percolate-bench
peers=()
if command -v python3 >/dev/null; then
  [ -x .build-peers/bin/pip ] || python3 -m venv .build-peers
  .build-peers/bin/pip install --quiet --requirement "benchmarks/peers-$1.txt"
  peers=(--python .build-peers/bin/python)
fi
exec .build-release/release/percolate-bench "$@" "${peers[@]}"
