package io.lucy.transfer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.engine.LucyException;
import io.lucy.fabric.log.EventLog;
import io.lucy.fabric.log.LogRecord;
import io.lucy.fabric.log.Rebuildable;
import io.lucy.fabric.log.Topic;
import io.lucy.proto.clone.v1.Clone;
import io.lucy.proto.event.v1.CloneRecord;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/**
 * Builds what the state store has of datasets and paths from lucy.datasets, lucy.paths and
 * lucy.clones. While it does, whoever needs it is told to try again.
 */
final class TransferState implements Rebuildable {
  private static final Logger LOG = System.getLogger(TransferState.class.getName());

  private final EventLog log;
  private final BuiltState built;
  private final Datasets datasets;
  private final PathRecords paths;
  private final HeardClones clones;

  /** {@code clones} that look nothing up but what is there. */
  TransferState(
      EventLog log, BuiltState built, Datasets datasets, PathRecords paths, HeardClones clones) {
    this.log = log;
    this.built = built;
    this.datasets = datasets;
    this.paths = paths;
    this.clones = clones;
  }

  /** What restores one record. */
  @FunctionalInterface
  private interface Restoration {
    void restore(LogRecord record) throws InvalidProtocolBufferException;
  }

  /** Rebuilds if that is needed. */
  synchronized void rebuildIfLost() {
    if (!built.isBuilt()) {
      rebuild();
    }
  }

  @Override
  public synchronized Rebuilt rebuild() {
    built.unmark();
    long kept = read(Topic.DATASETS, datasets::restore);
    Rebuilt rebuilt = new Rebuilt(0, kept, read(Topic.PATHS, this::restorePath));
    read(Topic.CLONES, this::restoreClone);
    built.mark();
    if (!rebuilt.equals(Rebuilt.NOTHING)) {
      LOG.log(Level.INFO, "state of datasets and paths rebuilt from the log: {0}", rebuilt);
    }
    return rebuilt;
  }

  /** How many keys have a record in the end. */
  private long read(Topic topic, Restoration restoration) {
    Set<String> kept = new HashSet<>();
    log.read(
        topic,
        record -> {
          try {
            restoration.restore(record);
            if (record.isTombstone()) {
              kept.remove(record.key());
            } else {
              kept.add(record.key());
            }
          } catch (InvalidProtocolBufferException | LucyException e) {
            // One record that cannot be read must not keep all the others away.
            LOG.log(
                Level.WARNING,
                () -> "passed over in " + topic.name() + ", key " + record.key() + ": " + e);
          }
        });
    return kept.size();
  }

  private void restorePath(LogRecord record) throws InvalidProtocolBufferException {
    paths
        .restore(record)
        .filter(path -> !path.getCloneId().isEmpty())
        .ifPresent(
            path ->
                clones.hear(
                    path.getOwner(),
                    path.getCloneId(),
                    CloneFacts.completed(
                        new CloneFacts.Result(
                            Digests.digits(path.getPathId(), "path id"),
                            Digests.blob(path.getData()),
                            path.getName()))));
  }

  private void restoreClone(LogRecord record) throws InvalidProtocolBufferException {
    if (record.isTombstone()) {
      return;
    }
    CloneRecord known = CloneRecord.parseFrom(record.value());
    Clone clone = known.getClone();
    if (known.getDeleted()) {
      clones.hear(clone.getOwner(), clone.getId(), CloneFacts.DELETED);
      return;
    }
    if (!clone.hasSpec()) {
      return;
    }
    CloneFacts facts = CloneFacts.requested(Digests.blob(clone.getSpec().getData()));
    switch (clone.getState()) {
      case CLONE_STATE_COMPLETED -> facts = facts.and(completed(clone));
      case CLONE_STATE_FAILED, CLONE_STATE_CANCELLED -> facts = facts.and(CloneFacts.ENDED);
      default -> {}
    }
    clones.hear(clone.getOwner(), clone.getId(), facts);
  }

  private CloneFacts completed(Clone clone) {
    return paths
        .restoreClone(
            clone.getOwner(),
            clone.getId(),
            clone.getName(),
            Digests.digits(clone.getResult().getPathId(), "path id"))
        .map(CloneFacts::completed)
        .orElse(CloneFacts.ENDED);
  }
}
