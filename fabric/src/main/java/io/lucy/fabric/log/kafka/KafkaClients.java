package io.lucy.fabric.log.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes Kafka's clients with the settings that the log's promises need. */
final class KafkaClients {
  /** How long a call that somebody waits for may take. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

  /** Appends are answered in some milliseconds; more would be seen by whoever creates a clone. */
  private static final int LINGER_MILLIS = 2;

  /**
   * No more, although an idempotent producer promises order with five. A broker that knows nothing
   * yet of a producer takes any sequence number for its first: where a new partition refuses the
   * first batch, being not ready, and then takes the second, the first is refused for ever.
   */
  private static final int REQUESTS_AT_A_TIME = 1;

  private static final int BATCH_BYTES = 1 << 17;
  private static final int BUFFER_BYTES = 48 << 20;
  private static final int LARGEST_REQUEST_BYTES = 20 << 20;
  private static final int FETCH_BYTES = 8 << 20;
  private static final int HEARTBEATS_PER_SESSION = 3;

  private final KafkaOptions options;

  KafkaClients(KafkaOptions options) {
    this.options = options;
  }

  Admin admin() {
    Map<String, Object> config = common();
    config.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return Admin.create(settled(config));
  }

  Producer<String, byte[]> producer() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_AT_A_TIME);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    return new KafkaProducer<>(settled(config), new StringSerializer(), new ByteArraySerializer());
  }

  /** Reads partitions that it is told to read; belongs to no group. */
  Consumer<String, byte[]> reader() {
    return consumer(common());
  }

  /** Shares a topic with the other members of a group. */
  Consumer<String, byte[]> member(String group) {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class));
    int session = Math.toIntExact(options.sessionTimeout().toMillis());
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / HEARTBEATS_PER_SESSION);
    config.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Math.toIntExact(options.pollInterval().toMillis()));
    return consumer(config);
  }

  private Consumer<String, byte[]> consumer(Map<String, Object> config) {
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    return new KafkaConsumer<>(
        settled(config), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> common() {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
    config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    // A broker that restarts is found again soon, not after the minute that this grows to.
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
    return config;
  }

  /** What operators set counts. */
  private Map<String, Object> settled(Map<String, Object> config) {
    config.putAll(options.client());
    return config;
  }
}
