package io.lucy.transfer;

import io.lucy.fabric.blob.BlobId;

/**
 * Keys and sets of the state store that are about datasets and paths. All of it can be rebuilt from
 * the log.
 *
 * <pre>
 * dataset:OWNER:SHA256       DatasetRecord; for good
 * datasets:OWNER             set of "NAME SHA256"
 * path:OWNER:PATH_ID         PathRecord without the encoded path; for good
 * paths:OWNER                set of PATH_IDs
 * path-clones:OWNER:PATH_ID  set of the clones that the path came from, and ~ if it was imported
 * heard:OWNER:CLONE_ID       CloneFacts; for good while a path is kept, else a month
 * references:SHA256          set of "OWNER dataset", "OWNER clone CLONE_ID", "OWNER path PATH_ID CLONE_ID":
 *                            what keeps a blob
 * built:transfer             there unless the store lost what was in it
 * </pre>
 *
 * <p>Digests and ids are 64 hexadecimal digits and owners have no spaces, so all of it can be told
 * apart.
 */
final class TransferKeys {
  /** The key whose absence says that the store has to be rebuilt. */
  static final String BUILT = "built:transfer";

  /** Stands where a clone's id stands, for paths that were put here; sorts behind every id. */
  static final String IMPORT = "~";

  private TransferKeys() {}

  static String dataset(String owner, String sha256) {
    return "dataset:" + owner + ":" + sha256;
  }

  static String datasets(String owner) {
    return "datasets:" + owner;
  }

  static String path(String owner, String pathId) {
    return "path:" + owner + ":" + pathId;
  }

  static String paths(String owner) {
    return "paths:" + owner;
  }

  static String pathClones(String owner, String pathId) {
    return "path-clones:" + owner + ":" + pathId;
  }

  static String heard(String owner, String cloneId) {
    return "heard:" + owner + ":" + cloneId;
  }

  static String references(BlobId blob) {
    return "references:" + blob.sha256();
  }

  /** The key of a record in lucy.datasets or lucy.paths: the owner, and a digest or id. */
  static String record(String owner, String digits) {
    return owner + ":" + digits;
  }
}
