package io.lucy.fabric.log.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the sealed segments of a compacted topic anew, as one segment with the newest record of
 * each key. A crash at any point leaves either the old segments or the new one to count.
 */
final class Compaction {
  private final SegmentFolder segments;
  private final KeyIndex index;
  private final long forgettable;
  private final Map<String, Long> forgotten = new HashMap<>();

  /**
   * @param forgettable tombstones before this offset have been seen by everyone who reads, and go
   */
  Compaction(SegmentFolder segments, KeyIndex index, long forgettable) {
    this.segments = segments;
    this.index = index;
    this.forgettable = forgettable;
  }

  void run() throws IOException {
    List<Segment> sealed = segments.sealed();
    if (sealed.isEmpty()) {
      return;
    }
    Segment last = sealed.get(sealed.size() - 1);
    Segment merged =
        Segment.createMerged(
            segments.path(),
            sealed.get(0).base(),
            last.extent().end(),
            last.extent().newestMillis(),
            out -> {
              for (Segment segment : sealed) {
                copy(segment, out);
              }
            });
    segments.replace(sealed, merged);
    forgotten.forEach(index::forget);
  }

  private void copy(Segment segment, OutputStream out) throws IOException {
    try (SegmentReader reader = new SegmentReader(segment)) {
      for (Optional<StoredRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
        StoredRecord stored = next.get();
        String key = stored.record().key();
        if (!index.isNewest(key, stored.offset())) {
          continue;
        }
        if (stored.record().isTombstone() && stored.offset() < forgettable) {
          forgotten.put(key, stored.offset());
          continue;
        }
        byte[] encoded = RecordFormat.encode(stored.record(), stored.millis());
        RecordFormat.seal(encoded, stored.offset());
        out.write(encoded);
      }
    }
  }
}
