package io.lucy.fabric.state;

import java.time.Duration;

/** What every state store asks of its callers. */
final class Requirements {
  private Requirements() {}

  static void requireTimeToLive(Duration timeToLive) {
    if (timeToLive.toMillis() < 1) {
      throw new IllegalArgumentException(
          "time to live " + timeToLive + " (expected: at least 1 ms)");
    }
  }

  static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " (expected: at least 1)");
    }
  }
}
