package io.lucy.fabric.log.kafka;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes topics when they are first used. One that is there already stays as it is, whoever made it.
 */
final class KafkaTopics {
  /**
   * What a batch may have beyond one value: keys, headers, and the other records of a small one.
   */
  private static final int SLACK_BYTES = 1 << 18;

  /** No batch may be larger than a segment. */
  private static final int SEGMENT_BYTES = 64 << 20;

  /** Only what is no longer the newest segment is compacted. */
  private static final Duration COMPACTED_SEGMENT = Duration.ofMinutes(10);

  private static final Duration SEGMENT = Duration.ofDays(1);
  private static final int REPLICAS_TO_LOSE_ONE = 3;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;
  private final KafkaOptions options;
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  KafkaTopics(Admin admin, KafkaOptions options) {
    this.admin = admin;
    this.options = options;
  }

  /**
   * The full name of a topic that is there now.
   *
   * @throws UnavailableException if the brokers do not answer
   */
  String make(Topic topic) {
    String name = options.prefix() + topic.name();
    if (!made.contains(name)) {
      create(topic, name);
      made.add(name);
    }
    return name;
  }

  private void create(Topic topic, String name) {
    // People read dead letters in the order in which they came, and there are few.
    int partitions = topic.equals(Topic.DEAD_LETTERS) ? 1 : options.partitions();
    Optional<Short> replication =
        options.replication() == 0 ? Optional.empty() : Optional.of((short) options.replication());
    NewTopic created =
        new NewTopic(name, Optional.of(partitions), replication).configs(configuration(topic));
    try {
      admin.createTopics(List.of(created)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new UnavailableException(
            "cannot make topic '%s' at %s: %s (check the brokers)"
                .formatted(name, options.bootstrap(), e.getCause()),
            e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while making topic '" + name + "'", e);
    }
  }

  private Map<String, String> configuration(Topic topic) {
    Map<String, String> config = new HashMap<>();
    config.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(topic.maxRecordBytes() + SLACK_BYTES));
    config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
    if (topic.compacted()) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      config.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(COMPACTED_SEGMENT.toMillis()));
    } else {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
      config.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(SEGMENT.toMillis()));
    }
    if (options.replication() >= REPLICAS_TO_LOSE_ONE) {
      config.put(
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(options.replication() - 1));
    }
    return config;
  }

  /**
   * The partitions of a topic, in their order.
   *
   * @throws UnavailableException if the brokers do not tell them in time
   */
  static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String name) {
    long deadline = System.nanoTime() + KafkaClients.PATIENCE.toNanos();
    List<PartitionInfo> found = consumer.partitionsFor(name);
    // A topic that was made just now is not known to every broker at once.
    while (found.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new UnavailableException("topic '" + name + "' is not known to the brokers");
      }
      pause();
      found = consumer.partitionsFor(name);
    }
    return found.stream()
        .map(PartitionInfo::partition)
        .sorted()
        .map(partition -> new TopicPartition(name, partition))
        .toList();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for the brokers", e);
    }
  }
}
