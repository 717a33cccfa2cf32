#!/usr/bin/env bash
# Installs what building and running needs on Debian 12: libzmq, SQLite, OpenSSL and oneDNN. Does nothing where it is
# there.
# With --bench also GNU parallel, which benchmarks run beside programs.
# With --tests also what the tests start: sshd, Debian's tools for packages, systemd-analyze, ip, readelf, rsvg-convert, ripser,
# Python for programs of others, Slurm, podman; and PyPI's kubernetes-validate in .build-kubernetes.
set -euo pipefail

packages=(libdnnl-dev libsqlite3-dev libssl-dev libzmq3-dev)
if [ "${1:-}" = "--bench" ]; then packages+=(parallel); fi
if [ "${1:-}" = "--tests" ]; then
  packages+=(binutils dpkg-dev help2man iproute2 librsvg2-bin munge openssh-client openssh-server podman python3 python3-venv ripser runc slurm-client slurmctld slurmd systemd)
fi
command -v swift >/dev/null || {
  echo "Swift 6.3 or newer is needed: https://www.swift.org/install/linux" >&2
  exit 1
}
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
tools=$(dirname "$0")/../.build-kubernetes
if [ "${1:-}" = "--tests" ] && [ ! -x "$tools/bin/kubernetes-validate" ]; then
  echo "installing kubernetes-validate"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet 'kubernetes-validate>=1.37'
fi
