package io.lucy.inserter;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A log in memory whose records are handled when the test says so: one at a time, in any order that
 * keeps the order of each key, some of them again and again. What it holds survives crashes.
 */
final class SimulatedLog implements EventLog {
  private final Map<String, List<LogRecord>> topics = new HashMap<>();
  private final Map<String, Set<Integer>> committed = new HashMap<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private final Random random;
  private final double repeated;
  private CrashPlan crashes = CrashPlan.none();

  private record Consumer(String topic, String group, RecordHandler handler) {
    String name() {
      return topic + "/" + group;
    }
  }

  private record Delivery(Consumer consumer, int number) {}

  /**
   * An empty log.
   *
   * @param repeated how likely a record that was handled comes once more, in [0, 1)
   */
  SimulatedLog(long seed, double repeated) {
    this.random = new Random(seed);
    this.repeated = repeated;
  }

  void crash(CrashPlan plan) {
    crashes = plan;
  }

  /** The process that consumed is gone. */
  void forgetConsumers() {
    consumers.clear();
  }

  List<LogRecord> records(Topic topic) {
    return topics.getOrDefault(topic.name(), List.of());
  }

  /** Hands over records until none is left that was not handled. */
  void deliverAll() throws Exception {
    for (List<Delivery> next = deliverable(); !next.isEmpty(); next = deliverable()) {
      Delivery delivery = next.get(random.nextInt(next.size()));
      Consumer consumer = delivery.consumer();
      consumer.handler().handle(topics.get(consumer.topic()).get(delivery.number()));
      if (random.nextDouble() >= repeated) {
        crashes.before("commit");
        committed.get(consumer.name()).add(delivery.number());
        crashes.after("commit");
      }
    }
  }

  /** For each consumer and key, the oldest record that was not handled. */
  private List<Delivery> deliverable() {
    List<Delivery> deliverable = new ArrayList<>();
    for (Consumer consumer : consumers) {
      Set<Integer> done = committed.computeIfAbsent(consumer.name(), name -> new HashSet<>());
      List<LogRecord> records = topics.getOrDefault(consumer.topic(), List.of());
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < records.size(); i++) {
        if (!done.contains(i) && keys.add(records.get(i).key())) {
          deliverable.add(new Delivery(consumer, i));
        }
      }
    }
    return deliverable;
  }

  @Override
  public CompletableFuture<Void> append(Topic topic, LogRecord record) {
    crashes.before("append to " + topic.name());
    topics.computeIfAbsent(topic.name(), name -> new ArrayList<>()).add(record);
    crashes.after("append to " + topic.name());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Subscription consume(
      Topic topic, String group, Consumption consumption, RecordHandler handler) {
    Consumer consumer = new Consumer(topic.name(), group, handler);
    consumers.add(consumer);
    return () -> consumers.remove(consumer);
  }

  @Override
  public Subscription tail(Topic topic, Tailing tailing) {
    throw new UnsupportedOperationException("nothing here follows a topic");
  }

  @Override
  public void read(Topic topic, Place from, PlacedReader reader) {
    for (LogRecord record : List.copyOf(records(topic))) {
      if (!reader.read(from, record)) {
        return;
      }
    }
  }

  @Override
  public List<Lag> lag() {
    return List.of();
  }

  @Override
  public void close() {
    consumers.clear();
  }
}
