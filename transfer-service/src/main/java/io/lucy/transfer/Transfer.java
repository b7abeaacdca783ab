package io.lucy.transfer;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.blob.BlobQuota;
import io.lucy.fabric.blob.FolderBlobStore;
import io.lucy.fabric.log.Consumption;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.log.RecordHandler;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All of transfer-service, put together, without its edge. One process owns the folder; log and
 * state store are shared, and belong to whoever made them.
 */
public final class Transfer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Transfer.class.getName());
  private static final String GROUP = "transfer";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final EventLog log;
  private final Settings settings;
  private final OwnedBlobs blobs;
  private final Datasets datasets;
  private final Paths paths;
  private final CloneEvents events;
  private final TransferState content;
  private final GarbageCollection garbage;
  private final ScheduledExecutorService upkeep;
  private EventLog.@Nullable Subscription subscription;

  /**
   * What can be chosen.
   *
   * @param folder of blobs and claims
   * @param quotaBytes of each owner; 0: no limit
   * @param grace how long blobs stay that nothing refers to
   * @param collectEvery how often they are looked for
   * @param cacheBytes of paths that are kept in memory
   */
  public record Settings(
      Path folder, long quotaBytes, Duration grace, Duration collectEvery, long cacheBytes) {}

  /** Opens the folder; nothing is done by itself before {@link #start}. */
  public Transfer(Settings settings, EventLog log, StateStore state, Clock clock) {
    this.log = log;
    this.settings = settings;
    BuiltState built = new BuiltState(state);
    References references = new References(state);
    Announcements announcements = new Announcements(log);
    Claims claims = new Claims(settings.folder().resolve("claims"), clock);
    Quota quota = new Quota(claims, settings.quotaBytes(), clock);
    FolderBlobStore store =
        new FolderBlobStore(settings.folder().resolve("blobs"), BlobQuota.UNLIMITED);
    PathCache cache = new PathCache(settings.cacheBytes(), System::nanoTime);
    this.blobs = new OwnedBlobs(store, claims, quota, references);
    this.datasets = new Datasets(blobs, state, built, references, announcements);
    PathRecords records = new PathRecords(blobs, state, references, announcements, cache);
    this.paths = new Paths(blobs, state, built, records, cache);
    this.events = new CloneEvents(blobs, records, new HeardClones(state, references, built::get));
    this.content =
        new TransferState(
            log, built, datasets, records, new HeardClones(state, references, state::get));
    this.garbage =
        new GarbageCollection(store, claims, quota, references, built, clock, settings.grace());
    this.upkeep = Executors.newSingleThreadScheduledExecutor(named("lucy-transfer-upkeep"));
  }

  public OwnedBlobs blobs() {
    return blobs;
  }

  public Datasets datasets() {
    return datasets;
  }

  public Paths paths() {
    return paths;
  }

  public GarbageCollection garbage() {
    return garbage;
  }

  /** What follows the events of clones; {@link #start} does by itself. */
  RecordHandler events() {
    return events;
  }

  /** Rebuilds what is lost, follows events, and collects from time to time. */
  public void start() {
    attempt("rebuild the state of datasets and paths", content::rebuildIfLost);
    subscription = log.consume(Topic.EVENTS, GROUP, Consumption.DEFAULT, events);
    repeat(LOOK_EVERY, "rebuild the state of datasets and paths", content::rebuildIfLost);
    repeat(settings.collectEvery(), "collect blobs", this::collect);
  }

  /** What the state store has of datasets and paths. */
  public Rebuildable content() {
    return content;
  }

  /** Stops what goes on by itself. */
  @Override
  public void close() {
    upkeep.shutdownNow();
    if (subscription != null) {
      subscription.close();
    }
    try {
      if (!upkeep.awaitTermination(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "upkeep goes on after {0}", STOP_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private void collect() {
    GarbageCollection.Collected collected = garbage.collect();
    if (collected.blobs() > 0) {
      LOG.log(
          Level.INFO,
          "collected {0} blobs of {1} bytes that nothing refers to",
          collected.blobs(),
          collected.bytes());
    }
  }

  private void repeat(Duration pause, String what, Runnable task) {
    ScheduledFuture<?> unused =
        upkeep.scheduleWithFixedDelay(
            () -> attempt(what, task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What fails now is tried again later, and must not end the schedule. */
  private static void attempt(String what, Runnable task) {
    try {
      task.run();
    } catch (UnavailableException e) {
      LOG.log(Level.WARNING, "cannot {0} yet: {1}", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot " + what + " (tried again later)", e);
    }
  }
}
