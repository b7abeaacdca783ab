package io.lucy.fabric.testing;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Repeats an assertion until it holds, or a deadline has passed. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 10;

  private Eventually() {}

  /** Throws the last failure if the assertion does not hold within a minute. */
  public static void eventually(ThrowingCallable assertion) {
    eventually(PATIENCE, assertion);
  }

  /** Throws the last failure if the assertion does not hold in time. */
  public static void eventually(Duration patience, ThrowingCallable assertion) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError | RuntimeException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        pause();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
