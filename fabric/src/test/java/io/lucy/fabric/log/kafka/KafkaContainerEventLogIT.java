package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.EventLogContract;
import io.lucy.testing.Docker;
import io.lucy.testing.TestImages;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** With the broker of a container image, as most installations have it; needs Docker. */
class KafkaContainerEventLogIT extends EventLogContract {
  private static final KafkaContainer BROKER =
      new KafkaContainer(
          DockerImageName.parse(TestImages.kafka()).asCompatibleSubstituteFor("apache/kafka"));

  private final String prefix = "test-" + UUID.randomUUID() + ".";

  @BeforeAll
  static void startBroker() {
    Docker.require();
    BROKER.start();
  }

  @AfterAll
  static void stopBroker() {
    BROKER.stop();
  }

  @Override
  protected EventLog openLog() {
    return new KafkaEventLog(
        KafkaOptions.of(BROKER.getBootstrapServers())
            .withPrefix(prefix)
            .withPartitions(4, 0)
            .withTimeouts(Duration.ofSeconds(6), Duration.ofSeconds(10)));
  }

  @Override
  protected boolean isShared() {
    return true;
  }
}
