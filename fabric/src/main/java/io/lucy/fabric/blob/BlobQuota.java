package io.lucy.fabric.blob;

/** Decides whether a blob may be kept, before any of its bytes are. */
@FunctionalInterface
public interface BlobQuota {
  /** Lets everything in. */
  BlobQuota UNLIMITED = blob -> {};

  /**
   * Asked once for each blob or upload that begins, on the thread that brings it.
   *
   * @throws RuntimeException to refuse it; the caller of the store gets the same exception
   */
  void admit(BlobId blob);
}
