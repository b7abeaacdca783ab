package io.lucy.cli.four;

import static io.lucy.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lucy.cli.TinyZoo;
import io.lucy.cli.client.CloneFollower;
import io.lucy.cli.client.PathLookup;
import io.lucy.cli.client.Services;
import io.lucy.cli.four.FourProcesses.Part;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.ListClonesRequest;
import io.lucy.proto.clone.v1.NewClone;
import io.lucy.proto.clone.v1.WatchCloneRequest;
import io.lucy.proto.clone.v1.WatchCloneResponse;
import io.lucy.proto.event.v1.ListDeadLettersRequest;
import io.lucy.proto.transfer.v1.StoredPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills each part at each stage of a clone's life. All cells share the same processes, so each also
 * shows that the ones before it left nothing broken.
 */
@EnabledOnOs(OS.LINUX)
class KillMatrixIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int[] DELAYS_MILLIS = {0, 150};
  private static final long[] SEEDS = {1, 2};

  private static final SmallClone CLONE =
      new SmallClone(
          List.of("rows", "columns", "broad", "flat"),
          NewClone.newBuilder().setTarget("base").addSources("more").addSources("last").build(),
          TinyZoo.samples(TinyZoo.LABELS, 40, 3));

  @TempDir private static Path folder;

  private static final Map<Long, ByteString> UNDISTURBED = new HashMap<>();
  private static final List<String> CREATED = new ArrayList<>();
  private static FourProcesses processes;

  /** How far a clone is, as far as its watchers can see. */
  private enum Stage {
    LOCALISE,
    JOIN,
    SEARCH,
    REFINE,
    PUBLISH;

    /** Whether a clone has come this far. */
    boolean isReachedBy(Clone clone) {
      String progress = clone.getProgress().getStage();
      boolean refining = progress.startsWith("refine") || progress.startsWith("fit");
      boolean inserting = clone.getState() == CloneState.CLONE_STATE_INSERTING;
      boolean completed = clone.getState() == CloneState.CLONE_STATE_COMPLETED;
      return completed
          || switch (this) {
            case LOCALISE -> inserting || progress.startsWith("localise");
            // The first of two modules has arrived.
            case JOIN -> clone.getRevision() > 2;
            case SEARCH -> inserting && (refining || progress.startsWith("insert"));
            case REFINE -> inserting && refining;
            case PUBLISH -> false;
          };
    }
  }

  private record Cell(Part part, Stage stage, int delayMillis) {
    @Override
    public String toString() {
      return part + " at " + stage + " + " + delayMillis + " ms";
    }
  }

  static Stream<Cell> cells() {
    if (!System.getProperty("lucy.test.matrix", "sample").equals("full")) {
      return Stream.of(
          new Cell(Part.LOCALIZER, Stage.LOCALISE, 0),
          new Cell(Part.REDIS, Stage.JOIN, 0),
          new Cell(Part.KAFKA, Stage.SEARCH, 0),
          new Cell(Part.INSERTER, Stage.REFINE, 0),
          new Cell(Part.TRANSFER, Stage.PUBLISH, 0));
    }
    return Stream.of(Part.values())
        .flatMap(
            part ->
                Stream.of(Stage.values())
                    .flatMap(
                        stage ->
                            Stream.of(
                                new Cell(part, stage, DELAYS_MILLIS[0]),
                                new Cell(part, stage, DELAYS_MILLIS[1]))));
  }

  @BeforeAll
  static void start() {
    Path zoo = TinyZoo.in(folder);
    for (long seed : SEEDS) {
      Clone clone = CLONE.builtByOneProcess(folder.resolve("one-" + seed), zoo, seed);
      UNDISTURBED.put(seed, clone.getResult().getPathId());
    }
    // Nothing is remembered, so that each cell localises.
    processes =
        new FourProcesses(folder.resolve("four"), zoo, Map.of("LUCY_LOCALIZER_KEEP", "PT0.001S"));
  }

  @AfterAll
  static void stop() {
    if (processes != null) {
      processes.close();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void endsInTheSameCloneWhateverIsKilled(Cell cell) throws InterruptedException {
    Services services = processes.services();
    long seed = SEEDS[CREATED.size() % SEEDS.length];
    Clone asked = CLONE.create(services, cell.toString(), seed);
    CREATED.add(asked.getId());

    Clone ended = disturbed(cell, asked);

    assertThat(ended.getState())
        .as(() -> "state, after failure " + ended.getFailure())
        .isEqualTo(CloneState.CLONE_STATE_COMPLETED);
    assertThat(ended.getResult().getPathId()).as("path id").isEqualTo(UNDISTURBED.get(seed));
    eventually(PATIENCE, () -> assertAllIsInOrder(services, ended));
    assertThat(CLONE.create(services, cell.toString(), seed).getId()).isEqualTo(asked.getId());
  }

  private static void assertAllIsInOrder(Services services, Clone ended) {
    PathLookup paths = new PathLookup(services);
    assertThat(ByteString.fromHex(paths.path(ended.getResult().getPathId()).id()))
        .isEqualTo(ended.getResult().getPathId());
    assertThat(paths.list())
        .extracting(StoredPath::getPathId)
        .doesNotHaveDuplicates()
        .isSubsetOf(UNDISTURBED.values());
    List<Clone> all =
        services
            .clones()
            .listClones(ListClonesRequest.newBuilder().setPageSize(1000).build())
            .getClonesList();
    assertThat(all).extracting(Clone::getId).containsExactlyInAnyOrderElementsOf(CREATED);
    assertThat(all).extracting(Clone::getState).containsOnly(CloneState.CLONE_STATE_COMPLETED);
    assertThat(
            services
                .log()
                .listDeadLetters(ListDeadLettersRequest.getDefaultInstance())
                .getLettersList())
        .as("dead letters")
        .isEmpty();
  }

  /** Watches a clone to its end, and kills and restarts what has to be when it is that far. */
  private static Clone disturbed(Cell cell, Clone asked) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean killed = false;
    Clone newest = asked;
    while (!killed || !CloneFollower.isTerminal(newest)) {
      assertThat(System.nanoTime()).as(() -> cell + ": too late").isLessThan(deadline);
      try {
        Iterator<WatchCloneResponse> news =
            processes
                .services()
                .watching()
                .watchClone(WatchCloneRequest.newBuilder().setClone(asked.getId()).build());
        while (news.hasNext()) {
          newest = news.next().getClone();
          if (!killed && cell.stage().isReachedBy(newest)) {
            Thread.sleep(cell.delayMillis());
            processes.kill(cell.part());
            killed = true;
            report(cell, newest);
            processes.restart(cell.part());
          }
        }
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(Status.Code.UNAVAILABLE);
        Thread.sleep(50);
      }
    }
    return newest;
  }

  private static void report(Cell cell, Clone clone) {
    System.out.printf(
        "%s: killed when it was %s, '%s'%n",
        cell, clone.getState(), clone.getProgress().getStage());
  }
}
