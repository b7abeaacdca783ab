package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far a group has come in a topic, in a file of its own.
 *
 * <pre>
 * offset := offset:int64 crc:int32     CRC32C over the offset
 * </pre>
 *
 * Survives the death of the process at once, and that of the machine when the system gets round to
 * writing it: a group may be handed records again, and never misses one.
 */
final class GroupOffset implements AutoCloseable {
  static final String SUFFIX = ".offset";

  private static final int BYTES = 12;

  private final Path file;
  private final RandomAccessFile access;
  private long committed;
  private boolean closed;

  /**
   * @param end of the topic: no group can have come farther
   */
  GroupOffset(Path file, long end) {
    this.file = file;
    try {
      this.access = new RandomAccessFile(file.toFile(), "rw");
      this.committed = Math.min(read(), end);
      write(committed);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  synchronized long committed() {
    return committed;
  }

  /** Moves on; never goes back. Does nothing once closed. */
  synchronized void commit(long offset) {
    if (offset <= committed || closed) {
      return;
    }
    try {
      write(offset);
      committed = offset;
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** A file that says nothing sensible means that the group begins anew. */
  private long read() throws IOException {
    if (access.length() != BYTES) {
      return 0;
    }
    byte[] bytes = new byte[BYTES];
    access.seek(0);
    access.readFully(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long offset = buffer.getLong();
    return buffer.getInt() == checksum(bytes) ? offset : 0;
  }

  private void write(long offset) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).putLong(offset);
    buffer.putInt(checksum(buffer.array()));
    access.seek(0);
    access.write(buffer.array());
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Long.BYTES);
    return (int) crc.getValue();
  }

  private LucyException refused(IOException cause) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "cannot keep '%s': %s (check space and permissions)"
            .formatted(file, DiskError.describe(cause)),
        cause);
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      access.close();
    } catch (IOException e) {
      throw refused(e);
    }
  }
}
