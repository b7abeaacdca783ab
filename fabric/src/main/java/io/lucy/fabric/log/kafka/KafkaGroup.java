package io.lucy.fabric.log.kafka;

import io.lucy.fabric.log.EventLog.Subscription;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.dispatch.Delivery;
import io.lucy.fabric.log.dispatch.KeyedDispatch;
import io.lucy.fabric.log.dispatch.LogThread;
import io.lucy.fabric.log.dispatch.Member;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** This process's part in a group: one thread that polls, and handlers beside it. */
final class KafkaGroup implements Subscription {
  private static final Logger LOGGER = System.getLogger(KafkaGroup.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);

  /** While partitions are paused a poll does not return by itself when there is room again. */
  private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(10);

  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String id;
  private final Topic topic;
  private final KafkaClients clients;
  private final KafkaTopics topics;
  private final KeyedDispatch dispatch;
  private final Member member;
  private final Duration handOver;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LogThread thread;

  /**
   * @param handOver how long a handler may take to end when its record goes to another process
   */
  KafkaGroup(
      String id,
      Topic topic,
      KafkaClients clients,
      KafkaTopics topics,
      KeyedDispatch dispatch,
      Member member,
      Duration handOver) {
    this.id = id;
    this.topic = topic;
    this.clients = clients;
    this.topics = topics;
    this.dispatch = dispatch;
    this.member = member;
    this.handOver = handOver;
    dispatch.join(member);
    this.thread = LogThread.start("lucy-group-" + id, this::consume);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void consume() {
    while (!isClosing()) {
      try (Consumer<String, byte[]> consumer = clients.member(id)) {
        String name = topics.make(topic);
        AssignedPartitions assigned = new AssignedPartitions(id, consumer, dispatch, handOver);
        consumer.subscribe(List.of(name), assigned);
        pollUntilClosing(consumer, assigned);
        assigned.commit();
      } catch (RuntimeException e) {
        // Whatever it is: a group without its thread would stand still for ever.
        LOGGER.log(Level.WARNING, "group '" + id + "' begins anew in " + AFTER_FAILURE, e);
        dispatch.withdraw(delivery -> true);
        pause();
      }
    }
  }

  private void pollUntilClosing(Consumer<String, byte[]> consumer, AssignedPartitions assigned) {
    long commitAt = System.nanoTime() + COMMIT_EVERY.toNanos();
    while (!isClosing()) {
      boolean paused = assigned.pauseWhereFull();
      for (ConsumerRecord<String, byte[]> record :
          consumer.poll(paused ? POLL_WHILE_PAUSED : POLL)) {
        dispatch.offer(
            new Delivery(
                KafkaRecords.place(record), KafkaRecords.of(record), assigned.start(record)));
      }
      if (System.nanoTime() > commitAt) {
        assigned.commitSoon();
        commitAt = System.nanoTime() + COMMIT_EVERY.toNanos();
      }
    }
  }

  private void pause() {
    try {
      closing.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread; it ends by the latch.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    dispatch.leave(member);
    closing.countDown();
    thread.awaitEnd();
  }
}
