package io.lucy.localizer;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Everything of this service that runs. Neither the log nor the store is closed by this.
 *
 * <p>Any number of processes may run it: each item of work goes to one of them.
 */
public final class Localizing implements AutoCloseable {
  private final ScheduledExecutorService timer;
  private final EventLog.Subscription work;

  private Localizing(ScheduledExecutorService timer, EventLog.Subscription work) {
    this.timer = timer;
    this.work = work;
  }

  /**
   * Starts.
   *
   * @param concurrency sources that are localised at the same time
   * @param timeToLive how long a result is kept for equal work
   */
  public static Localizing start(
      EventLog log,
      StateStore store,
      Localization localization,
      int concurrency,
      Duration timeToLive) {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, Localizing::timerThread);
    EventLog.Subscription work =
        log.consume(
            Topic.LOCALIZE_WORK,
            LocalizeWorker.GROUP,
            Consumption.DEFAULT.withConcurrency(concurrency),
            new LocalizeWorker(log, store, localization, timeToLive, timer));
    return new Localizing(timer, work);
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "localizer-timer");
    thread.setDaemon(true);
    return thread;
  }

  /** Interrupts what is being done, which then goes on elsewhere or after the next start. */
  @Override
  public void close() {
    work.close();
    timer.shutdownNow();
  }
}
