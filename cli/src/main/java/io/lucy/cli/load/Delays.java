package io.lucy.cli.load;

import java.util.Collection;

/**
 * How long calls took, in milliseconds, by nearest rank: {@code p99Millis} is the smallest delay
 * that 99 per cent of all did not exceed.
 */
public record Delays(int count, double p50Millis, double p99Millis, double maxMillis) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Of at least one. */
  public static Delays ofNanos(Collection<Long> nanos) {
    if (nanos.isEmpty()) {
      throw new IllegalArgumentException("no delays (expected: at least one)");
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Delays(sorted.length, rank(sorted, 50), rank(sorted, 99), rank(sorted, 100));
  }

  private static double rank(long[] sorted, int percent) {
    int place = (int) ((percent * (long) sorted.length + 99) / 100) - 1;
    return sorted[place] / NANOS_PER_MILLI;
  }
}
