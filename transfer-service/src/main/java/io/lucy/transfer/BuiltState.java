package io.lucy.transfer;

import io.lucy.fabric.UnavailableException;
import io.lucy.fabric.state.StateStore;
import java.util.List;
import java.util.Optional;

/**
 * Looks things up in the state store, and notices if the store lost what was in it: then nothing
 * can be said to be missing before it was rebuilt.
 */
final class BuiltState {
  private static final byte[] MARK = {1};

  private final StateStore state;

  BuiltState(StateStore state) {
    this.state = state;
  }

  /**
   * The value of a key.
   *
   * @throws UnavailableException if it is missing and the store has to be rebuilt
   */
  Optional<byte[]> get(String key) {
    List<Optional<byte[]>> found = state.getAll(List.of(key, TransferKeys.BUILT));
    if (found.get(0).isEmpty() && found.get(1).isEmpty()) {
      throw lost();
    }
    return found.get(0);
  }

  /**
   * Returns if the store has what it should have.
   *
   * @throws UnavailableException if it has to be rebuilt
   */
  void require() {
    if (!isBuilt()) {
      throw lost();
    }
  }

  boolean isBuilt() {
    return state.get(TransferKeys.BUILT).isPresent();
  }

  void mark() {
    state.put(TransferKeys.BUILT, MARK);
  }

  /** Has everybody wait for a rebuild that begins. */
  void unmark() {
    state.delete(TransferKeys.BUILT);
  }

  private static UnavailableException lost() {
    return new UnavailableException(
        "the state store is empty and is being rebuilt from the log (try again in a moment)");
  }
}
