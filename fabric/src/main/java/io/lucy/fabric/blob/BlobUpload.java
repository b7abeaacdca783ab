package io.lucy.fabric.blob;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A blob that arrives in pieces, over any number of connections and restarts. Holds no resources,
 * and may be used from several threads.
 */
public interface BlobUpload {
  BlobId blob();

  /** Whether the whole blob is kept, by this upload or any other. */
  boolean isComplete();

  /** How many bytes are here for good, also after a power failure; empty if none have come yet. */
  OptionalLong committedBytes();

  /**
   * Keeps the next bytes.
   *
   * @param offset what {@link #committedBytes} would say; 0 if that is empty
   * @throws io.lucy.engine.LucyException with {@code ARGUMENT_INVALID} if another offset is next,
   *     or the blob would grow above its size; with {@code STORAGE_FAILED} if the disk refuses, and
   *     then nothing of the upload is left
   */
  void append(long offset, ByteBuffer bytes);

  /**
   * Makes a blob of what has come. Idempotent. Reads all bytes once to recompute their digest.
   *
   * @throws io.lucy.engine.LucyException with {@code DIGEST_MISMATCH} if they are others or too
   *     few, and then nothing of the upload is left
   */
  void finish();
}
