#!/bin/sh
# Writes the messages of Lucy's contracts as Python: generate.sh STUBS. Needs Debian's protobuf-compiler, whose version is
# that of python3-protobuf.
set -eu
protos="$(cd "$(dirname "$0")/../../.." && pwd)/proto/src/main/proto"
mkdir -p "$1"
protoc -I "$protos" --python_out="$1" $(cd "$protos" && find lucy google -name '*.proto')
