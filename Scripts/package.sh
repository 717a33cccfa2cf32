#!/usr/bin/env bash
# Makes a Debian package of the release binary: with manual pages, completions and units. Builds the binary first, unless
# one is named.
#
#   Scripts/package.sh [--binary FILE] [DIRECTORY]      # writes percolate_VERSION_ARCHITECTURE.deb, here by default
#
# Needs dpkg-dev, help2man and systemd's paths, no root.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=.build-release/release/percolate
if [ "${1:-}" = "--binary" ]; then
  binary=${2:?--binary needs a file}
  shift 2
else
  Scripts/build.sh percolate
fi
output=${1:-.}
for program in dpkg-deb dpkg-shlibdeps help2man; do
  command -v "$program" >/dev/null || { echo "package.sh: there is no $program; install dpkg-dev and help2man" >&2; exit 1; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
install -D -m 755 "$binary" "$root/usr/bin/percolate"
percolate=$root/usr/bin/percolate
version=$("$percolate" --version)
architecture=$(dpkg --print-architecture)

# One page for the program and one for each of its commands, from what they say themselves, in the order that help2man reads:
# usage first, then what it does.
pages=$root/usr/share/man/man1
mkdir -p "$pages" "$work/say"
manual() { # NAME, WHAT IT DOES, WORDS of the help...
  local name=$1 summary=$2
  shift 2
  "$percolate" "$@" | awk '
    /^USAGE: /   { isUsage = 1; sub(/^USAGE:/, "Usage:") }
    isUsage      { usage = usage $0 "\n"; if ($0 == "") isUsage = 0; next }
                 { sub(/^OVERVIEW: /, ""); body = body $0 "\n" }
    END          { printf "%s\n%s", usage, body }' >"$work/say/$name.txt"
  printf '#!/bin/sh\ncat "%s"\n' "$work/say/$name.txt" >"$work/say/$name"
  chmod 755 "$work/say/$name"
  help2man --no-info --version-string="$version" --section=1 --name="$summary" "$work/say/$name" >"$pages/$name.1"
}
manual percolate "run sweeps of small trainings and draw the curves" --help
"$percolate" --help | awk '/SUBCOMMANDS:/ { found = 1 } found && /^  [a-z]/ { print $1 }' | while read -r command; do
  summary=$("$percolate" help "$command" | awk 'NF == 0 { exit } { sub(/^OVERVIEW: /, ""); printf "%s%s", gap, $0; gap = " " }')
  manual "percolate-$command" "${summary%.}" help "$command"
done
gzip -9n "$pages"/*.1

install -d "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" \
  "$root/usr/share/fish/vendor_completions.d"
"$percolate" --generate-completion-script bash >"$root/usr/share/bash-completion/completions/percolate"
"$percolate" --generate-completion-script zsh >"$root/usr/share/zsh/vendor-completions/_percolate"
"$percolate" --generate-completion-script fish >"$root/usr/share/fish/vendor_completions.d/percolate.fish"

install -d "$root/lib/systemd/system"
"$percolate" deploy systemd --binary /usr/bin/percolate --output "$root/lib/systemd/system" >/dev/null

documents=$root/usr/share/doc/percolate
install -D -m 644 LICENSE "$documents/copyright"
gzip -9nc CHANGELOG.md >"$documents/changelog.gz"
install -m 644 README.md "$documents/README.md"

# What the binary is linked with, and what it opens when it trains.
mkdir "$work/debian"
printf 'Source: percolate\n\nPackage: percolate\nArchitecture: any\nDescription: x\n' >"$work/debian/control"
linked=$(cd "$work" && dpkg-shlibdeps -O -e"$percolate" 2>/dev/null | sed 's/^shlibs:Depends=//')
size=$(du -sk "$root" | cut -f1)
mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: percolate
Version: $version
Architecture: $architecture
Maintainer: percolate <percolate@localhost>
Installed-Size: $size
Depends: $linked, libdnnl2 | libdnnl3, adduser
Suggests: ripser, librsvg2-bin, slurm-client, python3
Section: science
Priority: optional
Description: sweeps of small trainings on one machine or a cluster
 Expands a YAML specification into tasks, sends them to workers over encrypted
 ZeroMQ, records each result exactly once and draws the curves. The training
 stack is built in; any other program can be swept as well.
CONTROL
cat >"$root/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
# The units run as a user of their own; nothing is started.
set -e
if [ "$1" = configure ]; then
  getent passwd percolate >/dev/null ||
    adduser --quiet --system --group --no-create-home --home /var/lib/percolate percolate
  [ ! -d /run/systemd/system ] || systemctl daemon-reload
fi
SCRIPT
chmod 755 "$root/DEBIAN/postinst"
find "$root" -type d -exec chmod 755 {} +
find "$root/usr/share" "$root/lib" -type f -exec chmod 644 {} +
mkdir -p "$output"
dpkg-deb --root-owner-group --build "$root" "$output/percolate_${version}_$architecture.deb"
