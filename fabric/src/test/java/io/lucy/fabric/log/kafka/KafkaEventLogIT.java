package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.EventLogContract;
import io.lucy.testing.KafkaBroker;
import java.time.Duration;
import java.util.UUID;

class KafkaEventLogIT extends EventLogContract {
  private final String prefix = "test-" + UUID.randomUUID() + ".";

  @Override
  protected EventLog openLog() {
    return new KafkaEventLog(
        KafkaOptions.of(KafkaBroker.shared().bootstrap())
            .withPrefix(prefix)
            .withPartitions(4, 0)
            .withTimeouts(Duration.ofSeconds(6), Duration.ofSeconds(3)));
  }

  @Override
  protected boolean isShared() {
    return true;
  }
}
