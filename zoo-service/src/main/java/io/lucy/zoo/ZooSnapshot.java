package io.lucy.zoo;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.zoo.Zoo;
import io.lucy.engine.zoo.ZooEntry;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A zoo as it was at one look. Immutable: whoever holds one sees the same networks until it is done
 * with it.
 */
public final class ZooSnapshot {
  private final Zoo zoo;
  private final Map<String, ChangedNetwork> changed;

  /**
   * A network whose file is no longer the one that was seen first.
   *
   * @param recorded as it was seen first
   */
  record ChangedNetwork(ZooEntry recorded, String message) {
    LucyException refusal() {
      return new LucyException(Reason.DIGEST_MISMATCH, message);
    }
  }

  /**
   * @param zoo without the changed networks
   * @param changed by {@code name/version}
   */
  ZooSnapshot(Zoo zoo, Map<String, ChangedNetwork> changed) {
    this.zoo = zoo;
    this.changed = Map.copyOf(changed);
  }

  /** The networks that can be used. */
  public Zoo zoo() {
    return zoo;
  }

  /**
   * The network that a user means, as {@link Zoo#find} reads it.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}; {@link Reason#DIGEST_MISMATCH} if its file was
   *     changed, also when an older version of it was not
   */
  public ZooEntry find(String nameOrDigestPrefix) {
    for (ChangedNetwork network : changed.values()) {
      ZooEntry recorded = network.recorded();
      boolean meant =
          recorded.id().equals(nameOrDigestPrefix)
              || recorded.digest().equals(nameOrDigestPrefix)
              || (recorded.name().equals(nameOrDigestPrefix) && isNewest(recorded));
      if (meant) {
        throw network.refusal();
      }
    }
    return zoo.find(nameOrDigestPrefix);
  }

  /**
   * The network whose file has a digest.
   *
   * @throws LucyException {@link Reason#DIGEST_MISMATCH} if there was one, and it was changed
   */
  public Optional<ZooEntry> byDigest(String digest) {
    Optional<ZooEntry> found = zoo.byDigest(digest);
    if (found.isEmpty()) {
      for (ChangedNetwork network : changed.values()) {
        if (network.recorded().digest().equals(digest)) {
          throw network.refusal();
        }
      }
    }
    return found;
  }

  /** Whether there was a network of this name that was changed. */
  public boolean isChanged(String name) {
    return changed.values().stream().anyMatch(network -> network.recorded().name().equals(name));
  }

  /** Networks whose files are no longer those that were seen first, and what to do about each. */
  public Map<ZooEntry, String> changed() {
    Map<ZooEntry, String> messages = new LinkedHashMap<>();
    changed.values().stream()
        .sorted(Comparator.comparing(network -> network.recorded().id()))
        .forEach(network -> messages.put(network.recorded(), network.message()));
    return messages;
  }

  /** All versions of a network, the newest first; empty if there is none of this name. */
  public List<ZooEntry> versions(String name) {
    return zoo.versions().stream().filter(entry -> entry.name().equals(name)).toList();
  }

  private boolean isNewest(ZooEntry recorded) {
    return versions(recorded.name()).stream()
        .noneMatch(entry -> entry.version() > recorded.version());
  }
}
