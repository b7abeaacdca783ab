package io.lucy.inserter;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Everything of this service that runs: answers about clones, folds their events, and does the work
 * of inserting.
 *
 * <p>Neither the log nor the store is closed by this.
 */
public final class Inserting implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Inserting.class.getName());

  /**
   * How much is done at the same time.
   *
   * @param events of different clones that are folded
   * @param insertions that compute
   */
  public record Concurrency(int events, int insertions) {
    public static final Concurrency DEFAULT = new Concurrency(64, 1);
  }

  private final EventLog log;
  private final Clones clones;
  private final StateRebuild rebuild;
  private final EventsConsumer events;
  private final InsertWorker worker;
  private final Concurrency concurrency;
  private final ScheduledExecutorService timer;
  private final List<EventLog.Subscription> subscriptions = new ArrayList<>();

  /** Puts the service together; nothing runs before {@link #start}. */
  public Inserting(
      EventLog log,
      StateStore store,
      Neighbours neighbours,
      Insertion insertion,
      Concurrency concurrency,
      InstantSource clock) {
    this.log = log;
    this.concurrency = concurrency;
    this.rebuild = new StateRebuild(log, store);
    this.timer = Executors.newScheduledThreadPool(1, Inserting::timerThread);
    StoredClones stored = new StoredClones(store, rebuild);
    EffectPerformer performer = new EffectPerformer(log, stored, new CloneIndex(store));
    this.clones = new Clones(store, stored, performer, neighbours, timer, clock);
    this.events = new EventsConsumer(stored, performer);
    this.worker = new InsertWorker(store, performer, insertion, timer);
  }

  /**
   * Rebuilds the state of clones if the store has lost it, and begins to work. Once.
   *
   * <p>A store or a log that cannot be reached yet is no reason not to: whoever misses a clone
   * later rebuilds then.
   */
  public Inserting start() {
    try {
      rebuild.ifNeeded();
    } catch (UnavailableException e) {
      LOGGER.log(
          Level.WARNING,
          "cannot rebuild the state of clones yet: {0}",
          String.valueOf(e.getMessage()));
    }
    subscriptions.add(
        log.consume(
            Topic.EVENTS,
            EventsConsumer.GROUP,
            Consumption.DEFAULT.withConcurrency(concurrency.events()),
            events));
    subscriptions.add(
        log.consume(
            Topic.INSERT_WORK,
            InsertWorker.GROUP,
            Consumption.DEFAULT.withConcurrency(concurrency.insertions()),
            worker));
    return this;
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "inserter-timer");
    thread.setDaemon(true);
    return thread;
  }

  public Clones clones() {
    return clones;
  }

  /** Builds the state of clones anew from the log. */
  public Rebuildable.Rebuilt rebuild() {
    return new Rebuildable.Rebuilt(rebuild.run(), 0, 0);
  }

  /** Interrupts what is being done, which then goes on elsewhere or after the next start. */
  @Override
  public void close() {
    subscriptions.forEach(EventLog.Subscription::close);
    timer.shutdownNow();
  }
}
