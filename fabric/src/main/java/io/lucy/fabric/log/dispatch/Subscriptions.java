package io.lucy.fabric.log.dispatch;

import io.lucy.fabric.log.EventLog.Subscription;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The subscriptions of a log that are open. Thread-safe. */
public final class Subscriptions implements AutoCloseable {
  private final Set<Subscription> open = new LinkedHashSet<>();
  private boolean closed;

  /**
   * Opens a subscription. What is returned may be closed any number of times.
   *
   * @throws IllegalStateException if the log is closed
   */
  public synchronized Subscription open(Supplier<Subscription> opening) {
    requireOpen();
    Subscription remembered = new Remembered(opening.get());
    open.add(remembered);
    return remembered;
  }

  /**
   * Does nothing while the log is open.
   *
   * @throws IllegalStateException if it is closed
   */
  public synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the event log is closed");
    }
  }

  private final class Remembered implements Subscription {
    private final Subscription subscription;
    private boolean ended;

    Remembered(Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public synchronized void close() {
      if (!ended) {
        subscription.close();
        ended = true;
        forget(this);
      }
    }
  }

  private synchronized void forget(Subscription subscription) {
    open.remove(subscription);
  }

  private synchronized List<Subscription> end() {
    closed = true;
    return List.copyOf(open);
  }

  /** Closes them all, and lets none be opened any more. */
  @Override
  public void close() {
    end().forEach(Subscription::close);
  }
}
