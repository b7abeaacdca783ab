package io.lucy.fabric.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A handler that remembers what it was handed. */
final class Collector implements EventLog.Tailing {
  private final List<LogRecord> records = new ArrayList<>();
  private int caughtUp;
  private int recordsWhenCaughtUp;

  @Override
  public synchronized void handle(LogRecord record) {
    records.add(record);
  }

  @Override
  public synchronized void caughtUp() {
    caughtUp++;
    recordsWhenCaughtUp = records.size();
  }

  synchronized List<LogRecord> records() {
    return List.copyOf(records);
  }

  synchronized List<String> values() {
    return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  synchronized List<String> values(String key) {
    return records.stream()
        .filter(record -> record.key().equals(key))
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  synchronized int timesCaughtUp() {
    return caughtUp;
  }

  synchronized int recordsWhenCaughtUp() {
    return recordsWhenCaughtUp;
  }
}
