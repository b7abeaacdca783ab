package io.lucy.engine.runtime;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A wish to stop that work looks at between its steps. Thread-safe. */
public final class Cancellation {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();

  /** One that nobody will ask for. */
  public static Cancellation never() {
    return new Cancellation();
  }

  /** Asks the work to stop; it does within one step. */
  public synchronized void cancel() {
    if (!isCancelled()) {
      asked.countDown();
      actions.forEach(Runnable::run);
    }
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

  /**
   * Does something quick when it is asked for, or now if it was: what ends a step that cannot look
   * by itself. Never after the hook was closed.
   */
  public synchronized Hook whenCancelled(Runnable action) {
    if (isCancelled()) {
      action.run();
    } else {
      actions.add(action);
    }
    return () -> forget(action);
  }

  /** Whether some step would be ended now. */
  synchronized boolean hasHooks() {
    return !actions.isEmpty();
  }

  private synchronized void forget(Runnable action) {
    actions.remove(action);
  }

  /** Ends the waiting for a wish to stop when closed. Idempotent. */
  @FunctionalInterface
  public interface Hook extends AutoCloseable {
    @Override
    void close();
  }
}
