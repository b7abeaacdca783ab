package io.lucy.fabric.work;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lucy.fabric.state.StateStore;
import io.lucy.proto.clone.v1.CloneState;
import io.lucy.proto.event.v1.CloneRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Tells whether anybody still waits for a clone. */
public final class WantedClones {
  private final StateStore store;

  public WantedClones(StateStore store) {
    this.store = store;
  }

  /**
   * Whether one of some clones is neither deleted nor at an end. A clone that the store does not
   * know is wanted: a store may have lost it.
   */
  public boolean anyOf(Collection<CloneId> clones) {
    List<String> keys = clones.stream().map(CloneKeys::clone).toList();
    return store.getAll(keys).stream().anyMatch(WantedClones::isWanted);
  }

  public boolean isWanted(CloneId clone) {
    return isWanted(store.get(CloneKeys.clone(clone)));
  }

  private static boolean isWanted(Optional<byte[]> record) {
    if (record.isEmpty()) {
      return true;
    }
    try {
      CloneRecord known = CloneRecord.parseFrom(record.get());
      return !known.getDeleted() && !isTerminal(known.getClone().getState());
    } catch (InvalidProtocolBufferException e) {
      // Whoever folds the clone's events meets it too, and says so.
      return true;
    }
  }

  /** Whether a clone in this state is done for good. */
  public static boolean isTerminal(CloneState state) {
    return switch (state) {
      case CLONE_STATE_COMPLETED, CLONE_STATE_FAILED, CLONE_STATE_CANCELLED -> true;
      case CLONE_STATE_UNSPECIFIED,
          CLONE_STATE_REQUESTED,
          CLONE_STATE_LOCALIZING,
          CLONE_STATE_INSERTING,
          UNRECOGNIZED ->
          false;
    };
  }
}
