package io.lucy.inserter;

import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import java.time.InstantSource;
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
  /**
   * How much is done at the same time.
   *
   * @param events of different clones that are folded
   * @param insertions that compute
   */
  public record Concurrency(int events, int insertions) {
    public static final Concurrency DEFAULT = new Concurrency(16, 1);
  }

  private final Clones clones;
  private final StateRebuild rebuild;
  private final ScheduledExecutorService timer;
  private final List<EventLog.Subscription> subscriptions;

  private Inserting(
      Clones clones,
      StateRebuild rebuild,
      ScheduledExecutorService timer,
      List<EventLog.Subscription> subscriptions) {
    this.clones = clones;
    this.rebuild = rebuild;
    this.timer = timer;
    this.subscriptions = subscriptions;
  }

  /** Starts; first rebuilds the state of clones if the store has lost it. */
  public static Inserting start(
      EventLog log,
      StateStore store,
      Neighbours neighbours,
      Insertion insertion,
      Concurrency concurrency,
      InstantSource clock) {
    StateRebuild rebuild = new StateRebuild(log, store);
    rebuild.ifNeeded();
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, Inserting::timerThread);
    StoredClones stored = new StoredClones(store, rebuild);
    EffectPerformer performer = new EffectPerformer(log, stored, new CloneIndex(store), clock);
    Clones clones = new Clones(store, stored, performer, neighbours, timer, clock);
    EventLog.Subscription events =
        log.consume(
            Topic.EVENTS,
            EventsConsumer.GROUP,
            Consumption.DEFAULT.withConcurrency(concurrency.events()),
            new EventsConsumer(stored, performer));
    EventLog.Subscription work =
        log.consume(
            Topic.INSERT_WORK,
            InsertWorker.GROUP,
            Consumption.DEFAULT.withConcurrency(concurrency.insertions()),
            new InsertWorker(store, performer, insertion, timer));
    return new Inserting(clones, rebuild, timer, List.of(events, work));
  }

  private static Thread timerThread(Runnable task) {
    Thread thread = new Thread(task, "inserter-timer");
    thread.setDaemon(true);
    return thread;
  }

  public Clones clones() {
    return clones;
  }

  /** Builds the state of clones anew from the log. Returns how many records were read. */
  public long rebuild() {
    return rebuild.run();
  }

  /** Interrupts what is being done, which then goes on elsewhere or after the next start. */
  @Override
  public void close() {
    subscriptions.forEach(EventLog.Subscription::close);
    timer.shutdownNow();
  }
}
