package io.lucy.inserter;

import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.log.embedded.EmbeddedEventLog;
import io.lucy.fabric.state.EmbeddedStateStore;
import io.lucy.fabric.state.StateStore;
import io.lucy.localizer.Localizing;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneOptions;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.clone.v1.CreateCloneRequest;
import io.lucy.proto.event.v1.CloneRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * How many clones a second the coordination alone takes from create to complete: both services in
 * one process, an embedded log on a disk, a store in memory, and numerics that cost nothing.
 *
 * <pre>java ... io.lucy.inserter.CoordinationBenchmark [clones] [rounds] [folder]</pre>
 */
public final class CoordinationBenchmark {
  private static final String OWNER = "local";
  private static final int IN_FLIGHT = 256;

  private CoordinationBenchmark() {}

  /** Runs some rounds and prints one line each. */
  public static void main(String[] args) throws Exception {
    int clones = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path parent = args.length > 2 ? Path.of(args[2]) : Path.of("target");
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), "coordination");
    InstantSource clock = InstantSource.system();
    try (EventLog log = new EmbeddedEventLog(folder);
        StateStore store = new EmbeddedStateStore();
        Localizing localizing =
            Localizing.start(log, store, NoNumerics.localization(), 64, Duration.ofHours(1));
        Inserting inserting =
            new Inserting(
                    log,
                    store,
                    new FakeNeighbours().all(),
                    NoNumerics.insertion(),
                    new Inserting.Concurrency(64, 64),
                    clock)
                .start()) {
      Set<String> completed = ConcurrentHashMap.newKeySet();
      Semaphore endings = new Semaphore(0);
      EventLog.Subscription watching =
          log.tail(Topic.CLONES, record -> note(record, completed, endings));
      for (int round = 0; round < rounds; round++) {
        run(inserting.clones(), round, clones, endings);
      }
      watching.close();
    }
    delete(folder);
  }

  private static void note(LogRecord record, Set<String> completed, Semaphore endings)
      throws IOException {
    Clone clone = CloneRecord.parseFrom(record.value()).getClone();
    if (clone.getState() == CloneState.CLONE_STATE_COMPLETED && completed.add(clone.getId())) {
      endings.release();
    }
  }

  private static void run(Clones clones, int round, int count, Semaphore endings)
      throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      room.acquire();
      CompletableFuture<Clone> unused =
          clones
              .create(OWNER, request(round, i))
              .whenComplete(
                  (clone, failure) -> {
                    room.release();
                    if (failure != null) {
                      failure.printStackTrace();
                    }
                  });
    }
    double accepted = (System.nanoTime() - began) / 1e9;
    endings.acquire(count);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "round %d: %d clones accepted in %.2f s, completed in %.2f s: %.0f clones/s%n",
        round, count, accepted, seconds, count / seconds);
  }

  private static CreateCloneRequest request(int round, int number) {
    return CreateCloneRequest.newBuilder()
        .setRequestId(round + "-" + number)
        .addAllLabels(List.of("cat", "dog"))
        .setData(FakeNeighbours.DATA)
        .setOptions(CloneOptions.newBuilder().setSeed(round * 1_000_000L + number))
        .build();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
