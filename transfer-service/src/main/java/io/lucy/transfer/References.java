package io.lucy.transfer;

import io.lucy.fabric.blob.BlobId;
import io.lucy.fabric.state.StateStore;
import java.util.List;

/** What keeps blobs from being collected. Adding and removing are idempotent. */
final class References {
  private final StateStore state;

  References(StateStore state) {
    this.state = state;
  }

  /** That a dataset of the owner is this blob. */
  static String dataset(String owner) {
    return owner + " dataset";
  }

  /** That a clone of the owner, which is being built, needs this blob. */
  static String clone(String owner, String cloneId) {
    return owner + " clone " + cloneId;
  }

  /** That a path of the owner is this blob, as it came from a clone or an import. */
  static String path(String owner, String pathId, String cloneId) {
    return owner + " path " + pathId + " " + cloneId;
  }

  void add(BlobId blob, String reference) {
    state.add(TransferKeys.references(blob), reference);
  }

  void remove(BlobId blob, String reference) {
    state.remove(TransferKeys.references(blob), reference);
  }

  /** Whether anything of anybody refers to the blob. */
  boolean has(BlobId blob) {
    return !state.members(TransferKeys.references(blob), "", 1).isEmpty();
  }

  /** Whether anything of the owner refers to the blob. */
  boolean has(BlobId blob, String owner) {
    String prefix = owner + " ";
    List<String> next = state.members(TransferKeys.references(blob), prefix, 1);
    return !next.isEmpty() && next.get(0).startsWith(prefix);
  }
}
