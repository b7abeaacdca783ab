package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.DiskError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic's durable records in their order, across segments. What it has yet to read is not
 * deleted while it is open. Used by one thread.
 */
final class TopicCursor implements AutoCloseable {
  private final SegmentFolder segments;
  private final Consumer<TopicCursor> onClose;
  private volatile long next;
  private @Nullable SegmentReader reader;

  TopicCursor(SegmentFolder segments, long from, Consumer<TopicCursor> onClose) {
    this.segments = segments;
    this.next = from;
    this.onClose = onClose;
  }

  /** Offset of the next record, at least. */
  long next() {
    return next;
  }

  /**
   * The next record, or nothing if there is none yet.
   *
   * @throws LucyException with {@code STORAGE_FAILED} if the disk refuses, or the file is damaged
   */
  Optional<StoredRecord> read() {
    try {
      while (true) {
        SegmentReader current = reader == null ? open() : reader;
        // Asked before reading: what is sealed now has nothing to come after its last record.
        boolean sealed = segments.newest() != current.segment();
        Optional<StoredRecord> record = current.next();
        if (record.isPresent() && record.get().offset() >= next) {
          next = record.get().offset() + 1;
          return record;
        }
        if (record.isEmpty() && !sealed) {
          return record;
        }
        if (record.isEmpty()) {
          next = Math.max(next, current.segment().extent().end());
          current.close();
          reader = null;
        }
      }
    } catch (IOException e) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "cannot read '" + segments.path() + "': " + DiskError.describe(e) + " (check the disk)",
          e);
    }
  }

  private SegmentReader open() throws IOException {
    while (true) {
      Segment segment = segments.at(next);
      try {
        SegmentReader opened = new SegmentReader(segment);
        reader = opened;
        return opened;
      } catch (FileNotFoundException e) {
        if (segments.has(segment)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    onClose.accept(this);
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      // Nothing was written through it.
      return;
    }
  }
}
