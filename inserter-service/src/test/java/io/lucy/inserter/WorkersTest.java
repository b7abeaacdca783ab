package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.PoisonedRecordException;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.localizer.Localization;
import io.lucy.localizer.Localizing;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.event.v1.CloneRecord;
import io.lucy.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the workers of both services do when all does not go well. */
class WorkersTest {
  private final SimulatedLog log = new SimulatedLog(1, 0);
  private final StateStore store = new EmbeddedStateStore();
  private Localizing localizing;
  private Inserting inserting;

  @AfterEach
  void stop() {
    localizing.close();
    inserting.close();
    store.close();
  }

  @Test
  void localisesForTwoClonesOnce() throws Exception {
    AtomicInteger localised = new AtomicInteger();
    start(
        (work, progress, cancellation) -> {
          localised.incrementAndGet();
          return NoNumerics.localization().localize(work, progress, cancellation);
        },
        NoNumerics.insertion());

    create("r1");
    create("r2");
    log.deliverAll();

    assertThat(localised).hasValue(1);
    assertThat(state("r1")).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(state("r2")).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(store.members(CloneKeys.wanted(key()), "", 9)).isEmpty();
  }

  @Test
  void aCloneFailsWithTheReasonOfItsWork() throws Exception {
    start(
        (work, progress, cancellation) -> {
          throw new LucyException(Reason.NOT_FINITE, "the loss is NaN");
        },
        NoNumerics.insertion());

    create("r1");
    log.deliverAll();

    Clone clone = inserting.clones().get("ada", id("r1").id());
    assertThat(clone.getState()).isEqualTo(CloneState.CLONE_STATE_FAILED);
    assertThat(clone.getFailure().getReason()).isEqualTo("NOT_FINITE");
    assertThat(clone.getFailure().getMessage()).isEqualTo("the loss is NaN");
  }

  @Test
  void workIsLeftForLaterWhenAServiceDoesNotAnswer() throws Exception {
    AtomicBoolean down = new AtomicBoolean(true);
    start(
        NoNumerics.localization(),
        (work, progress, cancellation) -> {
          if (down.get()) {
            throw new UnavailableException("transfer-service does not answer");
          }
          return NoNumerics.inserted(work);
        });
    create("r1");

    assertThatThrownBy(log::deliverAll).isInstanceOf(UnavailableException.class);
    down.set(false);
    log.deliverAll();

    assertThat(state("r1")).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
  }

  @Test
  void cancelsTheNumericsOfACloneThatNobodyWants() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    start(
        (work, progress, cancellation) -> {
          began.countDown();
          return waitForCancellation(cancellation::check, end);
        },
        NoNumerics.insertion());
    create("r1");
    Thread worker = deliverElsewhere();
    began.await();

    end(id("r1"));
    worker.join();

    assertThat(end.get()).isInstanceOf(LucyException.class);
    assertThat(log.records(Topic.EVENTS)).hasSize(1);
  }

  @Test
  void localisingGoesOnForAsLongAsOneOfTwoClonesWantsIt() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicReference<Throwable> stopped = new AtomicReference<>();
    start(
        (work, progress, cancellation) -> {
          began.countDown();
          return waitForCancellation(cancellation::check, stopped);
        },
        NoNumerics.insertion());
    create("r1");
    create("r2");
    String key = key();
    store.add(CloneKeys.wanted(key), id("r1").toString());
    store.add(CloneKeys.wanted(key), id("r2").toString());
    Thread worker = deliverElsewhere();
    began.await();

    end(id("r1"));
    // The wish is looked for five times a second.
    worker.join(1000);
    assertThat(stopped.get()).isNull();
    end(id("r2"));
    worker.join();

    assertThat(stopped.get()).isInstanceOf(LucyException.class);
  }

  @Test
  void anInterruptedWorkerLeavesItsWorkToOthers() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    start(
        (work, progress, cancellation) -> {
          began.countDown();
          return waitForCancellation(cancellation::check, end);
        },
        NoNumerics.insertion());
    create("r1");
    Thread worker =
        new Thread(
            () -> {
              try {
                log.deliverAll();
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    worker.start();
    began.await();

    worker.interrupt();
    worker.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void progressIsToldWhileWorkGoesOn() throws Exception {
    start(
        NoNumerics.localization(),
        (work, progress, cancellation) -> {
          progress.stage("search", 12);
          progress.step(5, 0.25, "3:2 (5 of 12)");
          Eventually.eventually(
              () ->
                  assertThat(store.get(CloneKeys.progress(id("r1"))))
                      .hasValueSatisfying(
                          value ->
                              assertThat(StoredClones.progress(value))
                                  .extracting(p -> p.getStage(), p -> p.getDone(), p -> p.getLoss())
                                  .containsExactly("search", 5L, 0.25)));
          assertThat(inserting.clones().get("ada", id("r1").id()).getProgress().getSteps())
              .isEqualTo(12);
          return NoNumerics.inserted(work);
        });
    create("r1");

    log.deliverAll();

    assertThat(inserting.clones().get("ada", id("r1").id()).hasProgress()).isFalse();
  }

  @Test
  void refusesRecordsThatCannotBeRead() throws Exception {
    start(NoNumerics.localization(), NoNumerics.insertion());
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.LOCALIZE_WORK, Topic.INSERT_WORK}) {
      for (String value : new String[] {"\u0007garbage", ""}) {
        SimulatedLog poisoned = new SimulatedLog(1, 0);
        try (Localizing other =
                Localizing.start(
                    poisoned, store, NoNumerics.localization(), 1, Duration.ofHours(1));
            Inserting another = inserting(poisoned, NoNumerics.insertion()).start()) {
          poisoned
              .append(topic, new LogRecord("k", value.getBytes(StandardCharsets.UTF_8), Map.of()))
              .get();
          assertThatThrownBy(poisoned::deliverAll)
              .as(topic.name())
              .isInstanceOf(PoisonedRecordException.class)
              .hasMessageContaining("lucy.event.v1");
        }
      }
    }
  }

  private void start(Localization localization, Insertion insertion) {
    localizing = Localizing.start(log, store, localization, 1, Duration.ofHours(1));
    inserting = inserting(log, insertion).start();
  }

  private Inserting inserting(SimulatedLog of, Insertion insertion) {
    return new Inserting(
        of,
        store,
        new FakeNeighbours().all(),
        insertion,
        Inserting.Concurrency.DEFAULT,
        InstantSource.system());
  }

  private static io.lucy.proto.localizer.v1.LocalizedModule waitForCancellation(
      Runnable check, AtomicReference<Throwable> end) {
    while (true) {
      try {
        check.run();
        Thread.onSpinWait();
      } catch (LucyException e) {
        end.set(e);
        throw e;
      }
    }
  }

  private Thread deliverElsewhere() {
    Thread worker =
        new Thread(
            () -> {
              try {
                log.deliverAll();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    worker.start();
    return worker;
  }

  /** Makes the store say that a clone is cancelled, as another replica would. */
  private void end(CloneId clone) {
    store.put(
        CloneKeys.clone(clone),
        CloneRecord.newBuilder()
            .setClone(
                Clone.newBuilder()
                    .setId(clone.id())
                    .setOwner(clone.owner())
                    .setState(CloneState.CLONE_STATE_CANCELLED))
            .build()
            .toByteArray());
  }

  private String key() {
    CreateCloneRequest request = request("r1");
    Clone clone = inserting.clones().get("ada", id(request.getRequestId()).id());
    return java.util.HexFormat.of()
        .formatHex(
            CloneWork.missing(CloneRecord.newBuilder().setClone(clone), java.util.List.of())
                .get(0)
                .getKey()
                .toByteArray());
  }

  private CloneState state(String requestId) {
    return inserting.clones().get("ada", id(requestId).id()).getState();
  }

  private void create(String requestId) {
    inserting.clones().create("ada", request(requestId)).join();
  }

  private static CloneId id(String requestId) {
    return CloneId.of("ada", requestId);
  }

  private static CreateCloneRequest request(String requestId) {
    return CreateCloneRequest.newBuilder()
        .setRequestId(requestId)
        .addLabels("cat")
        .addLabels("dog")
        .setData(FakeNeighbours.DATA)
        .build();
  }
}
