#!/bin/sh
# Writes a Swift file: the commit that is built, and whether files differ from it. Run by the plugin BuildCommit where
# either may have changed. Without git, or outside of a repository, the commit is not known, which is no error: sources
# come as archives too.
set -eu
output=$1
cd "$(dirname "$0")/.."
commit=$(git rev-parse HEAD 2>/dev/null || true)
modified=false
if [ -n "$commit" ] && [ -n "$(git status --porcelain -- Sources Package.swift 2>/dev/null)" ]; then
  modified=true
fi
new="$output.$$"
cat >"$new" <<END
/// What this program was built from.
enum BuildCommit {
  /// The commit's hash; empty where it is not known.
  static let hash = "$commit"
  /// Whether files differed from it.
  static let isModified = $modified
}
END
# Only a file that has changed is compiled again.
if cmp -s "$new" "$output"; then rm "$new"; else mv "$new" "$output"; fi
