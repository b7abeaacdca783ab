package io.lucy.inserter;

import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.fabric.work.WantedClones;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.common.v1.Progress;
import io.lucy.proto.event.v1.CloneRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one clone to its end for one reader who may be slow: only the newest is kept for him.
 *
 * <p>A change of state can be polled at once, progress a tenth of a second after the last thing
 * that was polled. Thread-safe.
 */
public final class CloneWatch implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Runnable news;
  private final ScheduledExecutorService clock;
  private final StateStore.Watch records;
  private final StateStore.Watch progress;
  private Clone clone;
  private @Nullable Progress newest;
  private boolean stateIsNew = true;
  private boolean progressIsNew;
  private boolean isScheduled;
  private boolean isClosed;
  private long polledAt = System.nanoTime() - PAUSE_NANOS;

  /**
   * Begins to follow a clone; its present state is the first thing to poll.
   *
   * @param news called on any thread when there is something to poll; returns at once
   * @param clock runs what waits for the pause to be over
   */
  CloneWatch(
      StateStore store,
      StoredClones stored,
      CloneId id,
      Clone before,
      Runnable news,
      ScheduledExecutorService clock) {
    this.news = news;
    this.clock = clock;
    this.clone = before;
    this.records = store.watch(CloneKeys.clone(id), value -> hear(StoredClones.parse(value)));
    this.progress =
        store.watch(CloneKeys.progress(id), value -> hear(StoredClones.progress(value)));
    // What changed before the watching began is not heard of.
    stored.shown(List.of(id)).forEach(this::hear);
  }

  private void hear(CloneRecord record) {
    synchronized (this) {
      if (record.getDeleted()) {
        boolean ended = WantedClones.isTerminal(clone.getState());
        clone =
            clone.toBuilder()
                .clearProgress()
                .setState(ended ? clone.getState() : CloneState.CLONE_STATE_CANCELLED)
                .build();
      } else if (record.getClone().getRevision() > clone.getRevision()) {
        clone = record.getClone();
      } else {
        return;
      }
      stateIsNew = true;
    }
    news.run();
  }

  private synchronized void hear(Clone shown) {
    if (shown.getRevision() >= clone.getRevision()) {
      clone = shown.toBuilder().clearProgress().build();
      newest = shown.hasProgress() ? shown.getProgress() : newest;
    }
  }

  private void hear(Progress heard) {
    synchronized (this) {
      if (heard.equals(newest)) {
        return;
      }
      newest = heard;
      progressIsNew = true;
      long wait = PAUSE_NANOS - (System.nanoTime() - polledAt);
      if (wait > 0) {
        if (!isScheduled && !isClosed) {
          isScheduled = true;
          Future<?> unused = clock.schedule(this::pauseIsOver, wait, TimeUnit.NANOSECONDS);
        }
        return;
      }
    }
    news.run();
  }

  private void pauseIsOver() {
    synchronized (this) {
      isScheduled = false;
      if (isClosed) {
        return;
      }
    }
    news.run();
  }

  /** The clone as it is now, if that has not been polled yet and it is time. */
  public synchronized Optional<Clone> poll() {
    long now = System.nanoTime();
    if (!stateIsNew && !(progressIsNew && now - polledAt >= PAUSE_NANOS)) {
      return Optional.empty();
    }
    stateIsNew = false;
    progressIsNew = false;
    polledAt = now;
    Progress at = newest;
    return Optional.of(at == null ? clone : StoredClones.withProgress(clone, at));
  }

  /** Whether the last thing that was polled is the last that there is. */
  public synchronized boolean isOver() {
    return !stateIsNew && WantedClones.isTerminal(clone.getState());
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    records.close();
    progress.close();
  }
}
