package io.lucy.transfer;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Place;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log that keeps every record in memory, and delivers none by itself. */
final class MemoryLog implements EventLog {
  private final Map<String, List<LogRecord>> topics = new HashMap<>();

  @Override
  public CompletableFuture<Void> append(Topic topic, LogRecord record) {
    topic.requireFits(record);
    records(topic).add(record);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void read(Topic topic, Place from, PlacedReader reader) {
    List<LogRecord> records = records(topic);
    for (int i = (int) from.offset(); i < records.size(); i++) {
      if (!reader.read(new Place(0, i), records.get(i))) {
        return;
      }
    }
  }

  /** The newest value of every key that is not forgotten. */
  Map<String, LogRecord> compacted(Topic topic) {
    Map<String, LogRecord> newest = new LinkedHashMap<>();
    records(topic).forEach(record -> newest.put(record.key(), record));
    newest.values().removeIf(LogRecord::isTombstone);
    return newest;
  }

  synchronized List<LogRecord> records(Topic topic) {
    return topics.computeIfAbsent(topic.name(), name -> new CopyOnWriteArrayList<>());
  }

  @Override
  public Subscription consume(
      Topic topic, String group, Consumption consumption, RecordHandler handler) {
    return () -> {};
  }

  @Override
  public Subscription tail(Topic topic, Tailing tailing) {
    throw new UnsupportedOperationException("nothing here follows a topic");
  }

  @Override
  public List<Lag> lag() {
    return List.of();
  }

  @Override
  public void close() {}
}
