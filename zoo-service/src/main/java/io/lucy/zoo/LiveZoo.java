package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The zoo in a folder, as it is now: networks that are added to the folder appear, and those that
 * are removed vanish, without a restart.
 *
 * <p>Stamps of files are compared once an interval, which works on every file system; files are
 * read only when theirs differ. Readers take a {@link ZooSnapshot} and keep it for as long as they
 * need one answer. Safe to share between threads.
 */
public final class LiveZoo implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LiveZoo.class.getName());
  private static final long LEAST_NANOS_BETWEEN_LOOKS = Duration.ofMillis(50).toNanos();

  private final Path path;
  private final ZooFolder folder;
  private final List<Consumer<ZooSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clockwork;
  private boolean isClosed;
  private volatile ZooSnapshot current;
  private volatile long lookedAt = System.nanoTime();

  private LiveZoo(Path path, ZooFolder folder, Duration interval) {
    this.path = path;
    this.folder = folder;
    this.current = folder.look();
    this.clockwork =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lucy-zoo-look");
              thread.setDaemon(true);
              return thread;
            });
    long nanos = interval.toNanos();
    var unused =
        clockwork.scheduleWithFixedDelay(this::lookQuietly, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Opens the zoo in a folder, which may be empty.
   *
   * @param interval between two looks, and how long a file that appears must stay as it is
   * @param isNetwork whether the file with a digest is known to be a network that can be used
   * @throws LucyException {@link io.lucy.engine.Reason#NOT_FOUND} if the folder is not there
   */
  static LiveZoo open(Path path, Duration interval, Predicate<String> isNetwork) {
    ZooFolder folder = new ZooFolder(path, Clock.systemUTC(), interval, isNetwork);
    return new LiveZoo(path, folder, interval);
  }

  /** The zoo at the last look. */
  public ZooSnapshot current() {
    return current;
  }

  /** Looks again if anything changed; for those who miss a network that may have just come. */
  public ZooSnapshot lookAgain() {
    if (System.nanoTime() - lookedAt > LEAST_NANOS_BETWEEN_LOOKS) {
      lookQuietly();
    }
    return current;
  }

  /** Tells of every zoo that is not as the one before. On the thread that looked. */
  void whenChanged(Consumer<ZooSnapshot> listener) {
    listeners.add(listener);
  }

  private synchronized void lookQuietly() {
    if (isClosed) {
      return;
    }
    try {
      if (folder.hasChanged()) {
        publish(folder.look());
      }
    } catch (LucyException e) {
      publish(empty(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot look at the zoo '" + path + "'", e);
    } finally {
      lookedAt = System.nanoTime();
    }
  }

  private void publish(ZooSnapshot next) {
    Zoo before = current.zoo();
    current = next;
    Zoo now = next.zoo();
    if (now.versions().equals(before.versions()) && now.problems().equals(before.problems())) {
      return;
    }
    now.problems().stream()
        .filter(problem -> !before.problems().contains(problem))
        .forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem.toString()));
    listeners.forEach(listener -> listener.accept(next));
  }

  /** What is left of a zoo whose folder cannot be read. */
  private ZooSnapshot empty(String problem) {
    Map<ZooEntry, String> gone = new HashMap<>();
    current.zoo().versions().forEach(entry -> gone.put(entry, problem));
    return new ZooSnapshot(current.zoo().without(gone), Map.of());
  }

  /** Waits for a look that is under way; there is none after it. */
  @Override
  public synchronized void close() {
    isClosed = true;
    clockwork.shutdownNow();
  }
}
