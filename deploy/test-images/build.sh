#!/usr/bin/env bash
#
# Makes the images that container tests need out of Debian packages and Maven artifacts, for machines where no image
# registry can be reached. Starts Docker if it is not running. Debian only, as root. Prints the variables that tell the
# tests which images to use:
#
#     variables=$(deploy/test-images/build.sh) && eval "$variables"
#
# An image is made once for each content of this folder. Elsewhere none of this is needed: the tests use public images.
#
set -euo pipefail
exec 3>&1 1>&2
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' | awk -v suite="$suite" '$2 == suite {print $1; exit}')
version=$({
  cat build.sh {redis,java,kafka}/Dockerfile kafka/{pom.xml,run}
  grep kafka-broker.version ../../pom.xml
} | sha256sum | cut -c1-12)
base=lucy-test/debian:$version
redis=lucy-test/redis:$version
java=lucy-test/java:$version
kafka=lucy-test/kafka:$version

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

install_missing() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  if ((${#missing[@]} > 0)); then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
  fi
}

start_docker() {
  docker info >/dev/null 2>&1 && return
  # A daemon that was killed leaves its number behind, which keeps the next one from starting.
  if [[ -e /var/run/docker.pid ]] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; then
    rm -f /var/run/docker.pid
  fi
  nohup dockerd </dev/null >/var/log/lucy-dockerd.log 2>&1 3>&- &
  for _ in {1..120}; do
    docker info >/dev/null 2>&1 && return
    sleep 0.5
  done
  tail -n 20 /var/log/lucy-dockerd.log
  echo "Docker does not start; its log is /var/log/lucy-dockerd.log"
  exit 1
}

has() {
  docker image inspect "$1" >/dev/null 2>&1
}

make_base() {
  debootstrap --variant=minbase --include=redis-server "$suite" "$scratch/root" "$mirror"
  tar -C "$scratch/root" --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./proc --exclude=./sys \
    -c . | docker import - "$base"
}

make_redis() {
  docker build --build-arg "BASE=$base" -t "$redis" redis
}

make_java() {
  mkdir "$scratch/java"
  cp java/Dockerfile "$scratch/java"
  "$(dirname -- "$(readlink -f -- "$(command -v javac)")")/jlink" --no-header-files --no-man-pages \
    --add-modules java.se,jdk.crypto.ec,jdk.management,jdk.unsupported,jdk.zipfs \
    --output "$scratch/java/java"
  docker build --build-arg "BASE=$base" -t "$java" "$scratch/java"
}

make_kafka() {
  mkdir "$scratch/kafka"
  cp kafka/Dockerfile kafka/run "$scratch/kafka"
  mvn -B -ntp -q -f kafka/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$scratch/kafka/libs"
  docker build --build-arg "BASE=$java" -t "$kafka" "$scratch/kafka"
}

install_missing
start_docker
if ! has "$redis" || ! has "$java" || ! has "$kafka"; then
  has "$base" || make_base
  has "$redis" || make_redis
  has "$java" || make_java
  has "$kafka" || make_kafka
fi

# Testcontainers has images of its own to clean up and, on a machine that is itself a container, to find out where ports
# are; those cannot be had here either.
cat >&3 <<END
export LUCY_TEST_REDIS_IMAGE=$redis
export LUCY_TEST_JAVA_IMAGE=$java
export LUCY_TEST_KAFKA_IMAGE=$kafka
export TESTCONTAINERS_RYUK_DISABLED=true
export TESTCONTAINERS_HOST_OVERRIDE=localhost
END
