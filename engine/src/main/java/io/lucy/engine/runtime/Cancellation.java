package io.lucy.engine.runtime;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/** A wish to stop that work looks at between its steps. Thread-safe. */
public final class Cancellation {
  private volatile boolean cancelled;

  /** One that nobody will ask for. */
  public static Cancellation never() {
    return new Cancellation();
  }

  /** Asks the work to stop; it does within one step. */
  public void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Stops here if it was asked for.
   *
   * @throws LucyException {@link Reason#CANCELLED}
   */
  public void check() {
    if (cancelled) {
      throw new LucyException(Reason.CANCELLED, "cancelled by its owner; nothing was kept");
    }
  }
}
