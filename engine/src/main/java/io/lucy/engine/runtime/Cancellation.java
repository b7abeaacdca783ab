package io.lucy.engine.runtime;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.concurrent.CountDownLatch;

/** A wish to stop that work looks at between its steps. Thread-safe. */
public final class Cancellation {
  private final CountDownLatch asked = new CountDownLatch(1);

  /** One that nobody will ask for. */
  public static Cancellation never() {
    return new Cancellation();
  }

  /** Asks the work to stop; it does within one step. */
  public void cancel() {
    asked.countDown();
  }

  public boolean isCancelled() {
    return asked.getCount() == 0;
  }

  /** Waits until the work is asked to stop, or this thread is interrupted. */
  public void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops here if it was asked for.
   *
   * @throws LucyException {@link Reason#CANCELLED}
   */
  public void check() {
    if (isCancelled()) {
      throw new LucyException(Reason.CANCELLED, "cancelled by its owner; nothing was kept");
    }
  }
}
