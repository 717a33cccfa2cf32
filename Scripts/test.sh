#!/usr/bin/env bash
# Sets up and runs every check: format, the page about the targets, warnings as errors in debug and release, all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/setup.sh --tests
swift format lint --strict --recursive Sources Tests Package.swift
swift Scripts/architecture.swift --check
for script in Scripts/*.sh deploy/*.sbatch; do [ ! -e "$script" ] || bash -n "$script"; done
Scripts/build.sh
swift build --build-tests --explicit-target-dependency-import-check error
# Tests of whole processes block their threads for long; apart, they do not starve the time limits of the rest.
swift test --skip-build --skip EndToEndTests --skip CoordinatorTests
# They mostly wait, so that those of the coordinator run beside them; the package manager runs one at a time.
log=$(mktemp)
"$(swift build --show-bin-path)/percolatePackageTests.xctest" --testing-library swift-testing --no-parallel \
  --filter CoordinatorTests >"$log" 2>&1 &
beside=$!
failed=0
PERCOLATE_RELEASE_BINARY="$PWD/.build-release/release/percolate" \
  swift test --skip-build --no-parallel --filter EndToEndTests || failed=1
wait "$beside" || failed=1
cat "$log"
rm "$log"
exit "$failed"
