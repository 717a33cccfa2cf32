#!/usr/bin/env bash
# Installs a Debian package of percolate on a copy of this machine that lasts as long as this script and has no Swift, runs a
# sweep there and removes the package again. Needs root, for the copy (an overlay in a mount namespace of its own).
#
#   Scripts/try-package.sh percolate_0.1.0_amd64.deb
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(realpath "${1:?a package is missing, such as percolate_0.1.0_amd64.deb}")
if [ "${2:-}" != "inside" ]; then exec unshare --mount "$0" "$package" inside; fi

place=$(mktemp -d)
mount -t tmpfs none "$place"
mkdir "$place"/{upper,work,root}
root=$place/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
# No toolchain, and no checkout.
for folder in $(dirname "$(dirname "$(readlink -f "$(command -v swift || echo /none/none/none)")")") "$PWD"; do
  [ ! -d "$root$folder" ] || mount -t tmpfs none "$root$folder"
done
mkdir -p "$root/tmp/try"
cp sweeps/percolation-simulation.yaml "$package" "$root/tmp/try/"
chroot "$root" /bin/sh -ec '
  cd /tmp/try
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  if command -v swift; then exit 1; fi
  dpkg --install percolate_*.deb
  echo "version $(percolate --version)"
  percolate doctor --data data || true
  percolate run percolation-simulation.yaml --profile smoke --data data --workers 1
  bash -n /usr/share/bash-completion/completions/percolate
  gzip -dc /usr/share/man/man1/percolate-run.1.gz | grep -q "Run a whole sweep"
  id percolate
  dpkg --remove percolate
  test ! -e /usr/bin/percolate
  echo "the package works"'
