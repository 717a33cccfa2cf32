#!/usr/bin/env bash
# Writes the table and the figures of finished sweeps to sweeps/results/NAME, from a data directory
# (PERCOLATE_DATA, or percolate-data here).
#
#   Scripts/results.sh depth-dimension order-flip
set -euo pipefail
cd "$(dirname "$0")/.."
percolate=${PERCOLATE:-.build-release/release/percolate}
if [ $# -eq 0 ]; then
  echo "Scripts/results.sh: no sweep named; expected the names of finished sweeps, such as depth-dimension" >&2
  exit 2
fi
for name in "$@"; do
  page=$(mktemp -d)
  trap 'rm -rf "$page"' EXIT
  "$percolate" report "$name" --output "$page"
  folder=sweeps/results/$name
  mkdir -p "$folder"
  rm -f "$folder"/*.svg "$folder"/curves.csv
  for figure in "$page/$name"-*/*.svg; do cp "$figure" "$folder/"; done
  # Six digits are more than any interval here allows. The steps of streamed curves are in the figures.
  awk -f Scripts/results.awk "$page/$name"-*/curves.csv >"$folder/curves.csv"
  rm -rf "$page"
done
