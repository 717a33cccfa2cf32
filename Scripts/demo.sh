#!/usr/bin/env bash
# Sets up, builds, and runs the percolation simulation with its report. Arguments go to `percolate run`.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/build.sh
.build-release/release/percolate run sweeps/percolation-simulation.yaml "$@"
