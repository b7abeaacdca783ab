package io.lucy.zoo.inference;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The clone paths that are kept, as the topic {@code lucy.paths} tells: a path is there as soon as
 * its record arrives, and gone with its tombstone. Safe to share between threads.
 */
public final class CloneCatalog implements EventLog.Tailing {
  private static final System.Logger LOG = System.getLogger(CloneCatalog.class.getName());

  private final Map<String, ServedPath> byKey = new HashMap<>();
  private final Map<String, Owned> byOwner = new HashMap<>();
  private volatile boolean isCaughtUp;

  private static final class Owned {
    final Map<String, ServedPath> byId = new HashMap<>();
    final Map<String, Map<String, ServedPath>> byName = new HashMap<>();

    void add(ServedPath path) {
      byId.put(path.id(), path);
      if (!path.name().isEmpty()) {
        byName.computeIfAbsent(path.name(), name -> new TreeMap<>()).put(path.id(), path);
      }
    }

    void remove(ServedPath path) {
      byId.remove(path.id());
      Map<String, ServedPath> named = byName.getOrDefault(path.name(), new HashMap<>());
      named.remove(path.id());
      if (named.isEmpty()) {
        byName.remove(path.name());
      }
    }
  }

  @Override
  public void handle(LogRecord record) {
    try {
      put(record.key(), record.isTombstone() ? null : ServedPath.of(record.value()));
    } catch (InvalidProtocolBufferException e) {
      LOG.log(System.Logger.Level.ERROR, "not a PathRecord: '" + record.key() + "'", e);
    }
  }

  @Override
  public void caughtUp() {
    isCaughtUp = true;
  }

  /** Whether all paths are known that were kept when this process began. */
  public boolean isCaughtUp() {
    return isCaughtUp;
  }

  /**
   * The path that a user means, by its id or by the name of its clone.
   *
   * @throws LucyException {@link Reason#NOT_FOUND}, also if the name means more than one
   */
  synchronized ServedPath find(String owner, String idOrName) {
    Owned owned = byOwner.getOrDefault(owner, new Owned());
    ServedPath path = owned.byId.get(idOrName);
    if (path != null) {
      return path;
    }
    Collection<ServedPath> named = owned.byName.getOrDefault(idOrName, Map.of()).values();
    if (named.size() > 1) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "'"
              + idOrName
              + "' means more than one clone: "
              + named.stream().map(ServedPath::id).collect(Collectors.joining(", "))
              + " (name one by its path id)");
    }
    return named.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new LucyException(
                    Reason.NOT_FOUND,
                    "no model '"
                        + idOrName
                        + "' (expected: a network's name, a clone's name or path id; list them"
                        + " with RepositoryIndex)"));
  }

  /** All paths of an owner by the names that mean them alone: a clone's name, or else an id. */
  synchronized Map<String, ServedPath> list(String owner) {
    Owned owned = byOwner.getOrDefault(owner, new Owned());
    Map<String, ServedPath> listed = new TreeMap<>();
    for (ServedPath path : owned.byId.values()) {
      Map<String, ServedPath> named = owned.byName.getOrDefault(path.name(), Map.of());
      listed.put(named.size() == 1 ? path.name() : path.id(), path);
    }
    return listed;
  }

  /** How many paths are kept. */
  public synchronized int size() {
    return byKey.size();
  }

  private synchronized void put(String key, @Nullable ServedPath path) {
    ServedPath before = path == null ? byKey.remove(key) : byKey.put(key, path);
    if (before != null) {
      byOwner.getOrDefault(before.owner(), new Owned()).remove(before);
    }
    if (path != null) {
      byOwner.computeIfAbsent(path.owner(), owner -> new Owned()).add(path);
    }
  }
}
