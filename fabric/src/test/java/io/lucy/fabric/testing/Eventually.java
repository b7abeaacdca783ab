package io.lucy.fabric.testing;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Repeats an assertion until it holds, or a deadline has passed. */
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 10;

  private Eventually() {}

  /** Throws the last failure if the assertion does not hold within 15 seconds. */
  public static void eventually(ThrowingCallable assertion) {
    long end = System.nanoTime() + DEADLINE.toNanos();
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
