package io.lucy.fabric.log.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that the groups of one log share: as many as there is work, and few while idle. */
public final class HandlerThreads implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(HandlerThreads.class.getName());

  private final ExecutorService handlers = Executors.newCachedThreadPool(named("lucy-handler-"));
  private final ScheduledExecutorService pauses =
      Executors.newSingleThreadScheduledExecutor(named("lucy-pauses-"));
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(named("lucy-chores-"));

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return body -> {
      Thread thread = new Thread(body, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** For one group of consumers. */
  public KeyedDispatch dispatch() {
    return new KeyedDispatch(handlers, pauses);
  }

  /** Does a chore again and again, however it ends. */
  public void repeat(Duration every, Runnable chore) {
    ScheduledFuture<?> unused =
        chores.scheduleWithFixedDelay(
            () -> {
              try {
                chore.run();
              } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "a chore failed; it is done again in " + every, e);
              }
            },
            every.toMillis(),
            every.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Waits for a chore that is being done; there is no handler at work any more. */
  @Override
  public void close() {
    pauses.shutdownNow();
    handlers.shutdown();
    chores.shutdown();
    boolean interrupted = false;
    while (!chores.isTerminated()) {
      try {
        chores.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
