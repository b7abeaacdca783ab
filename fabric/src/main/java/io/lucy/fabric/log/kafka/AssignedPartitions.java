package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.dispatch.Delivery;
import io.lucy.fabric.log.dispatch.KeyedDispatch;
import io.lucy.fabric.log.dispatch.OffsetTracker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that a process has now, and how far it has come in each. Used by the thread that
 * polls; only what {@link #start} returns runs on others.
 *
 * <p>A partition that goes to another process first sees its handlers end, so that no record is
 * handled twice at the same time: they get a moment, then an interrupt, then some patience.
 */
final class AssignedPartitions implements ConsumerRebalanceListener {
  private static final Logger LOGGER = System.getLogger(AssignedPartitions.class.getName());
  private static final int MOST_UNFINISHED = 500;
  private static final long MOST_UNFINISHED_BYTES = 16 << 20;
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final String group;
  private final Consumer<String, byte[]> consumer;
  private final KeyedDispatch dispatch;
  private final Duration patience;
  private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  AssignedPartitions(
      String group, Consumer<String, byte[]> consumer, KeyedDispatch dispatch, Duration patience) {
    this.group = group;
    this.consumer = consumer;
    this.dispatch = dispatch;
    this.patience = patience;
  }

  /** Takes note of a record that was read. What is returned is run when it is handled. */
  Runnable start(ConsumerRecord<String, byte[]> record) {
    OffsetTracker tracker =
        trackers.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()),
            partition -> new OffsetTracker(record.offset()));
    tracker.start(record.offset(), KafkaRecords.sizeBytes(record));
    return () -> tracker.finish(record.offset());
  }

  /**
   * Reads no more of partitions that have much unfinished. While all of them together have very
   * much, only those are read that have nothing. Whether there are any such.
   */
  boolean pauseWhereFull() {
    long bytes = trackers.values().stream().mapToLong(OffsetTracker::unfinishedBytes).sum();
    long limit = bytes < MOST_UNFINISHED_BYTES ? MOST_UNFINISHED_BYTES : 1;
    Set<TopicPartition> full = new HashSet<>();
    trackers.forEach(
        (partition, tracker) -> {
          if (tracker.isFull(MOST_UNFINISHED, limit)) {
            full.add(partition);
          }
        });
    Set<TopicPartition> paused = consumer.paused();
    if (!full.equals(paused)) {
      consumer.pause(full);
      consumer.resume(paused.stream().filter(partition -> !full.contains(partition)).toList());
    }
    return !full.isEmpty();
  }

  /** Commits what is handled, without waiting; what fails is committed the next time. */
  void commitSoon() {
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(trackers.keySet());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(
          offsets,
          (tried, failure) -> {
            if (failure == null) {
              remember(tried);
            } else {
              LOGGER.log(Level.DEBUG, "group '" + group + "' commits later", failure);
            }
          });
    }
  }

  /** Commits what is handled. */
  void commit() {
    commit(trackers.keySet());
  }

  private void commit(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets);
      remember(offsets);
    } catch (KafkaException e) {
      LOGGER.log(
          Level.WARNING, "group '" + group + "' cannot commit: records are handled again", e);
    }
  }

  private void remember(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetTracker tracker = trackers.get(partition);
      if (tracker != null && tracker.committable() != committed.getOrDefault(partition, -1L)) {
        offsets.put(partition, new OffsetAndMetadata(tracker.committable()));
      }
    }
    return offsets;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    LOGGER.log(Level.DEBUG, "group ''{0}'' gets {1}", group, partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    LOGGER.log(Level.DEBUG, "group ''{0}'' hands over {1}", group, partitions);
    endHandlers(partitions);
    commit(partitions);
    forget(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    LOGGER.log(Level.WARNING, "group ''{0}'' lost {1}", group, partitions);
    endHandlers(partitions);
    forget(partitions);
  }

  private void endHandlers(Collection<TopicPartition> partitions) {
    Set<Integer> numbers =
        partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    Predicate<Delivery> handedOver = delivery -> numbers.contains(delivery.place().partition());
    dispatch.withdraw(handedOver);
    try {
      if (!dispatch.awaitEnd(handedOver, MOMENT)) {
        dispatch.interrupt(handedOver);
        if (!dispatch.awaitEnd(handedOver, patience)) {
          LOGGER.log(
              Level.WARNING,
              "group ''{0}'' hands over {1} while handlers are still at work",
              group,
              partitions);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Collection<TopicPartition> partitions) {
    trackers.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }
}
