#!/usr/bin/env bash
# Builds an image from deploy/Containerfile and a program that was built before, without a registry, and runs a sweep in it as
# a cluster would let it: as a user without rights, on a read-only root, with limits of processors and memory. The base is put
# together from the packages of this Debian; nothing is downloaded, so what the file installs has to be installed here. Needs
# podman, runc and root.
#
#   Scripts/try-image.sh [--base IMAGE.tar] .build-release/release/percolate
set -euo pipefail
cd "$(dirname "$0")/.."
archive=
if [ "${1:-}" = "--base" ]; then
  archive=$(realpath "${2:?--base needs a file}")
  shift 2
fi
binary=$(realpath "${1:?a program is missing, such as .build-release/release/percolate}")

place=$(mktemp -d)
clean_up() {
  "${podman[@]}" rm --all --force --time 5 >/dev/null 2>&1 || true
  rm -rf "$place"
}
# Nothing of whatever other images and containers this machine has.
podman=(podman --root "$place/images" --runroot "$place/run" --storage-driver vfs --runtime runc --cgroup-manager cgroupfs)
trap clean_up EXIT
limits=(--ulimit nofile=1024:4096 --ulimit nproc=1000:1000)

# What the file installs, with all that it depends on, and what it calls.
base() {
  local installs packages
  installs=$(sed -n '/ AS runtime$/,/^USER/p' deploy/Containerfile | sed -n 's/.*--no-install-recommends \(.*\) \\$/\1/p')
  [ -n "$installs" ] || { echo "try-image.sh: deploy/Containerfile installs nothing in its stage runtime" >&2; exit 1; }
  # shellcheck disable=SC2086
  packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
    --no-enhances --important $installs base-files base-passwd coreutils dash passwd sed | grep '^[a-z]' | sort -u)
  for package in $packages; do dpkg-query -W -f='${Package}:${Architecture} ${Status}\n' "$package" 2>/dev/null || true; done |
    sed -n 's/ install ok installed$//p' | sed 's/:all$//' | while read -r package; do dpkg-query -L "$package"; done |
    grep '^/' | grep -vE '^/usr/share/(doc|man|locale|info|lintian|perl)' | sort -u |
    while read -r file; do if [ -f "$file" ] || [ -L "$file" ]; then echo "$file"; fi; done >"$place/files"
  mkdir "$place/root"
  # Debian's links /bin, /lib and so on; packages name files below them.
  for link in /bin /sbin /lib /lib64; do
    [ ! -L "$link" ] || { mkdir -p "$place/root/usr$link" && ln -s "usr$link" "$place/root$link"; }
  done
  { sed 's|^/||' "$place/files" && echo bin/sh; } | tar -C / -c -T - | tar -C "$place/root" -x --keep-directory-symlink
  mkdir -p "$place/root"/{tmp,proc,sys,dev,run,root,var/lib,etc}
  chmod 1777 "$place/root/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\n' >"$place/root/etc/passwd"
  printf 'root:x:0:\n' >"$place/root/etc/group"
  # All that it would install is there.
  printf '#!/bin/sh\necho "apt-get $*"\n' >"$place/root/usr/bin/apt-get"
  chmod 755 "$place/root/usr/bin/apt-get"
  ldconfig -r "$place/root"
  tar -C "$place/root" -c .
}

if [ -n "$archive" ]; then "${podman[@]}" import --quiet "$archive" localhost/base:1; else
  base >"$place/base.tar"
  "${podman[@]}" import --quiet "$place/base.tar" localhost/base:1
fi >/dev/null

# What a build may see, and no more.
mkdir -p "$place/context/deploy"
cp "$binary" "$place/context/percolate"
network=none
[ -z "$archive" ] || network=host
"${podman[@]}" build --quiet --network "$network" "${limits[@]}" --file deploy/Containerfile --target prebuilt \
  --build-arg BASE=localhost/base:1 --build-arg BINARY=percolate --tag localhost/percolate:try "$place/context" >/dev/null
tools=$("${podman[@]}" run --rm --network none "${limits[@]}" --entrypoint /bin/sh localhost/percolate:try -c \
  'command -v swift; command -v cc; for file in /usr/lib/*/libswift* /usr/lib/swift; do [ ! -e "$file" ] || echo "$file"; done')
[ -z "$tools" ] || { echo "try-image.sh: the image has a toolchain in it: $tools" >&2; exit 1; }

# As pods of `percolate deploy kubernetes` do.
run=("${podman[@]}" run --rm "${limits[@]}" --read-only --cap-drop all --security-opt no-new-privileges --user 10001:10001
  --no-hosts --volume "$place/hosts:/etc/hosts:ro" --tmpfs /tmp --memory 600m --cpus 1 --volume "$place/keys:/keys:ro" --volume "$place/spec.yaml:/spec.yaml:ro")
image=localhost/percolate:try
host=percolate-coordinator.percolate.svc
printf '127.0.0.1 localhost %s\n' "$host" >"$place/hosts"
# The volume's own folder is writable for its group, as with fsGroup.
mkdir "$place/data"
chown 0:10001 "$place/data"
chmod 2775 "$place/data"
cp sweeps/percolation-simulation.yaml "$place/spec.yaml"
# Keys as a Secret mounts them: files of root's for a group, behind two links.
"$binary" deploy kubernetes --keys "$place/made" --output "$place/objects.yaml" 2>/dev/null
mkdir -p "$place/keys/..2026"
cp "$place/made/"{coordinator.json,worker.access.json,client.access.json} "$place/keys/..2026/"
chown 0:10001 "$place/keys/..2026/"*
chmod 440 "$place/keys/..2026/"*
ln -s ..2026 "$place/keys/..data"
for file in coordinator.json worker.access.json client.access.json; do ln -s "..data/$file" "$place/keys/$file"; done

echo "version $("${run[@]}" --network none "$image" --version)"
"${run[@]}" --network none --volume "$place/data:/data" "$image" doctor || true
"${run[@]}" --name coordinator --network none --volume "$place/data:/data" --detach "$image" \
  coordinator --data /data/percolate-data --advertise "$host" --keys /keys >/dev/null
"${run[@]}" --network container:coordinator --env KUBERNETES_SERVICE_HOST=10.96.0.1 --name worker --detach "$image" \
  worker --access /keys/worker.access.json --slots 1 --requeue --idle-limit 5s --connect-timeout 60s >/dev/null
client=("${run[@]}" --network container:coordinator "$image")
"${client[@]}" submit /spec.yaml --profile smoke --access /keys/client.access.json --timeout 60s
"${client[@]}" wait last --access /keys/client.access.json
"${podman[@]}" wait worker | sed 's/^/the worker left for want of work, with /'
# SIGTERM comes to process 1 alone.
"${podman[@]}" stop --time 30 coordinator >/dev/null
echo "the coordinator stopped"
"${podman[@]}" image inspect localhost/percolate:try --format 'the image is {{.User}}, of {{.Size}} bytes'
echo "the image works"
