package io.lucy.zoo;

import java.nio.ByteBuffer;

/** Bytes that are read from any place on. One reader at a time, who closes it. */
public interface ReadableResource extends AutoCloseable {
  long sizeBytes();

  /**
   * Fills a buffer up to its limit from a place on.
   *
   * @throws io.lucy.engine.LucyException if there are no longer so many bytes
   */
  void read(long position, ByteBuffer target);

  /**
   * Called after the last byte was read and before the reader is told so.
   *
   * @throws io.lucy.engine.LucyException {@code DIGEST_MISMATCH} if what was read may not be what
   *     was asked for
   */
  void requireUnchanged();

  @Override
  void close();

  /** Bytes in memory. */
  static ReadableResource of(byte[] bytes) {
    return new ReadableResource() {
      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public void read(long position, ByteBuffer target) {
        target.put(bytes, Math.toIntExact(position), target.remaining());
      }

      @Override
      public void requireUnchanged() {}

      @Override
      public void close() {}
    };
  }
}
