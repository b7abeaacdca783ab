package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.Sha256;
import io.lucy.engine.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Digests of model files, each read again only when its stamp says that it may have changed.
 *
 * <p>A file that is still being written has no digest yet: it has to keep its stamp for a while.
 * One thread at a time.
 */
final class ModelDigests implements Zoo.FileDigests {
  private final Clock clock;
  private final Duration settling;
  private final Map<Path, Known> known = new HashMap<>();
  private boolean isFirstLook = true;
  private boolean isUnsettled;

  /**
   * @param digest null while the file settles
   * @param trusted whether the same stamp means the same bytes
   */
  private record Known(FileStamp stamp, Instant since, @Nullable String digest, boolean trusted) {}

  /**
   * @param settling how long a file that appears must stay as it is before it counts
   */
  ModelDigests(Clock clock, Duration settling) {
    this.clock = clock;
    this.settling = settling;
  }

  /** Begins a look at the whole folder. */
  void beginLook() {
    isUnsettled = false;
  }

  /** Ends a look, and forgets all files that it did not find. */
  void endLook(Set<Path> found) {
    known.keySet().retainAll(found);
    isFirstLook = false;
  }

  /** Whether another look will see more, though no file changes any more. */
  boolean isUnsettled() {
    return isUnsettled;
  }

  /** Whether a file of the last look has no digest yet. */
  boolean isBeingWritten(Path file) {
    Known last = known.get(file);
    return last != null && last.digest() == null;
  }

  @Override
  public String of(Path file) throws IOException {
    FileStamp stamp = FileStamp.of(file);
    Instant now = clock.instant();
    Known before = known.get(file);
    boolean same = before != null && before.stamp().equals(stamp);
    if (same && before.trusted() && before.digest() != null) {
      return before.digest();
    }
    Instant since = same ? before.since() : now;
    boolean settled = same && before.digest() != null;
    if (!isFirstLook && !settled && now.isBefore(since.plus(settling))) {
      known.put(file, new Known(stamp, since, null, false));
      throw unsettled(file);
    }
    String digest = Sha256.hexOfFile(file);
    if (!FileStamp.of(file).equals(stamp)) {
      throw unsettled(file);
    }
    boolean trusted = !stamp.isYoung(now);
    isUnsettled |= !trusted;
    known.put(file, new Known(stamp, since, digest, trusted));
    return digest;
  }

  private LucyException unsettled(Path file) {
    isUnsettled = true;
    return new LucyException(
        Reason.ZOO_INVALID,
        file.getFileName() + " is being written (wait until it is whole; it is noticed then)");
  }
}
