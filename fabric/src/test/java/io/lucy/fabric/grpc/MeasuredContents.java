package io.lucy.fabric.grpc;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Zeros without end, of which it is known how many were taken, and by how many who have not closed.
 */
final class MeasuredContents implements Contents {
  private static final long QUIET_NANOS = 500_000_000;

  private final long sizeBytes;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();

  MeasuredContents(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  int open() {
    return open.get();
  }

  /** How many bytes were taken, once no more have been for half a second. */
  long takenWhenQuiet() {
    long before = -1;
    while (before != taken.get()) {
      before = taken.get();
      LockSupport.parkNanos(QUIET_NANOS);
    }
    return before;
  }

  @Override
  public InputStream open(long offset) {
    open.incrementAndGet();
    return new InputStream() {
      @Override
      public int read() {
        taken.incrementAndGet();
        return 0;
      }

      @Override
      public int read(byte[] into, int at, int length) {
        taken.addAndGet(length);
        return length;
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }
}
