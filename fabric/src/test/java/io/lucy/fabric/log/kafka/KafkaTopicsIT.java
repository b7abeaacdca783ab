package io.lucy.fabric.log.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.testing.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The topics that are made when they are first used. */
@Timeout(120)
class KafkaTopicsIT {
  private final String prefix = "test-" + UUID.randomUUID() + ".";

  @Test
  void haveThePartitionsAndSettingsThatTheirRecordsNeed() throws Exception {
    String bootstrap = KafkaBroker.shared().bootstrap();
    try (KafkaEventLog log =
            new KafkaEventLog(KafkaOptions.of(bootstrap).withPrefix(prefix).withPartitions(5, 1));
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<Topic> topics = List.of(Topic.EVENTS, Topic.CLONES, Topic.DEAD_LETTERS);
      for (Topic topic : topics) {
        log.append(topic, new LogRecord("key", "value".getBytes(UTF_8), Map.of())).join();
      }
      assertThat(partitions(admin, "lucy.events")).isEqualTo(5);
      assertThat(partitions(admin, "lucy.dead")).as("in the order of time").isEqualTo(1);
      assertThat(setting(admin, "lucy.events", "cleanup.policy")).isEqualTo("delete");
      assertThat(setting(admin, "lucy.events", "retention.ms")).isEqualTo("604800000");
      assertThat(setting(admin, "lucy.clones", "cleanup.policy")).isEqualTo("compact");
      assertThat(Integer.parseInt(setting(admin, "lucy.events", "max.message.bytes")))
          .isGreaterThan(Topic.EVENTS.maxRecordBytes());
    }
  }

  private int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(prefix + topic))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }

  private String setting(Admin admin, String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, prefix + topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
    return config.get(name).value();
  }
}
