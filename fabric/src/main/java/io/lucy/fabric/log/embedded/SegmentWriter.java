package io.lucy.fabric.log.embedded;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.util.List;

/**
 * Appends to a topic's newest segment, and begins another when it is large. Used by one thread at a
 * time.
 */
final class SegmentWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final SegmentFolder segments;
  private final int segmentBytes;
  private Segment segment;
  private RandomAccessFile file;
  private boolean damaged;

  SegmentWriter(SegmentFolder segments, int segmentBytes) throws IOException {
    this.segments = segments;
    this.segmentBytes = segmentBytes;
    this.segment = segments.newest();
    this.file = openAtEnd(segment);
  }

  /**
   * Appends encoded records, and returns when they are durable: all of them, or none if it throws.
   *
   * @return the offset of the first
   */
  long append(List<byte[]> encoded, long millis) throws IOException {
    if (damaged) {
      rollBack();
    }
    if (segment.extent().sizeBytes() >= segmentBytes) {
      roll();
    }
    Segment.Extent before = segment.extent();
    long offset = before.end();
    long size = before.sizeBytes();
    damaged = true;
    try {
      OutputStream out = new BufferedOutputStream(new FileOutputStream(file.getFD()), BUFFER_BYTES);
      for (byte[] record : encoded) {
        RecordFormat.seal(record, offset++);
        out.write(record);
        size += record.length;
      }
      out.flush();
      file.getChannel().force(false);
      damaged = false;
    } finally {
      if (damaged) {
        tryRollBack();
      }
    }
    segment.reach(new Segment.Extent(size, offset, millis));
    return before.end();
  }

  /** Begins another segment, unless the newest is empty. */
  void roll() throws IOException {
    Segment.Extent extent = segment.extent();
    if (extent.sizeBytes() == Segment.HEADER_BYTES) {
      return;
    }
    if (damaged) {
      rollBack();
    }
    Segment next = Segment.create(segments.path(), extent.end(), extent.newestMillis());
    RandomAccessFile opened = openAtEnd(next);
    file.close();
    file = opened;
    segment = next;
    segments.add(next);
  }

  /** Takes back what was written of records that are not durable. */
  private void rollBack() throws IOException {
    long durable = segment.extent().sizeBytes();
    file.setLength(durable);
    file.seek(durable);
    file.getChannel().force(true);
    damaged = false;
  }

  private void tryRollBack() {
    try {
      rollBack();
    } catch (IOException e) {
      // The append has failed and says so; the next one begins with another try at this.
      damaged = true;
    }
  }

  private static RandomAccessFile openAtEnd(Segment segment) throws IOException {
    RandomAccessFile opened = new RandomAccessFile(segment.file().toFile(), "rw");
    opened.seek(segment.extent().sizeBytes());
    return opened;
  }

  @Override
  public void close() throws IOException {
    if (damaged) {
      tryRollBack();
    }
    file.close();
  }
}
