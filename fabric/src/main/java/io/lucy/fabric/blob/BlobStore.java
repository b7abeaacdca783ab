package io.lucy.fabric.blob;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/**
 * Keeps bytes under their digest. A blob is there whole, with the digest that it is named by, or
 * not at all.
 *
 * <p>Every method throws {@link io.lucy.fabric.UnavailableException} if the store does not answer,
 * and {@link io.lucy.engine.LucyException} with {@code STORAGE_FAILED} if a disk refuses.
 */
public interface BlobStore extends BlobReader {
  /** Those that are not here. A time of grace that the others may have begins anew. */
  Set<BlobId> missing(Collection<BlobId> blobs);

  /**
   * Keeps a blob. Idempotent.
   *
   * @throws io.lucy.engine.LucyException with {@code DIGEST_MISMATCH} if the bytes are others
   */
  void put(BlobId blob, Source bytes);

  /** Where bytes come from; opened anew if a transfer has to be repeated. */
  @FunctionalInterface
  interface Source {
    java.io.InputStream open() throws IOException;
  }
}
