package io.lucy.inserter;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Topic;
import io.lucy.fabric.state.StateStore;
import io.lucy.fabric.work.CloneKeys;
import io.lucy.proto.event.v1.CloneRecord;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Builds what the state store knows of clones anew from the log, while everything goes on.
 *
 * <p>A store that has lost what was in it lacks a certain key; whoever misses a clone looks for
 * that key. Two services that rebuild at the same time do no harm.
 */
final class StateRebuild {
  private static final System.Logger LOGGER = System.getLogger(StateRebuild.class.getName());

  private final EventLog log;
  private final StateStore store;
  private final CloneIndex index;

  StateRebuild(EventLog log, StateStore store) {
    this.log = log;
    this.store = store;
    this.index = new CloneIndex(store);
  }

  boolean isNeeded() {
    return store.get(CloneKeys.BUILT).isEmpty();
  }

  /** Rebuilds if it is needed; who comes while it goes on waits. */
  synchronized void ifNeeded() {
    if (isNeeded()) {
      run();
    }
  }

  /** Rebuilds, needed or not. Returns how many records were read. */
  synchronized long run() {
    AtomicLong records = new AtomicLong();
    log.read(
        Topic.CLONES,
        record -> {
          read(record).ifPresent(known -> index.restore(StoredClones.id(known.getClone()), known));
          records.incrementAndGet();
        });
    store.put(CloneKeys.BUILT, new byte[] {1});
    if (records.get() > 0) {
      LOGGER.log(Level.INFO, "rebuilt the state of clones from {0} records of the log", records);
    }
    return records.get();
  }

  private static Optional<CloneRecord> read(LogRecord record) {
    if (record.isTombstone()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CloneRecord.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException e) {
      LOGGER.log(
          Level.ERROR,
          "the record of clone " + record.key() + " in " + Topic.CLONES.name() + " cannot be read",
          e);
      return Optional.empty();
    }
  }
}
