package io.lucy.fabric.log;

import java.util.HashMap;
import java.util.Map;

/**
 * A record that a group of consumers gave up on. It lies in {@link Topic#DEAD_LETTERS} under its
 * own key, with where it came from in its headers.
 *
 * @param topic where it was read
 * @param group who gave up
 * @param reason why
 * @param attempts how often it was tried
 */
public record DeadLetter(
    String topic, String group, String reason, int attempts, LogRecord record) {
  private static final String TOPIC = "lucy_dead_topic";
  private static final String GROUP = "lucy_dead_group";
  private static final String REASON = "lucy_dead_reason";
  private static final String ATTEMPTS = "lucy_dead_attempts";

  /** As it is kept. */
  public LogRecord toRecord() {
    Map<String, String> headers = new HashMap<>(record.headers());
    headers.put(TOPIC, topic);
    headers.put(GROUP, group);
    headers.put(REASON, reason);
    headers.put(ATTEMPTS, Integer.toString(attempts));
    return new LogRecord(record.key(), record.value(), headers);
  }

  /** Reads what {@link #toRecord} made. */
  public static DeadLetter of(LogRecord kept) {
    Map<String, String> headers = new HashMap<>(kept.headers());
    String topic = headers.getOrDefault(TOPIC, "");
    String group = headers.getOrDefault(GROUP, "");
    String reason = headers.getOrDefault(REASON, "");
    int attempts = Integer.parseInt(headers.getOrDefault(ATTEMPTS, "0"));
    headers.keySet().removeIf(name -> name.startsWith("lucy_dead_"));
    return new DeadLetter(
        topic, group, reason, attempts, new LogRecord(kept.key(), kept.value(), headers));
  }
}
