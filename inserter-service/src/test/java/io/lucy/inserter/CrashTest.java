package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;

import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.localizer.Localizing;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.event.v1.CloneEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One clone with two sources, and a process that dies at every point of its way. */
class CrashTest {
  private static final CreateCloneRequest REQUEST =
      CreateCloneRequest.newBuilder()
          .setRequestId("r")
          .addAllLabels(List.of("cat", "dog", "cow"))
          .setData(FakeNeighbours.DATA)
          .build();
  private static final CloneId ID = CloneId.of("ada", "r");

  private final FakeNeighbours neighbours = new FakeNeighbours();

  /** What outlives a process: the log, and the store if it is another process. */
  private static final class World {
    final SimulatedLog log;
    final boolean storeSurvives;
    StateStore store = new EmbeddedStateStore();

    World(long seed, double repeated, boolean storeSurvives) {
      this.log = new SimulatedLog(seed, repeated);
      this.storeSurvives = storeSurvives;
    }

    void restart() {
      log.forgetConsumers();
      if (!storeSurvives) {
        store = new EmbeddedStateStore();
      }
    }
  }

  @Test
  void aClonesPathIsTheSameWhereverTheProcessDies() throws Exception {
    Clone undisturbed = undisturbed();
    for (boolean storeSurvives : new boolean[] {true, false}) {
      for (boolean afterwards : new boolean[] {true, false}) {
        int act = 0;
        boolean crashed = true;
        while (crashed) {
          act++;
          World world = new World(act, 0.2, storeSurvives);
          crashed = run(world, new CrashPlan(act, afterwards));
          run(world, CrashPlan.none());
          assertSame(world, undisturbed, "act " + act + ", after " + afterwards);
        }
        assertThat(act).as("acts that were interrupted").isGreaterThan(25);
      }
    }
  }

  @Test
  void aClonesPathIsTheSameHoweverOftenTheProcessDies() throws Exception {
    Clone undisturbed = undisturbed();
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      World world = new World(seed, 0.3, random.nextBoolean());
      for (int crash = 0; crash < 6; crash++) {
        run(world, new CrashPlan(1 + random.nextInt(20), random.nextBoolean()));
      }
      run(world, CrashPlan.none());
      assertSame(world, undisturbed, "seed " + seed);
    }
  }

  private Clone undisturbed() throws Exception {
    World world = new World(1, 0, true);
    assertThat(run(world, CrashPlan.none())).isFalse();
    return clone(world);
  }

  /** Lets a process run until it has nothing to do any more, or crashes. Whether it crashed. */
  private boolean run(World world, CrashPlan plan) throws Exception {
    world.log.crash(plan);
    StateStore store = new CrashingStore(world.store, plan);
    try (Services process = new Services(world.log, store)) {
      process.clones().create("ada", REQUEST).get();
      world.log.deliverAll();
      return false;
    } catch (SimulatedCrash e) {
      world.log.crash(CrashPlan.none());
      world.restart();
      return true;
    }
  }

  /** Both services in one. */
  private final class Services implements AutoCloseable {
    private final Inserting inserting;
    private final Localizing localizing;

    Services(SimulatedLog log, StateStore store) {
      InstantSource clock = InstantSource.system();
      localizing = Localizing.start(log, store, NoNumerics.localization(), 1, Duration.ofHours(1));
      inserting =
          new Inserting(
                  log,
                  store,
                  neighbours.all(),
                  NoNumerics.insertion(),
                  Inserting.Concurrency.DEFAULT,
                  clock)
              .start();
    }

    Clones clones() {
      return inserting.clones();
    }

    @Override
    public void close() {
      inserting.close();
      localizing.close();
    }
  }

  private void assertSame(World world, Clone undisturbed, String when) throws Exception {
    Clone clone = clone(world);
    assertThat(clone.getState()).as(when).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(clone.getResult()).as(when).isEqualTo(undisturbed.getResult());
    Set<Object> paths =
        world.log.records(Topic.EVENTS).stream()
            .map(CrashTest::event)
            .filter(CloneEvent::hasCompleted)
            .map(event -> (Object) event.getCompleted().getPath())
            .collect(Collectors.toSet());
    assertThat(paths).as(when).hasSize(1);
  }

  private Clone clone(World world) throws Exception {
    try (Services process = new Services(world.log, world.store)) {
      Clones.Page page = process.clones().list("ada", 0, "");
      assertThat(page.clones()).hasSize(1);
      assertThat(process.clones().get("ada", page.clones().get(0).getName()).getId())
          .isEqualTo(ID.id());
      return page.clones().get(0);
    }
  }

  static CloneEvent event(LogRecord record) {
    try {
      return CloneEvent.parseFrom(record.value());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
