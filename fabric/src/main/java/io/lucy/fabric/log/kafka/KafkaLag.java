package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.EventLog.Lag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the groups of all processes are behind, as the brokers know it. A group is named after
 * the one topic that it consumes.
 */
final class KafkaLag {
  private final Admin admin;
  private final String prefix;

  KafkaLag(Admin admin, String prefix) {
    this.admin = admin;
    this.prefix = prefix;
  }

  /** What Kafka calls a group of a topic. */
  static String groupId(String prefix, String group, String topic) {
    return prefix + group + "-" + topic;
  }

  List<Lag> read() throws ExecutionException, InterruptedException {
    Map<Lag, Map<TopicPartition, OffsetAndMetadata>> groups = groups();
    Set<String> topics =
        groups.keySet().stream().map(group -> prefix + group.topic()).collect(Collectors.toSet());
    List<TopicPartition> partitions = partitions(topics);
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    List<Lag> lags = new ArrayList<>();
    groups.forEach(
        (group, committed) -> {
          long records = 0;
          for (TopicPartition partition : partitions) {
            if (partition.topic().equals(prefix + group.topic())) {
              OffsetAndMetadata reached = committed.get(partition);
              long from = reached == null ? begins.getOrDefault(partition, 0L) : reached.offset();
              records += Math.max(0, ends.getOrDefault(partition, 0L) - from);
            }
          }
          lags.add(new Lag(group.topic(), group.group(), records));
        });
    return lags;
  }

  /** What each group has committed. */
  private Map<Lag, Map<TopicPartition, OffsetAndMetadata>> groups()
      throws ExecutionException, InterruptedException {
    Map<String, ListConsumerGroupOffsetsSpec> specs = new TreeMap<>();
    for (GroupListing listing : admin.listGroups().all().get()) {
      if (listing.groupId().startsWith(prefix)) {
        specs.put(listing.groupId(), new ListConsumerGroupOffsetsSpec());
      }
    }
    Map<Lag, Map<TopicPartition, OffsetAndMetadata>> groups = new HashMap<>();
    if (specs.isEmpty()) {
      return groups;
    }
    admin
        .listConsumerGroupOffsets(specs)
        .all()
        .get()
        .forEach(
            (id, committed) -> {
              for (TopicPartition partition : committed.keySet()) {
                if (isGroupOf(id, partition.topic())) {
                  String topic = partition.topic().substring(prefix.length());
                  String group = id.substring(prefix.length(), id.length() - topic.length() - 1);
                  groups.put(new Lag(topic, group, 0), committed);
                }
              }
            });
    return groups;
  }

  private boolean isGroupOf(String id, String topic) {
    return topic.startsWith(prefix)
        && id.endsWith("-" + topic.substring(prefix.length()))
        && id.length() > topic.length() + 1;
  }

  private List<TopicPartition> partitions(Set<String> topics)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription description :
        admin.describeTopics(topics).allTopicNames().get().values()) {
      description
          .partitions()
          .forEach(
              partition ->
                  partitions.add(new TopicPartition(description.name(), partition.partition())));
    }
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(
            partitions.stream().collect(Collectors.toMap(partition -> partition, any -> spec)))
        .all()
        .get()
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }
}
