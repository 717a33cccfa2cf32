#!/usr/bin/env bash
# Sets up and runs a benchmark beside its peers: `Scripts/bench.sh coordinator` when nothing is given, or
# `Scripts/bench.sh engine`, which also runs `small-nets`. Further arguments go to `percolate-bench`. Where
# Python 3 is there, the peers are installed into .build-peers or .build-peers-engine.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- coordinator
Scripts/setup.sh --bench
Scripts/build.sh percolate percolate-bench slow-disk

# Makes the Python environment $1 with what the file $2 lists, and sets `peers` to the option $3 that names it.
peers=()
set_up_peers() {
  command -v python3 >/dev/null || return 0
  [ -x "$1/bin/pip" ] || python3 -m venv "$1"
  "$1/bin/pip" install --quiet --requirement "$2"
  peers=("$3" "$1/bin/python")
}

bench=.build-release/release/percolate-bench
case "$1" in
  engine | small-nets)
    set_up_peers .build-peers-engine benchmarks/peers-engine.txt --torch
    "$bench" "$@" "${peers[@]}"
    [ "$1" = small-nets ] || [ $# -gt 1 ] || "$bench" small-nets "${peers[@]}"
    ;;
  *)
    set_up_peers .build-peers "benchmarks/peers-$1.txt" --python
    "$bench" "$@" "${peers[@]}"
    ;;
esac
