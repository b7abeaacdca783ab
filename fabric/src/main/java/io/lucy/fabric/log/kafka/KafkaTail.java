package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.EventLog.Subscription;
import io.lucy.fabric.log.EventLog.Tailing;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.dispatch.Follower;
import io.lucy.fabric.log.dispatch.LogThread;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Shows all partitions of a topic to this process, which belongs to no group for that. */
final class KafkaTail implements Subscription {
  private static final Logger LOGGER = System.getLogger(KafkaTail.class.getName());
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Topic topic;
  private final KafkaClients clients;
  private final KafkaTopics topics;
  private final Follower follower;
  private final LogThread thread;

  /** What comes next in each partition, so that another connection goes on where one broke. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private final Map<TopicPartition, Long> endAtFirst = new HashMap<>();
  private volatile boolean closing;

  KafkaTail(Topic topic, KafkaClients clients, KafkaTopics topics, Tailing tailing) {
    this.topic = topic;
    this.clients = clients;
    this.topics = topics;
    this.follower = new Follower(topic.name(), tailing, () -> closing);
    this.thread = LogThread.start("lucy-tail-" + topic.name(), this::follow);
  }

  private void follow() {
    while (!closing) {
      try (Consumer<String, byte[]> consumer = clients.reader()) {
        begin(consumer);
        while (!closing) {
          showNext(consumer);
        }
      } catch (RuntimeException e) {
        // Being interrupted is one of the things that Kafka's clients throw.
        if (!closing) {
          LOGGER.log(
              Level.WARNING, "topic '" + topic.name() + "' is read on in " + AFTER_FAILURE, e);
          pause();
        }
      } catch (InterruptedException e) {
        // Only close() interrupts, and waits for this thread to end.
        Thread.currentThread().interrupt();
      } finally {
        if (closing) {
          Thread.interrupted();
        }
      }
    }
  }

  private void begin(Consumer<String, byte[]> consumer) {
    String name = topics.make(topic);
    List<TopicPartition> partitions = KafkaTopics.partitions(consumer, name);
    consumer.assign(partitions);
    if (endAtFirst.isEmpty()) {
      endAtFirst.putAll(consumer.endOffsets(partitions));
    }
    consumer.seekToBeginning(partitions);
    next.forEach(consumer::seek);
  }

  private void showNext(Consumer<String, byte[]> consumer) throws InterruptedException {
    if (endAtFirst.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      follower.caughtUp();
    }
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      follower.show(KafkaRecords.place(record), KafkaRecords.of(record));
      next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      if (closing) {
        return;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(AFTER_FAILURE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (thread.isCurrent()) {
      throw new IllegalStateException("a tail closes itself");
    }
    closing = true;
    thread.interrupt();
    thread.awaitEnd();
  }
}
