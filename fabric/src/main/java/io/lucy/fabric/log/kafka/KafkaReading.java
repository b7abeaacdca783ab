package io.lucy.fabric.log.kafka;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.EventLog.PlacedReader;
import io.lucy.fabric.log.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic once, one partition after the other, up to what was its newest at the beginning.
 */
final class KafkaReading {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<String, byte[]> consumer;
  private final PlacedReader reader;

  KafkaReading(Consumer<String, byte[]> consumer, PlacedReader reader) {
    this.consumer = consumer;
    this.reader = reader;
  }

  void read(String name, Place from) {
    List<TopicPartition> partitions =
        KafkaTopics.partitions(consumer, name).stream()
            .filter(partition -> partition.partition() >= from.partition())
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long begin = beginnings.getOrDefault(partition, 0L);
      long first =
          partition.partition() == from.partition() ? Math.max(begin, from.offset()) : begin;
      if (!readPartition(partition, first, ends.getOrDefault(partition, 0L))) {
        return;
      }
    }
  }

  /** Whether the reader wants more. */
  private boolean readPartition(TopicPartition partition, long first, long end) {
    if (first >= end) {
      return true;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, first);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition) < end) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.offset() >= end) {
          return true;
        }
        if (!reader.read(KafkaRecords.place(record), KafkaRecords.of(record))) {
          return false;
        }
      }
      if (!records.isEmpty()) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            "cannot read %s from %d to %d: the broker sent nothing for %s"
                .formatted(partition, consumer.position(partition), end, PATIENCE));
      }
    }
    return true;
  }
}
