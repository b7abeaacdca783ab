package io.lucy.fabric;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.fabric.log.kafka.KafkaEventLog;
import io.lucy.fabric.log.kafka.KafkaOptions;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.RedisStateStore;
import io.lucy.fabric.state.StateStore;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the log and the store that the settings name, for services that ask for them. */
@Singleton
public class FabricWiring {
  @Produces
  @Singleton
  @DefaultBean
  EventLog log(FabricSettings settings) {
    return switch (settings.log()) {
      case EMBEDDED -> new EmbeddedEventLog(settings.dataDir().resolve("log"));
      case KAFKA ->
          new KafkaEventLog(
              KafkaOptions.of(settings.kafkaBootstrap())
                  .withPrefix(settings.topicPrefix().orElse("")));
    };
  }

  void close(@Disposes EventLog log) {
    log.close();
  }

  @Produces
  @Singleton
  @DefaultBean
  StateStore state(FabricSettings settings) {
    return switch (settings.state()) {
      case EMBEDDED -> new EmbeddedStateStore();
      case REDIS -> new RedisStateStore(settings.redisUri(), settings.redisPrefix());
    };
  }

  void close(@Disposes StateStore state) {
    state.close();
  }
}
