package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A zoo's folder, looked at again and again.
 *
 * <p>A version of a network is what its file was when it was first seen, until the file is gone: a
 * file that was changed in place is refused, not taken for another network. One thread at a time.
 */
final class ZooFolder {
  private static final int DEPTH = 3;

  private final Path folder;
  private final ModelDigests digests;
  private final Predicate<String> isNetwork;
  private final Map<String, Recorded> recorded = new HashMap<>();
  private Map<Path, FileStamp> stamps = Map.of();

  /**
   * A version as it was first seen.
   *
   * @param proven whether it was a network then
   */
  private record Recorded(ZooEntry entry, boolean proven) {}

  /**
   * @param isNetwork whether the file with a digest is known to be a network that can be used;
   *     anything else, such as a part of a network, may still become one
   */
  ZooFolder(Path folder, Clock clock, Duration settling, Predicate<String> isNetwork) {
    this.folder = folder;
    this.digests = new ModelDigests(clock, settling);
    this.isNetwork = isNetwork;
  }

  /** Whether a look would see something else than the last one. Reads no file. */
  boolean hasChanged() {
    Map<Path, FileStamp> now = stampsNow();
    return digests.isUnsettled() || now.isEmpty() || !stamps.equals(now);
  }

  /**
   * Looks at the folder.
   *
   * @throws LucyException as {@link Zoo#look}
   */
  ZooSnapshot look() {
    Map<Path, FileStamp> seen = stampsNow();
    digests.beginLook();
    Zoo zoo = Zoo.look(folder, digests);
    digests.endLook(seen.keySet());
    recorded.values().removeIf(known -> !Files.exists(known.entry().path()));
    recorded.replaceAll(
        (id, known) ->
            new Recorded(known.entry(), known.proven() || isNetwork.test(known.entry().digest())));
    Map<ZooEntry, String> reasons = new LinkedHashMap<>();
    Map<String, ZooSnapshot.ChangedNetwork> changed = new HashMap<>();
    for (ZooEntry entry : zoo.versions()) {
      Recorded known = recorded.get(entry.id());
      if (known == null || !known.proven()) {
        recorded.put(entry.id(), new Recorded(entry, false));
      } else if (known.entry().digest().equals(entry.digest())) {
        recorded.put(entry.id(), new Recorded(entry, true));
      } else {
        String message = changed(known.entry(), "has digest " + entry.digest());
        reasons.put(entry, message);
        changed.put(entry.id(), new ZooSnapshot.ChangedNetwork(known.entry(), message));
      }
    }
    addThoseBeingWritten(zoo, changed);
    stamps = seen;
    return new ZooSnapshot(zoo.without(reasons), changed);
  }

  private void addThoseBeingWritten(Zoo zoo, Map<String, ZooSnapshot.ChangedNetwork> changed) {
    Set<String> found = new HashSet<>();
    zoo.versions().forEach(entry -> found.add(entry.id()));
    recorded.forEach(
        (id, known) -> {
          boolean isMissing = known.proven() && !found.contains(id);
          if (isMissing && digests.isBeingWritten(known.entry().path())) {
            String message = changed(known.entry(), "is being written");
            changed.put(id, new ZooSnapshot.ChangedNetwork(known.entry(), message));
          }
        });
  }

  private static String changed(ZooEntry first, String how) {
    return "'"
        + first.path()
        + "' "
        + how
        + " (expected: "
        + first.digest()
        + "; a version of a network never changes: restore its file, or remove its folder and add"
        + " the network as a new version)";
  }

  /** By file and folder; empty if something vanished meanwhile, or cannot be read. */
  private Map<Path, FileStamp> stampsNow() {
    Map<Path, FileStamp> found = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.getFileName().toString().startsWith(".")) {
          found.put(file, FileStamp.of(file));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return Map.of();
    }
    return found;
  }
}
