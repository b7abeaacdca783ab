package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.common.v1.Progress;
import io.lucy.proto.event.v1.CloneEvent;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private final StateStore store = new EmbeddedStateStore();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final StoredClones stored =
      new StoredClones(store, new StateRebuild(new SimulatedLog(1, 0), store));
  private CloneRecord record = CloneRecord.getDefaultInstance();

  @BeforeEach
  void request() {
    live(Events.requested(1));
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    store.close();
  }

  @Test
  void tellsThePresentStateFirst() {
    progress(3);
    try (CloneWatch watch = watch(() -> {})) {
      Clone first = watch.poll().orElseThrow();

      assertThat(first.getState()).isEqualTo(CloneState.CLONE_STATE_LOCALIZING);
      assertThat(first.getProgress().getDone()).isEqualTo(3);
      assertThat(watch.poll()).isEmpty();
      assertThat(watch.isOver()).isFalse();
    }
  }

  @Test
  void tellsEveryChangeOfStateAndThenIsOver() {
    try (CloneWatch watch = watch(() -> {})) {
      watch.poll();
      live(Events.localized(0));
      Clone inserting = next(watch);
      live(Events.completed());
      Clone completed = next(watch);

      assertThat(inserting.getState()).isEqualTo(CloneState.CLONE_STATE_INSERTING);
      assertThat(completed.getState()).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
      assertThat(completed.hasProgress()).isFalse();
      assertThat(watch.isOver()).isTrue();
    }
  }

  @Test
  void isOverAtOnceForACloneThatHasEnded() {
    live(Events.cancelled());
    try (CloneWatch watch = watch(() -> {})) {
      assertThat(watch.isOver()).isFalse();
      assertThat(watch.poll().orElseThrow().getState()).isEqualTo(CloneState.CLONE_STATE_CANCELLED);
      assertThat(watch.isOver()).isTrue();
    }
  }

  @Test
  void endsWhenTheCloneIsDeleted() {
    try (CloneWatch watch = watch(() -> {})) {
      watch.poll();
      live(Events.deleted());

      Clone last = next(watch);
      assertThat(last.getState()).isEqualTo(CloneState.CLONE_STATE_CANCELLED);
      assertThat(last.getName()).isEqualTo("pets");
      assertThat(watch.isOver()).isTrue();
    }
  }

  @Test
  void keepsOnlyTheNewestForWhoeverIsSlow() {
    try (CloneWatch watch = watch(() -> {})) {
      watch.poll();
      for (int done = 1; done <= 1000; done++) {
        progress(done);
      }
      Eventually.eventually(() -> assertThat(next(watch).getProgress().getDone()).isEqualTo(1000));
      assertThat(watch.poll()).isEmpty();
    }
  }

  @Test
  void tellsProgressTenTimesASecondAtMost() {
    AtomicInteger news = new AtomicInteger();
    List<Long> heard = new ArrayList<>();
    try (CloneWatch watch = watch(news::incrementAndGet)) {
      watch.poll();
      long began = System.nanoTime();
      int done = 0;
      while (System.nanoTime() - began < Duration.ofMillis(550).toNanos()) {
        progress(++done);
        watch.poll().ifPresent(clone -> heard.add(clone.getProgress().getDone()));
      }
      assertThat(heard).hasSizeBetween(1, 6).isSorted();
    }
  }

  @Test
  void callsAgainWhenThePauseIsOver() {
    AtomicInteger news = new AtomicInteger();
    try (CloneWatch watch = watch(news::incrementAndGet)) {
      watch.poll();
      progress(1);
      Eventually.eventually(() -> assertThat(news.get()).isPositive());
      assertThat(watch.poll().orElseThrow().getProgress().getDone()).isEqualTo(1);
    }
  }

  private CloneWatch watch(Runnable news) {
    return new CloneWatch(store, stored, Events.ID, record.getClone(), news, timer);
  }

  private static Clone next(CloneWatch watch) {
    List<Clone> next = new ArrayList<>();
    Eventually.eventually(
        () -> {
          watch.poll().ifPresent(next::add);
          assertThat(next).isNotEmpty();
        });
    return next.get(0);
  }

  /** Takes the clone one step on. */
  private void live(CloneEvent event) {
    record = CloneLife.apply(record, event, Instant.EPOCH).record();
    stored.put(Events.ID, record);
  }

  private void progress(int done) {
    store.put(
        CloneKeys.progress(Events.ID),
        Progress.newBuilder().setStage("search").setDone(done).build().toByteArray(),
        Duration.ofMinutes(1));
  }
}
