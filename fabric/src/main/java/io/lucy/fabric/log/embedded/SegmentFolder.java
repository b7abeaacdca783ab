package io.lucy.fabric.log.embedded;

import io.lucy.engine.io.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The segments of one topic, without gaps between them; there is always at least one. Readers look
 * up segments at any time; two writers, the one that appends and the one that tidies, change
 * different ends.
 */
final class SegmentFolder {
  private static final Logger LOGGER = System.getLogger(SegmentFolder.class.getName());

  private final Path folder;
  private final ConcurrentNavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

  private SegmentFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a topic after whatever happened to its last process. What was being appended then, and
   * was never acknowledged, is cut off.
   *
   * @param everything whether to read all records, rather than those of the newest segment
   * @param reader takes the records that are read
   */
  static SegmentFolder open(Path folder, boolean everything, Consumer<StoredRecord> reader)
      throws IOException {
    Files.createDirectories(folder);
    SegmentFolder opened = new SegmentFolder(folder);
    List<Segment> found = opened.find();
    for (int i = 0; i + 1 < found.size(); i++) {
      Segment segment = found.get(i);
      Segment.Extent extent = segment.extent();
      segment.reach(
          new Segment.Extent(extent.sizeBytes(), found.get(i + 1).base(), extent.newestMillis()));
      if (everything) {
        readAll(segment, reader);
      }
      opened.add(segment);
    }
    if (found.isEmpty()) {
      opened.add(Segment.create(folder, 0, System.currentTimeMillis()));
    } else {
      opened.recoverNewest(found.get(found.size() - 1), reader);
    }
    return opened;
  }

  /** The segments that count, oldest first; what lies about beside them is deleted. */
  private List<Segment> find() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.toList();
    }
    List<Segment> found = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(Segment.PARTIAL)) {
        Files.delete(file);
      } else if (name.endsWith(Segment.SUFFIX)) {
        found.add(Segment.open(file));
      }
    }
    for (Segment merged : List.copyOf(found)) {
      for (Segment other : List.copyOf(found)) {
        if (other != merged && replaces(merged, other)) {
          Files.deleteIfExists(other.file());
          found.remove(other);
        }
      }
    }
    found.sort(Comparator.comparingLong(Segment::base));
    return found;
  }

  private static boolean replaces(Segment merged, Segment other) {
    return merged.extent().end() > other.extent().end()
        && merged.base() <= other.base()
        && other.base() < merged.extent().end();
  }

  private static void readAll(Segment segment, Consumer<StoredRecord> reader) throws IOException {
    try (SegmentReader records = new SegmentReader(segment)) {
      for (Optional<StoredRecord> record = records.next();
          record.isPresent();
          record = records.next()) {
        reader.accept(record.get());
      }
    }
  }

  private void recoverNewest(Segment newest, Consumer<StoredRecord> reader) throws IOException {
    long size = Files.size(newest.file());
    long end = Math.max(newest.base(), newest.extent().end());
    long millis = newest.extent().newestMillis();
    long intact;
    try (SegmentReader records = new SegmentReader(newest)) {
      for (Optional<StoredRecord> record = records.nextIntact(size);
          record.isPresent();
          record = records.nextIntact(size)) {
        reader.accept(record.get());
        end = record.get().offset() + 1;
        millis = record.get().millis();
      }
      intact = records.position();
    }
    if (intact < size) {
      LOGGER.log(
          Level.WARNING,
          "cut {0} bytes off ''{1}'': they were being appended when the process died",
          size - intact,
          newest.file());
      try (FileChannel channel = FileChannel.open(newest.file(), StandardOpenOption.WRITE)) {
        channel.truncate(intact).force(true);
      }
    }
    newest.reach(new Segment.Extent(intact, end, millis));
    add(newest);
  }

  Path path() {
    return folder;
  }

  void add(Segment segment) {
    segments.put(segment.base(), segment);
  }

  Segment newest() {
    return segments.lastEntry().getValue();
  }

  Segment oldest() {
    return segments.firstEntry().getValue();
  }

  /** All but the newest, oldest first. */
  List<Segment> sealed() {
    List<Segment> all = List.copyOf(segments.values());
    return all.subList(0, all.size() - 1);
  }

  long sizeBytes() {
    return segments.values().stream().mapToLong(segment -> segment.extent().sizeBytes()).sum();
  }

  /** The segment in which to look for an offset, or for the next one that there is. */
  Segment at(long offset) {
    Map.Entry<Long, Segment> entry = segments.floorEntry(offset);
    if (entry == null) {
      return oldest();
    }
    Map.Entry<Long, Segment> next = segments.higherEntry(entry.getKey());
    boolean passed = next != null && entry.getValue().extent().end() <= offset;
    return passed ? next.getValue() : entry.getValue();
  }

  /** Whether readers may still be sent to a segment. */
  boolean has(Segment segment) {
    return segments.get(segment.base()) == segment;
  }

  /** Deletes the oldest segment, which is not the only one. Those who read it may go on. */
  void deleteOldest() throws IOException {
    Files.deleteIfExists(segments.pollFirstEntry().getValue().file());
  }

  /** Puts a merged segment in the place of those that it was made of. */
  void replace(List<Segment> replaced, Segment merged) throws IOException {
    add(merged);
    for (Segment segment : replaced) {
      segments.remove(segment.base(), segment);
    }
    for (Segment segment : replaced) {
      Files.deleteIfExists(segment.file());
    }
    AtomicFile.forceFolder(folder);
  }
}
