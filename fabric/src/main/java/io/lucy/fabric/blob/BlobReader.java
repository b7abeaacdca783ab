package io.lucy.fabric.blob;

import java.nio.file.Path;

/** Where blobs can be read by their identity. */
@FunctionalInterface
public interface BlobReader {
  /**
   * The blob as a file, which stays readable for as long as it is open.
   *
   * @throws io.lucy.engine.LucyException with {@code NOT_FOUND}; with {@code STORAGE_FAILED} if a
   *     disk refuses
   * @throws io.lucy.fabric.UnavailableException if the store does not answer
   */
  Path file(BlobId blob);
}
