#!/usr/bin/env bash
#
# Runs Lucy as four processes on this machine, with a real Kafka broker and a real Redis, until Ctrl-C:
#
#   deploy/local/run.sh [--data-dir DIR] [--zoo DIR]
#
# Needs Java 17, Maven and redis-server (Debian: apt-get install openjdk-17-jdk-headless maven redis-server). Everything
# listens on the loopback address alone: Kafka on 9092, Redis on 6380, zoo-service on 9001, transfer-service on 9002,
# localizer-service on 9003, inserter-service on 9004. LUCY_BASE_PORT=19000 moves the services to 19001 and so on, and
# Kafka and Redis to 19092 and 19380.
#
set -euo pipefail
home="$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)"

data="${LUCY_DATA_DIR:-$HOME/.lucy/four}"
zoo="${LUCY_ZOO:-$home/demo/zoo}"
while (($# > 0)); do
  case "$1" in
    --data-dir) data="${2:?--data-dir needs a folder}" && shift 2 ;;
    --zoo) zoo="${2:?--zoo needs a folder}" && shift 2 ;;
    *)
      echo "error: unknown option '$1' (expected: --data-dir DIR, --zoo DIR)" >&2
      exit 2
      ;;
  esac
done

base="${LUCY_BASE_PORT:-9000}"
kafka=$((base + 92))
controller=$((base + 93))
redis=$((base + 380))
((base != 9000)) || redis=6380

fail() {
  echo "error: $*" >&2
  exit 1
}

for tool in java mvn redis-server; do
  command -v "$tool" >/dev/null ||
    fail "no $tool found (Debian: apt-get install openjdk-17-jdk-headless maven redis-server)"
done

for service in zoo transfer localizer inserter; do
  [[ -f "$home/$service-service/target/quarkus-app/quarkus-run.jar" ]] || missing=yes
done
if [[ -n "${missing:-}" ]]; then
  echo "building Lucy …" >&2
  mvn -q -B -f "$home/pom.xml" -Dmaven.test.skip=true package
fi
libs="$home/deploy/test-images/kafka/target/libs"
if [[ ! -d "$libs" ]]; then
  echo "fetching Kafka …" >&2
  mvn -q -B -f "$home/deploy/test-images/kafka/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$libs.partial"
  mv "$libs.partial" "$libs"
fi

mkdir -p "$data"/{kafka,logs,zoo,transfer,localizer,inserter}
pids=()
# Services first, then what they depend on; each gets the time to end in order.
stop() {
  trap - EXIT INT TERM
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill -TERM "${pids[i]}" 2>/dev/null || true
  done
  wait
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts a command in the background, its output in a log of its own.
start() {
  local name="$1"
  shift
  "$@" >>"$data/logs/$name.log" 2>&1 </dev/null &
  pids+=("$!")
}

# Waits until something listens on a port, and the newest process lives.
await() {
  local name="$1" port="$2" pid="${pids[-1]}"
  for ((i = 0; i < 600; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      return
    fi
    kill -0 "$pid" 2>/dev/null || fail "$name ended; see $data/logs/$name.log"
    sleep 0.1
  done
  fail "$name does not listen on port $port after a minute; see $data/logs/$name.log"
}

cat >"$data/kafka/server.properties" <<END
node.id=1
process.roles=broker,controller
listeners=PLAINTEXT://127.0.0.1:$kafka,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$kafka
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=1@127.0.0.1:$controller
log.dirs=$data/kafka/log
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
END
java -cp "$libs/*" kafka.tools.StorageTool format --ignore-formatted -t bHVjeS1sb2NhbC0wMDAwMA \
  -c "$data/kafka/server.properties" >"$data/logs/kafka-format.log" 2>&1 ||
  fail "Kafka's folder cannot be formatted; see $data/logs/kafka-format.log"
start kafka java -Xmx512m -XX:+UseSerialGC -cp "$libs/*" kafka.Kafka "$data/kafka/server.properties"
await kafka "$kafka"
start redis redis-server --bind 127.0.0.1 --port "$redis" --save '' --appendonly no --dir "$data"
await redis "$redis"

export LUCY_HOST=127.0.0.1
export LUCY_LOG=kafka LUCY_KAFKA_BOOTSTRAP="127.0.0.1:$kafka"
export LUCY_STATE=redis LUCY_REDIS_URI="redis://127.0.0.1:$redis"
export LUCY_ZOO_ADDRESS="127.0.0.1:$((base + 1))" LUCY_TRANSFER_ADDRESS="127.0.0.1:$((base + 2))"

service() {
  local name="$1" port="$2" heap="$3"
  LUCY_PORT="$port" LUCY_DATA_DIR="$data/$name" LUCY_ZOO="$zoo" start "$name" \
    java -Xms32m "-Xmx$heap" -XX:+UseSerialGC -jar "$home/$name-service/target/quarkus-app/quarkus-run.jar"
  await "$name" "$port"
}
service zoo $((base + 1)) 384m
service transfer $((base + 2)) 256m
service localizer $((base + 3)) 640m
service inserter $((base + 4)) 640m

server="zoo=127.0.0.1:$((base + 1)),inserter=127.0.0.1:$((base + 4)),transfer=127.0.0.1:$((base + 2))"
echo "lucy is ready: four services, data and logs in $data; use them with"
echo "  export LUCY_SERVER=$server"
# Until one of them ends.
wait -n "${pids[@]}" || true
fail "a process ended; see $data/logs"
