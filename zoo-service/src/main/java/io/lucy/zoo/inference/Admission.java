package io.lucy.zoo.inference;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much may be on its way through a process at once: requests, and the bytes that they hold.
 * What is above it is refused at once rather than kept waiting. Safe to share between threads.
 */
final class Admission {
  private final int maxRequests;
  private final long maxBytes;
  private int requests;
  private long bytes;
  private boolean isClosed;

  Admission(int maxRequests, long maxBytes) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
  }

  /** A request's place, until it is closed. Closing is idempotent. */
  @FunctionalInterface
  interface Ticket extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place. One request is always let in, however large.
   *
   * @throws LucyException {@link Reason#UNAVAILABLE} if too much is on its way, or the process is
   *     going down
   */
  synchronized Ticket enter(long sizeBytes) {
    if (isClosed) {
      throw new LucyException(
          Reason.UNAVAILABLE, "the server is going down (ask another, or it again)");
    }
    if (requests > 0 && (requests >= maxRequests || bytes + sizeBytes > maxBytes)) {
      throw new LucyException(
          Reason.UNAVAILABLE,
          "too much is waiting: "
              + requests
              + " requests of "
              + bytes
              + " bytes (at most "
              + maxRequests
              + " of "
              + maxBytes
              + "; send it again in a moment)");
    }
    requests++;
    bytes += sizeBytes;
    AtomicBoolean isOpen = new AtomicBoolean(true);
    return () -> {
      if (isOpen.compareAndSet(true, false)) {
        leave(sizeBytes);
      }
    };
  }

  /** How many requests are on their way. */
  synchronized int requests() {
    return requests;
  }

  /** Lets nobody in any more, and waits for those on their way, but not for ever. */
  synchronized void closeAndWait(Duration longest) {
    isClosed = true;
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toMillis(); requests > 0 && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void leave(long sizeBytes) {
    requests--;
    bytes -= sizeBytes;
    notifyAll();
  }
}
