package io.lucy.fabric.log.dispatch;

import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Which records of a partition are being handled, and so how far its group may commit: up to the
 * oldest record that is not finished. Thread-safe.
 */
public final class OffsetTracker {
  private final TreeMap<Long, Integer> unfinished = new TreeMap<>();
  private long next;
  private long unfinishedBytes;

  /**
   * @param next the offset that the first record has at least
   */
  public OffsetTracker(long next) {
    this.next = next;
  }

  /** A record was read; called in the order of offsets. */
  public synchronized void start(long offset, int sizeBytes) {
    unfinished.put(offset, sizeBytes);
    unfinishedBytes += sizeBytes;
    next = offset + 1;
  }

  /** A record's effect is durable. Idempotent. */
  public synchronized void finish(long offset) {
    Integer sizeBytes = unfinished.remove(offset);
    if (sizeBytes != null) {
      unfinishedBytes -= sizeBytes;
    }
    notifyAll();
  }

  /** All records before this offset are finished. */
  public synchronized long committable() {
    return unfinished.isEmpty() ? next : unfinished.firstKey();
  }

  /** Whether so much is unfinished that no more should be read. */
  public synchronized boolean isFull(int mostRecords, long mostBytes) {
    return unfinished.size() >= mostRecords || unfinishedBytes >= mostBytes;
  }

  /** Bytes of what is unfinished. */
  public synchronized long unfinishedBytes() {
    return unfinishedBytes;
  }

  /** Waits while {@link #isFull}, for some time at most. */
  public synchronized void awaitRoom(int mostRecords, long mostBytes, long milliseconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    while (isFull(mostRecords, mostBytes) && deadline - System.nanoTime() > 0) {
      wait(milliseconds);
    }
  }
}
