package io.lucy.inserter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.common.v1.Progress;
import io.lucy.proto.event.v1.CloneRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of clones in the state store, and what finds them. */
final class StoredClones {
  private final StateStore store;
  private final StateRebuild rebuild;

  /**
   * Looks into a store.
   *
   * @param rebuild asked for when the store does not have what it should
   */
  StoredClones(StateStore store, StateRebuild rebuild) {
    this.store = store;
    this.rebuild = rebuild;
  }

  /** What is known of a clone; empty if nothing is, not even after a store was rebuilt. */
  Optional<CloneRecord> find(CloneId clone) {
    Optional<byte[]> value = store.get(CloneKeys.clone(clone));
    if (value.isEmpty() && rebuild.isNeeded()) {
      rebuild.ifNeeded();
      value = store.get(CloneKeys.clone(clone));
    }
    return value.map(StoredClones::parse);
  }

  /** Keeps a clone's first record unless there is one. Whether there was none. */
  boolean putIfAbsent(CloneId clone, CloneRecord record) {
    return store.putIfAbsent(CloneKeys.clone(clone), record.toByteArray());
  }

  void put(CloneId clone, CloneRecord record) {
    store.put(CloneKeys.clone(clone), record.toByteArray());
  }

  /** Says that a clone waits for a localisation; whoever does it takes that back. Idempotent. */
  void want(String work, CloneId clone) {
    store.add(CloneKeys.wanted(work), clone.toString());
  }

  /**
   * Gives a name to a clone, unless another one has it that is not deleted. Whether it has it now.
   */
  boolean claimName(CloneId clone, String name) {
    String key = CloneKeys.name(clone.owner(), name);
    byte[] id = clone.id().getBytes(StandardCharsets.US_ASCII);
    while (!store.putIfAbsent(key, id)) {
      Optional<byte[]> holder = store.get(key);
      if (holder.isEmpty()) {
        continue;
      }
      CloneId other =
          new CloneId(clone.owner(), new String(holder.get(), StandardCharsets.US_ASCII));
      if (other.equals(clone)) {
        return true;
      }
      Optional<CloneRecord> record = find(other);
      boolean free = record.isPresent() && record.get().getDeleted();
      if (!free) {
        return false;
      }
      if (store.replace(key, holder.get(), id)) {
        return true;
      }
    }
    return true;
  }

  /** The clone that has a name, or had it last. */
  Optional<CloneId> named(String owner, String name) {
    Optional<byte[]> id = store.get(CloneKeys.name(owner, name));
    if (id.isEmpty() && rebuild.isNeeded()) {
      rebuild.ifNeeded();
      id = store.get(CloneKeys.name(owner, name));
    }
    return id.map(bytes -> new CloneId(owner, new String(bytes, StandardCharsets.US_ASCII)));
  }

  /** A completed clone and its path. */
  record Placed(String pathId, CloneId id) {}

  /**
   * Completed clones whose path's id begins with some digits.
   *
   * @param limit the most that are returned, in the order of their paths
   */
  List<Placed> withPath(String owner, String digits, int limit) {
    List<Placed> found = new ArrayList<>();
    for (String member : store.members(CloneKeys.paths(owner), digits, limit)) {
      if (!member.startsWith(digits)) {
        break;
      }
      int colon = member.indexOf(':');
      found.add(
          new Placed(member.substring(0, colon), new CloneId(owner, member.substring(colon + 1))));
    }
    return found;
  }

  /**
   * Clones by id.
   *
   * @param after the id before the first
   */
  List<CloneId> ids(String owner, String after, int limit) {
    if (after.isEmpty() && rebuild.isNeeded()) {
      rebuild.ifNeeded();
    }
    return store.members(CloneKeys.clones(owner), after, limit).stream()
        .map(id -> new CloneId(owner, id))
        .toList();
  }

  /** What clients see of some clones, with their progress; those that are gone are left out. */
  List<Clone> shown(List<CloneId> clones) {
    List<Clone> known = new ArrayList<>();
    for (Optional<byte[]> value : getAll(clones.stream().map(CloneKeys::clone).toList())) {
      value
          .map(StoredClones::parse)
          .filter(record -> CloneLife.isAccepted(record) && !record.getDeleted())
          .ifPresent(record -> known.add(record.getClone()));
    }
    List<Clone> running = known.stream().filter(StoredClones::isRunning).toList();
    List<Optional<byte[]>> progress =
        getAll(running.stream().map(clone -> CloneKeys.progress(id(clone))).toList());
    for (int i = 0; i < running.size(); i++) {
      Clone clone = running.get(i);
      progress
          .get(i)
          .ifPresent(
              value -> known.set(known.indexOf(clone), withProgress(clone, progress(value))));
    }
    return known;
  }

  private List<Optional<byte[]>> getAll(List<String> keys) {
    return keys.isEmpty() ? List.of() : store.getAll(keys);
  }

  private static boolean isRunning(Clone clone) {
    return clone.getState() == CloneState.CLONE_STATE_LOCALIZING
        || clone.getState() == CloneState.CLONE_STATE_INSERTING;
  }

  /** The clone with how far it is, while there is something to be far in. */
  static Clone withProgress(Clone clone, Progress progress) {
    return isRunning(clone) ? clone.toBuilder().setProgress(progress).build() : clone;
  }

  static CloneId id(Clone clone) {
    return new CloneId(clone.getOwner(), clone.getId());
  }

  static CloneRecord parse(byte[] value) {
    try {
      return CloneRecord.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a clone's record in the state store cannot be read (rebuild it from the log)", e);
    }
  }

  static Progress progress(byte[] value) {
    try {
      return Progress.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      return Progress.getDefaultInstance();
    }
  }
}
