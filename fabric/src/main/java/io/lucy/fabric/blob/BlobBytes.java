package io.lucy.fabric.blob;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Compares bytes with the identity that they should have. */
final class BlobBytes {
  private static final int CHUNK_BYTES = 1 << 16;

  private BlobBytes() {}

  /**
   * Copies the bytes of a blob, and never more of them than it has.
   *
   * @throws IOException if they cannot be written
   * @throws LucyException with {@code DIGEST_MISMATCH} if they are others, with {@code
   *     STORAGE_FAILED} if they cannot be read
   */
  static void copy(BlobId blob, BlobStore.Source source, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] chunk = new byte[CHUNK_BYTES];
    long size = 0;
    try (InputStream in = opened(blob, source)) {
      for (int read = read(blob, in, chunk); read >= 0; read = read(blob, in, chunk)) {
        size += read;
        if (size > blob.sizeBytes()) {
          throw mismatch(blob, "more than " + blob.sizeBytes() + " bytes");
        }
        digest.update(chunk, 0, read);
        out.write(chunk, 0, read);
      }
    }
    require(blob, Sha256.finish(digest), size);
  }

  /**
   * Reads a file once.
   *
   * @throws LucyException with {@code DIGEST_MISMATCH} if it has other bytes
   */
  static void verify(BlobId blob, Path file) throws IOException {
    require(blob, Sha256.hexOfFile(file), BlobLayout.sizeOf(file));
  }

  private static void require(BlobId blob, String sha256, long sizeBytes) {
    if (!blob.sha256().equals(sha256) || blob.sizeBytes() != sizeBytes) {
      throw mismatch(blob, sha256 + "/" + sizeBytes);
    }
  }

  static LucyException mismatch(BlobId blob, String found) {
    return new LucyException(
        Reason.DIGEST_MISMATCH,
        "the bytes of blob " + blob + " are others: " + found + " (nothing of them was kept)");
  }

  private static InputStream opened(BlobId blob, BlobStore.Source source) {
    try {
      return source.open();
    } catch (IOException e) {
      throw unreadable(blob, e);
    }
  }

  private static int read(BlobId blob, InputStream in, byte[] chunk) {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw unreadable(blob, e);
    }
  }

  static LucyException unreadable(BlobId blob, IOException e) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot read the bytes that blob %s is made of: %s".formatted(blob, AtomicFile.describe(e)),
        e);
  }
}
