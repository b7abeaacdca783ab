package io.lucy.fabric.log.kafka;

import java.time.Duration;
import java.util.Map;

/**
 * Where the brokers are, and how they are used.
 *
 * @param bootstrap host:port of some of them, with commas
 * @param prefix of all topics and groups, so that several installations can share brokers; may be
 *     empty
 * @param partitions of topics that are made: how many processes can share one's work at most
 * @param replication of topics that are made; 0: as the brokers are set
 * @param sessionTimeout after how long a process that died loses its share of the work
 * @param pollInterval after how long a process that hangs does; has nothing to do with how long
 *     handlers take
 * @param client settings of Kafka's clients, such as TLS and SASL; they come before Lucy's own
 */
public record KafkaOptions(
    String bootstrap,
    String prefix,
    int partitions,
    int replication,
    Duration sessionTimeout,
    Duration pollInterval,
    Map<String, String> client) {
  private static final int PARTITIONS = 12;
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMinutes(5);

  public KafkaOptions {
    if (bootstrap.isBlank() || partitions < 1 || replication < 0) {
      throw new IllegalArgumentException(
          "brokers '%s', %d partitions, replication %d (expected: host:port, >= 1, >= 0)"
              .formatted(bootstrap, partitions, replication));
    }
    client = Map.copyOf(client);
  }

  /** Twelve partitions, replicated as the brokers are set; a dead process is noticed in 10 s. */
  public static KafkaOptions of(String bootstrap) {
    return new KafkaOptions(bootstrap, "", PARTITIONS, 0, SESSION_TIMEOUT, POLL_INTERVAL, Map.of());
  }

  public KafkaOptions withPrefix(String topics) {
    return new KafkaOptions(
        bootstrap, topics, partitions, replication, sessionTimeout, pollInterval, client);
  }

  public KafkaOptions withPartitions(int made, int replicated) {
    return new KafkaOptions(
        bootstrap, prefix, made, replicated, sessionTimeout, pollInterval, client);
  }

  public KafkaOptions withTimeouts(Duration session, Duration poll) {
    return new KafkaOptions(bootstrap, prefix, partitions, replication, session, poll, client);
  }

  public KafkaOptions withClient(Map<String, String> settings) {
    return new KafkaOptions(
        bootstrap, prefix, partitions, replication, sessionTimeout, pollInterval, settings);
  }
}
