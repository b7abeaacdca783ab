package io.lucy.fabric.log.embedded;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.AtomicFile.Content;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file of records in the order of their offsets. The newest of a topic grows; the others never
 * change.
 *
 * <pre>
 * segment := magic:byte{8} version:int32 base:int64 end:int64 crc:int32 record*
 * </pre>
 *
 * {@code base} is the offset that its first record has at least; {@code end}, one more than the
 * last can have, is 0 in a file that was begun empty, and then the next file's base says it. A
 * merged segment has its end from the beginning, takes the place of all files that begin between
 * its base and its end, and may lie beside them after a crash. The CRC32C is over what lies before
 * it.
 */
final class Segment {
  static final int HEADER_BYTES = 32;
  static final String SUFFIX = ".log";
  static final String PARTIAL = ".partial";

  private static final byte[] MAGIC = {'L', 'U', 'C', 'Y', 'L', 'O', 'G', '\n'};
  private static final int VERSION = 1;
  private static final int VERSION_AT = MAGIC.length;
  private static final int BASE_AT = VERSION_AT + 4;
  private static final int END_AT = BASE_AT + 8;
  private static final int CRC_AT = END_AT + 8;

  private final Path file;
  private final long base;

  /** Both say what readers may see; they grow together while the segment is the newest. */
  private volatile Extent extent;

  /**
   * How much of the file holds durable records.
   *
   * @param end one more than the last offset
   * @param newestMillis when the newest record was appended
   */
  record Extent(long sizeBytes, long end, long newestMillis) {}

  Segment(Path file, long base, Extent extent) {
    this.file = file;
    this.base = base;
    this.extent = extent;
  }

  /** Makes an empty segment, durably. */
  static Segment create(Path folder, long base, long millis) throws IOException {
    Path file = folder.resolve(String.format(Locale.ROOT, "%020d%s", base, SUFFIX));
    write(file, out -> out.write(header(base, 0)));
    return new Segment(file, base, new Extent(HEADER_BYTES, base, millis));
  }

  /** Makes a segment that holds some records of older ones, durably. */
  static Segment createMerged(Path folder, long base, long end, long millis, Content records)
      throws IOException {
    Path file = folder.resolve(String.format(Locale.ROOT, "%020d-%020d%s", base, end, SUFFIX));
    write(
        file,
        out -> {
          out.write(header(base, end));
          records.writeTo(out);
        });
    return new Segment(file, base, new Extent(Files.size(file), end, millis));
  }

  private static void write(Path file, Content content) throws IOException {
    Path partial = Path.of(file + PARTIAL);
    Files.deleteIfExists(partial);
    try {
      AtomicFile.writeAndForce(partial, content);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    AtomicFile.forceFolder(file.toAbsolutePath().getParent());
  }

  /**
   * Reads the header of a file that is there. Its extent is that of the file, with the end that the
   * header names.
   */
  static Segment open(Path file) throws IOException {
    byte[] bytes = new byte[HEADER_BYTES];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < HEADER_BYTES) {
        throw damaged(file, 0);
      }
      in.readFully(bytes);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (!Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw damaged(file, 0);
    }
    if (header.getInt(VERSION_AT) > VERSION) {
      throw new LucyException(
          Reason.STORAGE_FAILED,
          "'%s' has version %d (expected: %d): it was written by a newer Lucy; use that"
              .formatted(file, header.getInt(VERSION_AT), VERSION));
    }
    if (header.getInt(CRC_AT) != checksum(bytes)) {
      throw damaged(file, 0);
    }
    long newest = Files.getLastModifiedTime(file).toMillis();
    return new Segment(
        file,
        header.getLong(BASE_AT),
        new Extent(Files.size(file), header.getLong(END_AT), newest));
  }

  /** What to say of a file that is not as it was written. */
  static LucyException damaged(Path file, long position) {
    return new LucyException(
        Reason.STORAGE_FAILED,
        "'%s' is damaged at byte %d: restore the data folder from a copy, or begin with an empty one"
            .formatted(file, position));
  }

  private static byte[] header(long base, long end) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(MAGIC).putInt(VERSION).putLong(base).putLong(end);
    header.putInt(checksum(header.array()));
    return header.array();
  }

  Path file() {
    return file;
  }

  long base() {
    return base;
  }

  Extent extent() {
    return extent;
  }

  void reach(Extent reached) {
    extent = reached;
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
