package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.ImageShape;
import io.lucy.engine.plan.Plan;
import io.lucy.engine.plan.PlanRequest;
import io.lucy.engine.plan.Planner;
import io.lucy.engine.zoo.ZooEntry;
import io.lucy.fabric.grpc.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that anyone can ask of the zoo. It reads; nothing behind it can write.
 *
 * <p>Networks are examined in the background as soon as they are seen, so that the first plan need
 * not wait. Safe to share between threads. Closing it ends the watching of the folder.
 */
public final class ZooReader implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ZooReader.class.getName());

  private static final int MAX_CARD_BYTES = 1 << 20;

  private final Examinations examinations = new Examinations();
  private final NetworkFiles files = new NetworkFiles();
  private final LiveZoo zoo;
  private final LoadedNetworks networks;
  private final ExecutorService examiner;

  /**
   * Opens the zoo in a folder.
   *
   * @param interval between two looks at the folder
   * @param networkBytes how much memory loaded networks may hold
   * @throws LucyException {@link Reason#NOT_FOUND} if the folder is not there
   */
  public ZooReader(Path folder, Duration interval, long networkBytes) {
    this.zoo = LiveZoo.open(folder, interval, examinations::isNetwork);
    this.networks = new LoadedNetworks(examinations, networkBytes);
    this.examiner =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "lucy-zoo-examine");
              thread.setDaemon(true);
              return thread;
            });
    zoo.whenChanged(snapshot -> examiner.execute(() -> examineAll(snapshot)));
    examiner.execute(() -> examineAll(zoo.current()));
  }

  /** The zoo as it is now. */
  public ZooSnapshot current() {
    return zoo.current();
  }

  /** The networks of the zoo in memory. */
  public LoadedNetworks networks() {
    return networks;
  }

  /**
   * A network taken apart; reads its file the first time.
   *
   * @param name as {@link io.lucy.engine.zoo.Zoo#find} reads it
   * @throws LucyException {@link Reason#NOT_FOUND}, {@link Reason#DIGEST_MISMATCH}
   */
  public NetworkAnatomy network(String name) {
    return seekingTwice(snapshot -> anatomy(snapshot, snapshot.find(name)));
  }

  /** As {@link #network}, by the digest of its file. */
  public NetworkAnatomy networkByDigest(String digest) {
    return seekingTwice(snapshot -> anatomy(snapshot, byDigest(snapshot, digest)));
  }

  /**
   * The file with a digest.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}, {@link Reason#DIGEST_MISMATCH}
   */
  public Contents file(String digest) {
    return seekingTwice(snapshot -> files.open(byDigest(snapshot, digest)));
  }

  /** The text of a network's {@code card.json}; empty if there is none, or none any more. */
  public String cardJson(ZooEntry entry) {
    try (InputStream card = Files.newInputStream(entry.path().resolveSibling("card.json"))) {
      return new String(card.readNBytes(MAX_CARD_BYTES), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * What a network takes.
   *
   * @throws LucyException why it cannot be used
   */
  public ImageShape images(ZooSnapshot snapshot, ZooEntry entry) {
    return examinations.facts(snapshot.zoo(), entry).images();
  }

  /**
   * Plans a clone.
   *
   * @throws LucyException as {@link Planner#plan(io.lucy.engine.zoo.Zoo, Function, PlanRequest)}
   */
  public Plan plan(PlanRequest request) {
    return seekingTwice(
        snapshot -> {
          Stream.concat(request.target().stream(), request.sources().stream())
              .forEach(snapshot::find);
          return Planner.plan(
              snapshot.zoo(), entry -> examinations.facts(snapshot.zoo(), entry), request);
        });
  }

  /**
   * Asks the zoo, and once more if it lacks what is asked for, or a file is not what it was: then
   * the folder may have changed since the last look.
   */
  public <T> T seekingTwice(Function<ZooSnapshot, T> question) {
    ZooSnapshot before = zoo.current();
    try {
      return question.apply(before);
    } catch (LucyException e) {
      boolean mayHaveChanged =
          switch (e.reason()) {
            case NOT_FOUND, DIGEST_MISMATCH, PATH_UNRESOLVED, LABEL_INVALID -> true;
            default -> false;
          };
      ZooSnapshot now = mayHaveChanged ? zoo.lookAgain() : before;
      if (now.equals(before)) {
        throw e;
      }
      return question.apply(now);
    }
  }

  private NetworkAnatomy anatomy(ZooSnapshot snapshot, ZooEntry entry) {
    Examination found = examinations.of(snapshot.zoo(), entry);
    return new NetworkAnatomy(entry, found.anatomyOf(entry), found.obstaclesOf(entry));
  }

  private static ZooEntry byDigest(ZooSnapshot snapshot, String digest) {
    return snapshot
        .byDigest(digest)
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "no network with the digest " + digest + " (add its file to the zoo)"));
  }

  private void examineAll(ZooSnapshot snapshot) {
    examinations.retain(snapshot.zoo());
    files.retain(snapshot);
    for (ZooEntry entry : snapshot.zoo().versions()) {
      if (!snapshot.equals(zoo.current())) {
        return;
      }
      try {
        Examination unused = examinations.of(snapshot.zoo(), entry);
      } catch (LucyException changedMeanwhile) {
        // The next look at the folder says what it is now.
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "cannot examine '" + entry.id() + "'", e);
      }
    }
  }

  @Override
  public void close() {
    zoo.close();
    examiner.shutdownNow();
  }
}
