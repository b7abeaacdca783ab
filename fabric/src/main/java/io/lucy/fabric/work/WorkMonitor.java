package io.lucy.fabric.work;

import io.lucy.engine.progress.Progress;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.state.StateStore;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands beside work while it runs: says how far it is, ten times a second at most, and cancels it
 * when nobody wants it any more, or when the thread that made the monitor is interrupted.
 *
 * <p>The work itself never waits for the state store: it leaves its progress here, and another
 * thread takes it on. What the store does not take is lost, and the next one goes out instead.
 */
public final class WorkMonitor implements ProgressListener, AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_PER_LOOK = 2;
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);

  private final StateStore store;
  private final WantedClones wanted;
  private final Supplier<? extends Collection<CloneId>> clones;
  private final Cancellation cancellation;
  private final Thread worker = Thread.currentThread();
  private final ScheduledFuture<?> ticking;
  private volatile io.lucy.proto.common.v1.Progress newest =
      io.lucy.proto.common.v1.Progress.getDefaultInstance();
  private io.lucy.proto.common.v1.@Nullable Progress told;
  private int ticks;

  /**
   * Begins to stand beside the work of the calling thread.
   *
   * @param clones those that wait for it; asked five times a second, may ask the store
   * @param clock runs what has to be done in between; one thread serves many monitors
   */
  public WorkMonitor(
      StateStore store,
      Supplier<? extends Collection<CloneId>> clones,
      Cancellation cancellation,
      ScheduledExecutorService clock) {
    this.store = store;
    this.wanted = new WantedClones(store);
    this.clones = clones;
    this.cancellation = cancellation;
    this.ticking =
        clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void hear(Progress progress) {
    io.lucy.proto.common.v1.Progress.Builder next;
    if (progress instanceof Progress.Stage stage) {
      next =
          io.lucy.proto.common.v1.Progress.newBuilder()
              .setStage(stage.name())
              .setSteps(stage.steps());
    } else {
      Progress.Step step = (Progress.Step) progress;
      next = newest.toBuilder().setDone(step.done()).setDetail(step.detail()).clearLoss();
      if (step.hasLoss()) {
        next.setLoss(step.loss());
      }
    }
    newest = next.build();
  }

  private void tick() {
    if (worker.isInterrupted()) {
      cancellation.cancel();
    }
    try {
      Collection<CloneId> waiting = clones.get();
      if (ticks++ % TICKS_PER_LOOK == 0 && !wanted.anyOf(waiting)) {
        cancellation.cancel();
      }
      io.lucy.proto.common.v1.Progress now = newest;
      if (!now.equals(told) && !now.getStage().isEmpty()) {
        for (CloneId clone : waiting) {
          store.put(CloneKeys.progress(clone), now.toByteArray(), TIME_TO_LIVE);
        }
        told = now;
      }
    } catch (UnavailableException e) {
      // Progress is a courtesy, and a wish to stop is still there at the next tick.
      told = null;
    }
  }

  /** Ends the watching, not the work. */
  @Override
  public void close() {
    ticking.cancel(false);
  }
}
