package io.lucy.fabric;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Where services keep what they share. */
@ConfigMapping(prefix = "lucy")
public interface FabricSettings {
  /** The folder of everything that this process keeps by itself. */
  @WithDefault("${user.home}/.lucy")
  Path dataDir();

  /** Which event log. */
  @WithDefault("embedded")
  LogKind log();

  /** Which state store. */
  @WithDefault("embedded")
  StateKind state();

  /** Brokers of the event log in Kafka, as host:port with commas. */
  @WithName("kafka.bootstrap")
  @WithDefault("localhost:9092")
  String kafkaBootstrap();

  /** What the names of all topics and groups begin with. Empty by default. */
  Optional<String> topicPrefix();

  /** The Redis of the state store there. */
  @WithName("redis.uri")
  @WithDefault("redis://localhost:6379")
  String redisUri();

  /** What all names in Redis begin with. */
  @WithName("redis.prefix")
  @WithDefault("lucy:")
  String redisPrefix();

  /** Event logs. */
  enum LogKind {
    EMBEDDED,
    KAFKA
  }

  /** State stores. */
  enum StateKind {
    EMBEDDED,
    REDIS
  }
}
