package io.lucy.testing;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for what happens on other threads, or in other processes. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 10;

  private Eventually() {}

  /** Repeats an assertion until it holds; after a minute, fails as it does. */
  public static void eventually(ThrowingCallable assertion) {
    eventually(PATIENCE, assertion);
  }

  /** Repeats an assertion until it holds; after some time, fails as it does. */
  public static void eventually(Duration patience, ThrowingCallable assertion) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError | RuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      } catch (Throwable e) {
        throw new AssertionError("the assertion itself failed", e);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
