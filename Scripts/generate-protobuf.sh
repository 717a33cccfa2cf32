#!/usr/bin/env bash
# Regenerates Sources/Messages/Wire/percolate.pb.swift from percolate.proto.
# Needs protoc (apt-get install protobuf-compiler); the Swift plugin is built from the package's own
# dependency, so that generator and library have one version.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build --product protoc-gen-swift
protoc --plugin=protoc-gen-swift="$(swift build --show-bin-path)/protoc-gen-swift" \
  --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true \
  --swift_out=Sources/Messages/Wire --proto_path=Sources/Messages/Wire percolate.proto
