package io.lucy.fabric.log;

import java.time.Duration;

/**
 * How a group of consumers handles a topic.
 *
 * @param concurrency records, of different keys, that one process handles at the same time; at
 *     least 1
 * @param attempts how often a record is tried before it becomes a dead letter; at least 1
 * @param firstPause before the second attempt; doubles with each, up to half a minute
 */
public record Consumption(int concurrency, int attempts, Duration firstPause) {
  public static final Consumption DEFAULT = new Consumption(16, 5, Duration.ofMillis(200));

  public Consumption {
    if (concurrency < 1 || attempts < 1 || firstPause.isNegative()) {
      throw new IllegalArgumentException(
          "concurrency " + concurrency + ", attempts " + attempts + ", pause " + firstPause);
    }
  }

  /** The same, with another number of records at a time. */
  public Consumption withConcurrency(int records) {
    return new Consumption(records, attempts, firstPause);
  }
}
