package io.lucy.fabric.log;

import java.time.Duration;
import java.util.List;

/**
 * A topic, and how long it keeps its records.
 *
 * @param name without the prefix that an installation may put before all its topics
 * @param retention of records, once every group of consumers has handled them; ignored if compacted
 * @param compacted whether the newest record of every key is kept for ever, and only that
 * @param maxRecordBytes the largest value
 */
public record Topic(String name, Duration retention, boolean compacted, int maxRecordBytes) {
  private static final int LONGEST_KEY = 1000;
  private static final int MEBIBYTE = 1 << 20;
  private static final Duration WEEK = Duration.ofDays(7);

  /** Facts about clones: {@code lucy.event.v1.CloneEvent} by clone id. */
  public static final Topic EVENTS = new Topic("lucy.events", WEEK, false, 16 * MEBIBYTE);

  /** {@code lucy.event.v1.LocalizeWork} by the key of the work. */
  public static final Topic LOCALIZE_WORK = new Topic("lucy.work.localize", WEEK, false, MEBIBYTE);

  /** {@code lucy.event.v1.InsertWork} by clone id. */
  public static final Topic INSERT_WORK = new Topic("lucy.work.insert", WEEK, false, 16 * MEBIBYTE);

  /** {@code lucy.event.v1.CloneRecord} by clone id. */
  public static final Topic CLONES = new Topic("lucy.clones", WEEK, true, 16 * MEBIBYTE);

  /** {@code lucy.event.v1.DatasetRecord} by owner and digest. */
  public static final Topic DATASETS = new Topic("lucy.datasets", WEEK, true, MEBIBYTE);

  /** {@code lucy.event.v1.PathRecord} by owner and path id. */
  public static final Topic PATHS = new Topic("lucy.paths", WEEK, true, 16 * MEBIBYTE);

  /** Records that no consumer could handle. */
  public static final Topic DEAD_LETTERS =
      new Topic("lucy.dead", Duration.ofDays(365), false, 16 * MEBIBYTE);

  /** All topics of Lucy. */
  public static final List<Topic> ALL =
      List.of(EVENTS, LOCALIZE_WORK, INSERT_WORK, CLONES, DATASETS, PATHS, DEAD_LETTERS);

  /**
   * Does nothing for a record that the topic can hold.
   *
   * @throws IllegalArgumentException if its value or its key is too large
   */
  public void requireFits(LogRecord record) {
    if (record.value().length > maxRecordBytes) {
      throw new IllegalArgumentException(
          "record '%s' of topic '%s' has %d bytes (at most: %d)"
              .formatted(record.key(), name, record.value().length, maxRecordBytes));
    }
    if (record.key().length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "a key of topic '%s' has %d characters (at most: %d)"
              .formatted(name, record.key().length(), LONGEST_KEY));
    }
  }
}
