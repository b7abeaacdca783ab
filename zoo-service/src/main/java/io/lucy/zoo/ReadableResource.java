package io.lucy.zoo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of a known size that are read from any place on. */
public interface ReadableResource {
  long sizeBytes();

  /**
   * Opens them; the caller closes the stream. Reading throws a {@link io.lucy.engine.LucyException}
   * instead of the last byte if what was read may not be what was asked for.
   *
   * @param offset how many bytes to skip; at most the size
   */
  InputStream open(long offset) throws IOException;

  /** Bytes in memory, which nobody changes. */
  static ReadableResource of(byte[] bytes) {
    return new ReadableResource() {
      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public InputStream open(long offset) {
        int start = Math.toIntExact(offset);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
      }
    };
  }
}
