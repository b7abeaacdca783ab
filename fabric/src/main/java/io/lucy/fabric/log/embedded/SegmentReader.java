package io.lucy.fabric.log.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the durable records of one segment, from its first. Keeps reading a file that was deleted
 * meanwhile. Not thread-safe, and not disturbed by interrupts as a channel would be.
 */
final class SegmentReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Segment segment;
  private final RandomAccessFile in;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int begin;
  private int end;
  private long position = Segment.HEADER_BYTES;

  SegmentReader(Segment segment) throws IOException {
    this.segment = segment;
    this.in = new RandomAccessFile(segment.file().toFile(), "r");
    in.seek(position);
  }

  Segment segment() {
    return segment;
  }

  /** Where the next record begins, in bytes from the beginning of the file. */
  long position() {
    return position;
  }

  /**
   * The next record, or nothing at the end of what is durable.
   *
   * @throws io.lucy.engine.LucyException if the file is damaged there
   */
  Optional<StoredRecord> next() throws IOException {
    long limit = segment.extent().sizeBytes();
    if (position >= limit) {
      return Optional.empty();
    }
    Optional<StoredRecord> record = nextIntact(limit);
    if (record.isEmpty()) {
      throw Segment.damaged(segment.file(), position);
    }
    return record;
  }

  /** The next record, or nothing if there is no intact one before a limit. */
  Optional<StoredRecord> nextIntact(long limit) throws IOException {
    if (limit - position < RecordFormat.PREFIX_BYTES) {
      return Optional.empty();
    }
    fill(RecordFormat.PREFIX_BYTES, limit);
    int body = RecordFormat.bodyBytes(ByteBuffer.wrap(buffer, begin, end - begin).slice());
    if (body < RecordFormat.SMALLEST_BODY_BYTES
        || body > limit - position - RecordFormat.PREFIX_BYTES) {
      return Optional.empty();
    }
    int size = RecordFormat.PREFIX_BYTES + body;
    fill(size, limit);
    Optional<StoredRecord> record =
        RecordFormat.decode(ByteBuffer.wrap(buffer, begin, size).slice());
    if (record.isEmpty()) {
      return record;
    }
    begin += size;
    position += size;
    if (buffer.length > BUFFER_BYTES && end - begin <= BUFFER_BYTES) {
      shrink();
    }
    return record;
  }

  /** A reader that waits for hours should not hold on to the space of the largest record. */
  private void shrink() {
    byte[] small = new byte[BUFFER_BYTES];
    System.arraycopy(buffer, begin, small, 0, end - begin);
    buffer = small;
    end -= begin;
    begin = 0;
  }

  private void fill(int needed, long limit) throws IOException {
    if (end - begin >= needed) {
      return;
    }
    byte[] target = needed > buffer.length ? new byte[needed] : buffer;
    System.arraycopy(buffer, begin, target, 0, end - begin);
    buffer = target;
    end -= begin;
    begin = 0;
    long unread = limit - position - end;
    int wanted = (int) Math.min(unread, buffer.length - end);
    in.readFully(buffer, end, wanted);
    end += wanted;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
