package io.lucy.inserter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.localizer.Localizing;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.clone.v1.ShrinkCloneRequest;
import io.lucy.proto.common.v1.Digest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClonesTest {
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private final SimulatedLog log = new SimulatedLog(1, 0);
  private final StateStore store = new EmbeddedStateStore();
  private Localizing localizing;
  private Inserting inserting;
  private Clones clones;

  @BeforeEach
  void start() {
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
    clones = inserting.clones();
  }

  @AfterEach
  void stop() {
    inserting.close();
    localizing.close();
    store.close();
  }

  @Test
  void returnsAClonesPlanAtOnceAndPutsItIntoTheLog() {
    Clone clone = create(pets("r1"));

    assertThat(clone.getId()).isEqualTo(CloneId.of("ada", "r1").id());
    assertThat(clone.getState()).isEqualTo(CloneState.CLONE_STATE_REQUESTED);
    assertThat(clone.getPlan().getSourcesList()).hasSize(1);
    assertThat(clone.getName()).isEqualTo("t-" + clone.getId().substring(0, 8));
    assertThat(log.records(Topic.EVENTS)).hasSize(1);
    assertThat(clones.list("ada", 0, "").clones()).containsExactly(clone);
  }

  @Test
  void aRequestThatComesAgainMakesNoOtherClone() throws Exception {
    Clone first = create(pets("r1"));
    log.deliverAll();

    Clone again = create(pets("r1"));

    assertThat(again.getId()).isEqualTo(first.getId());
    assertThat(again.getState()).isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(clones.list("ada", 0, "").clones()).hasSize(1);
    assertThat(neighbours.planned).hasSize(1);
  }

  @Test
  void aRequestThatComesAgainBeforeItsEventIsThereIsSaidAgain() throws Exception {
    create(pets("r1"));
    create(pets("r1"));

    assertThat(log.records(Topic.EVENTS)).hasSize(2);
    log.deliverAll();
    assertThat(log.records(Topic.LOCALIZE_WORK)).hasSize(1);
  }

  @Test
  void refusesARequestIdThatAskedForSomethingElse() {
    create(pets("r1"));

    refused(
        () -> create(pets("r1").toBuilder().addLabels("cow").build()),
        Reason.ALREADY_EXISTS,
        "'r1'");
    refused(
        () -> create(pets("r1").toBuilder().setName("other").build()),
        Reason.ALREADY_EXISTS,
        "'r1'");
  }

  @Test
  void ownersDoNotSeeEachOther() {
    Clone clone = create(pets("r1").toBuilder().setName("pets").build());

    refused(() -> clones.get("bob", "pets"), Reason.NOT_FOUND, "pets");
    refused(() -> clones.get("bob", clone.getId()), Reason.NOT_FOUND, clone.getId());
    assertThat(clones.list("bob", 0, "").clones()).isEmpty();
    assertThat(clones.create("bob", pets("r1")).join().getId()).isNotEqualTo(clone.getId());
  }

  @Test
  void refusesANameThatAnotherCloneHasUntilThatIsDeleted() throws Exception {
    create(pets("r1").toBuilder().setName("pets").build());
    CreateCloneRequest second = pets("r2").toBuilder().setName("pets").build();

    refused(() -> create(second), Reason.ALREADY_EXISTS, "'pets'");
    settle(clones.delete("ada", "pets"));
    refused(() -> clones.get("ada", "pets"), Reason.NOT_FOUND, "pets");

    assertThat(create(second).getName()).isEqualTo("pets");
    assertThat(clones.get("ada", "pets").getId()).isEqualTo(CloneId.of("ada", "r2").id());
  }

  @Test
  void findsACloneByItsIdItsNameAndDigitsOfItsPath() throws Exception {
    Clone clone = create(pets("r1").toBuilder().setName("pets").build());
    create(pets("r2").toBuilder().setOptions(CloneOptions.newBuilder().setSeed(2)).build());
    log.deliverAll();
    Clone done = clones.get("ada", "pets");
    String path = HexFormat.of().formatHex(done.getResult().getPathId().toByteArray());

    assertThat(clones.get("ada", clone.getId())).isEqualTo(done);
    assertThat(clones.get("ada", path)).isEqualTo(done);
    assertThat(clones.get("ada", path.substring(0, 6).toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(done);
    refused(() -> clones.get("ada", path.substring(0, 5)), Reason.NOT_FOUND, "at least 6 digits");
  }

  @Test
  void listsPageByPage() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(create(pets("r" + i)).getId());
    }

    List<String> listed = new ArrayList<>();
    String token = "";
    do {
      Clones.Page page = clones.list("ada", 3, token);
      page.clones().forEach(clone -> listed.add(clone.getId()));
      token = page.next();
    } while (!token.isEmpty());

    assertThat(listed).containsExactlyElementsOf(ids.stream().sorted().toList());
    refused(() -> clones.list("ada", -1, ""), Reason.ARGUMENT_INVALID, "4294967295");
    refused(() -> clones.list("ada", 1001, ""), Reason.ARGUMENT_INVALID, "1001");
    refused(() -> clones.list("ada", 1, "x"), Reason.ARGUMENT_INVALID, "'x'");
  }

  @Test
  void cancelsACloneThatHasNotEnded() throws Exception {
    Clone clone = create(pets("r1"));

    Clone cancelled = settle(clones.cancel("ada", clone.getName()));

    assertThat(cancelled.getState()).isEqualTo(CloneState.CLONE_STATE_CANCELLED);
    assertThat(log.records(Topic.INSERT_WORK)).isEmpty();
    int events = log.records(Topic.EVENTS).size();
    assertThat(clones.cancel("ada", clone.getName()).join()).isEqualTo(cancelled);
    assertThat(log.records(Topic.EVENTS)).hasSize(events);
  }

  @Test
  void deletesACloneForGood() throws Exception {
    Clone clone = create(pets("r1"));
    log.deliverAll();

    settle(clones.delete("ada", clone.getId()));

    assertThat(clones.list("ada", 0, "").clones()).isEmpty();
    refused(() -> clones.get("ada", clone.getId()), Reason.NOT_FOUND, clone.getId());
    refused(() -> create(pets("r1")), Reason.ALREADY_EXISTS, "deleted");
    assertThat(clones.delete("ada", clone.getId())).isCompleted();
    refused(() -> clones.delete("ada", "never-was"), Reason.NOT_FOUND, "never-was");
  }

  @Test
  void refusesWhatCannotBeMeant() {
    CreateCloneRequest good = pets("r1");

    refused(() -> create(good.toBuilder().clearRequestId().build()), Reason.ARGUMENT_INVALID, "0");
    refused(() -> create(pets("x".repeat(129))), Reason.ARGUMENT_INVALID, "129 characters");
    refused(() -> create(good.toBuilder().setName("a/b").build()), Reason.ARGUMENT_INVALID, "a/b");
    refused(() -> create(good.toBuilder().clearLabels().build()), Reason.LABEL_INVALID, "labels");
    refused(() -> create(good.toBuilder().addLabels("cat").build()), Reason.LABEL_INVALID, "cat");
    refused(() -> create(good.toBuilder().clearData().build()), Reason.ARGUMENT_INVALID, "no data");
    refused(
        () -> create(good.toBuilder().setData(Digest.newBuilder().setSizeBytes(3)).build()),
        Reason.ARGUMENT_INVALID,
        "digest of 0 bytes");
    refused(
        () ->
            create(
                good.toBuilder().setData(FakeNeighbours.DATA.toBuilder().setSizeBytes(1)).build()),
        Reason.ARGUMENT_INVALID,
        "1234");
    refused(
        () -> create(good.toBuilder().setData(FakeNeighbours.digest("other", 1)).build()),
        Reason.NOT_FOUND,
        "dataset");
    refused(
        () -> create(good.toBuilder().setOptions(CloneOptions.newBuilder().setBudget(1.5)).build()),
        Reason.ARGUMENT_INVALID,
        "1.5");
    refused(
        () ->
            create(
                good.toBuilder()
                    .setOptions(CloneOptions.newBuilder().setBudget(0.5).setUnmasked(true))
                    .build()),
        Reason.ARGUMENT_INVALID,
        "unmasked");
    refused(
        () -> create(good.toBuilder().clearLabels().addLabels("cat").build()),
        Reason.ARGUMENT_INVALID,
        "knows all these labels itself");
    refused(
        () -> create(good.toBuilder().addLabels("ant").build()), Reason.TOO_FEW_SAMPLES, "'ant'");
    refused(
        () -> create(good.toBuilder().addLabels("unknown").build()),
        Reason.LABEL_INVALID,
        "unknown");
    assertThat(log.records(Topic.EVENTS)).isEmpty();
    assertThat(clones.list("ada", 0, "").clones()).isEmpty();
  }

  @Test
  void asksForNoParentThatIsNotThere() {
    ShrinkCloneRequest request =
        ShrinkCloneRequest.newBuilder()
            .setRequestId("r1")
            .setParentPathId(ByteString.copyFrom(new byte[32]))
            .build();

    refused(() -> clones.shrink("ada", request), Reason.NOT_FOUND, "00000000");
    refused(
        () -> clones.shrink("ada", request.toBuilder().clearParentPathId().build()),
        Reason.ARGUMENT_INVALID,
        "0 bytes");
  }

  @Test
  void samplesWithoutALabelAreJudgedByAllSources() {
    neighbours.unlabelled = 40;
    create(pets("r1").toBuilder().addLabels("ant").build());

    assertThat(CrashTest.event(log.records(Topic.EVENTS).get(0)).getRequested().getJudgesList())
        .extracting(judge -> judge.getNetwork().getName())
        .containsExactly("dog", "ant");
  }

  @Test
  void rebuildsAStoreThatLostEverything() throws Exception {
    Clone clone = create(pets("r1").toBuilder().setName("pets").build());
    create(pets("r2").toBuilder().setName("gone").build());
    log.deliverAll();
    settle(clones.delete("ada", "gone"));
    Clone done = clones.get("ada", "pets");

    store.clear();

    assertThat(clones.get("ada", "pets")).isEqualTo(done);
    assertThat(clones.get("ada", clone.getId())).isEqualTo(done);
    assertThat(clones.list("ada", 0, "").clones()).containsExactly(done);
    refused(() -> create(pets("r2")), Reason.ALREADY_EXISTS, "deleted");
  }

  @Test
  void doesNotBeginAgainWhenARequestComesAgainToAnEmptyStore() throws Exception {
    create(pets("r1"));
    log.deliverAll();
    int work = log.records(Topic.LOCALIZE_WORK).size();

    store.clear();
    log.append(Topic.EVENTS, log.records(Topic.EVENTS).get(0)).get();
    log.deliverAll();

    assertThat(log.records(Topic.LOCALIZE_WORK)).hasSize(work);
  }

  private Clone create(CreateCloneRequest request) {
    return clones.create("ada", request).join();
  }

  /** Lets the services do what a call waits for. */
  private <T> T settle(CompletableFuture<T> call) throws Exception {
    log.deliverAll();
    return call.get();
  }

  private static CreateCloneRequest pets(String requestId) {
    return CreateCloneRequest.newBuilder()
        .setRequestId(requestId)
        .addLabels("cat")
        .addLabels("dog")
        .setData(FakeNeighbours.DATA)
        .build();
  }

  private static void refused(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(LucyException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((LucyException) e).reason())
        .isEqualTo(reason);
  }
}
