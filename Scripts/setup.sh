#!/usr/bin/env bash
# Installs what building and running needs on Debian 12: libzmq, SQLite, OpenSSL and oneDNN. Does nothing where it is
# there.
# With --bench also GNU parallel, which benchmarks run beside programs.
# With --tests also what the tests start: sshd, Debian's tools for packages, systemd-analyze, ip, readelf, rsvg-convert, ripser,
# Python for programs of others, Slurm, podman, Chromium with its driver; and in .build-python PyPI's kubernetes-validate,
# selenium and axe-selenium-python.
set -euo pipefail

packages=(libdnnl-dev libsqlite3-dev libssl-dev libzmq3-dev)
if [ "${1:-}" = "--bench" ]; then packages+=(parallel); fi
if [ "${1:-}" = "--tests" ]; then
  packages+=(binutils chromium chromium-driver curl dpkg-dev fonts-dejavu-core help2man iproute2 librsvg2-bin munge openssh-client openssh-server openssl podman procps python3 python3-venv ripser runc slurm-client slurmctld slurmd systemd)
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
tools=$(dirname "$0")/../.build-python
wanted=('kubernetes-validate>=1.37' 'selenium>=4.40' 'axe-selenium-python>=2.1')
if [ "${1:-}" = "--tests" ] && [ "$(cat "$tools/wanted" 2>/dev/null)" != "${wanted[*]}" ]; then
  echo "installing ${wanted[*]}"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet "${wanted[@]}"
  echo "${wanted[*]}" >"$tools/wanted"
fi
