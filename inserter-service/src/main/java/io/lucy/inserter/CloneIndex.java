package io.lucy.inserter;

import io.lucy.fabric.grpc.Digits;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneId;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.event.v1.CloneRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes what clones are found by. Every act is idempotent. */
final class CloneIndex {
  private final StateStore store;

  CloneIndex(StateStore store) {
    this.store = store;
  }

  /** Makes a clone appear in lists and, once it has a path, be found by it. */
  void enter(Clone clone) {
    store.add(CloneKeys.clones(clone.getOwner()), clone.getId());
    if (clone.hasResult()) {
      store.add(CloneKeys.paths(clone.getOwner()), pathMember(clone));
    }
  }

  /** Undoes {@link #enter}; the name stays taken until another clone wants it. */
  void strike(Clone clone) {
    store.remove(CloneKeys.clones(clone.getOwner()), clone.getId());
    if (clone.hasResult()) {
      store.remove(CloneKeys.paths(clone.getOwner()), pathMember(clone));
    }
  }

  /** Takes in a record that was read from the log, unless the store has a later one. */
  void restore(CloneId clone, CloneRecord record) {
    Optional<CloneRecord> before = putUnlessLater(clone, record);
    if (record.getDeleted()) {
      before.filter(CloneLife::isAccepted).ifPresent(old -> strike(old.getClone()));
    } else if (CloneLife.isAccepted(record)) {
      enter(record.getClone());
      store.putIfAbsent(
          CloneKeys.name(clone.owner(), record.getClone().getName()),
          clone.id().getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Returns what was there before. */
  private Optional<CloneRecord> putUnlessLater(CloneId clone, CloneRecord record) {
    String key = CloneKeys.clone(clone);
    byte[] value = record.toByteArray();
    while (!store.putIfAbsent(key, value)) {
      Optional<byte[]> there = store.get(key);
      if (there.isPresent()) {
        CloneRecord other = StoredClones.parse(there.get());
        boolean later = other.getClone().getRevision() > record.getClone().getRevision();
        if (later || store.replace(key, there.get(), value)) {
          return Optional.of(other);
        }
      }
    }
    return Optional.empty();
  }

  private static String pathMember(Clone clone) {
    String path = Digits.of(clone.getResult().getPathId());
    return path + ":" + clone.getId();
  }
}
