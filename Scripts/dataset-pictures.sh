#!/bin/sh
# Draws the pictures of docs/datasets.md anew; the test that writes them compares them otherwise.
set -eu
cd "$(dirname "$0")/.."
mkdir -p docs/datasets
PERCOLATE_WRITE_PICTURES=1 swift test --filter DatasetDocumentTests "$@"
