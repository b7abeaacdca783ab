package io.lucy.engine.path;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.io.AtomicFile;
import io.lucy.engine.io.DiskError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A {@code .clonepath} file: one clone path with a header and a checksum.
 *
 * <pre>{@code
 * file     => magic version length section* message checksum
 * magic    => 89 4C 43 50 0D 0A 1A 0A
 * version  => uint32, 1
 * length   => uint32, bytes of the message, at most 2^24
 * section  => uint32, CRC-32C of one section's bytes; five of them, in the order of their fields
 * message  => an encoded lucy.path.v1.ClonePath
 * checksum => uint32, CRC-32C of all bytes before it
 * }</pre>
 *
 * <p>Numbers are little-endian. The magic is PNG's with another name: a transfer that changes line
 * ends or drops the eighth bit breaks it. The checksums find damage, not forgery; that is what
 * digests and signatures are for. Those of the sections let {@link #salvage} tell what is intact.
 *
 * @param path what the file holds
 */
public record ClonePathFile(ClonePath path) {
  private static final byte[] MAGIC = {(byte) 0x89, 'L', 'C', 'P', '\r', '\n', 0x1A, '\n'};
  private static final int OLDEST_VERSION = 1;
  private static final int NEWEST_VERSION = 1;

  private static final int VERSION_OFFSET = MAGIC.length;
  private static final int LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final int SECTIONS_OFFSET = LENGTH_OFFSET + Integer.BYTES;
  private static final int MESSAGE_OFFSET = SECTIONS_OFFSET + Section.COUNT * Integer.BYTES;
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  /** The largest file that is read. */
  public static final int MAX_SIZE_BYTES =
      MESSAGE_OFFSET + ClonePath.MAX_SIZE_BYTES + CHECKSUM_BYTES;

  /**
   * Reads a file's bytes, and whether the path in it makes sense.
   *
   * @throws LucyException {@link Reason#PATH_CORRUPT} for bytes that are not one whole file, no
   *     byte more; {@link Reason#PATH_TOO_OLD}, {@link Reason#PATH_TOO_NEW}, {@link
   *     Reason#PATH_TOO_LARGE}; and as {@link ClonePathCodec#decode}
   */
  public static ClonePathFile of(byte[] bytes) {
    ByteBuffer file = checkedHeader(bytes);
    long expected = MESSAGE_OFFSET + messageLength(file) + CHECKSUM_BYTES;
    if (bytes.length != expected) {
      throw corrupt("size: " + bytes.length + " bytes (expected: " + expected + ")");
    }
    int end = bytes.length - CHECKSUM_BYTES;
    if (file.getInt(end) != checksum(bytes, end)) {
      throw corrupt("its checksum is not that of its bytes");
    }
    ClonePath path = ClonePath.parse(Arrays.copyOfRange(bytes, MESSAGE_OFFSET, end));
    for (Section section : Section.values()) {
      if (!isIntact(file, path, section)) {
        throw corrupt("the checksum of the " + section + " is not that of its bytes");
      }
    }
    ClonePathCodec.decode(path);
    return new ClonePathFile(path);
  }

  /**
   * Reads a file.
   *
   * @throws LucyException {@link Reason#NOT_FOUND} if it cannot be read, and as {@link #of}, with
   *     the name of the file
   */
  public static ClonePathFile read(Path file) {
    byte[] bytes = readBytes(file);
    try {
      return of(bytes);
    } catch (LucyException e) {
      throw new LucyException(e.reason(), "'" + file + "': " + e.getMessage(), e);
    }
  }

  /**
   * Reads what is intact of a damaged file's bytes: a path without the adapters, head or provenance
   * whose bytes changed or are lost. The id is another one if adapters or head are gone.
   *
   * @throws LucyException as {@link #of}; {@link Reason#PATH_CORRUPT} if the header, the identity
   *     or the masks are damaged, for those cannot be repaired
   */
  public static ClonePathFile salvage(byte[] bytes) {
    ByteBuffer file = checkedHeader(bytes);
    int end = (int) Math.min(bytes.length, MESSAGE_OFFSET + messageLength(file));
    ClonePath path = ClonePath.salvage(Arrays.copyOfRange(bytes, MESSAGE_OFFSET, end));
    for (Section section : Section.values()) {
      if (!isIntact(file, path, section)) {
        if (!section.isRepairable()) {
          throw corrupt("the " + section + " is damaged, which cannot be repaired");
        }
        path = path.without(section);
      }
    }
    ClonePathCodec.decode(path);
    return new ClonePathFile(path);
  }

  /** The bytes of the file. */
  public byte[] bytes() {
    byte[] message = path.bytes();
    ByteBuffer file =
        ByteBuffer.allocate(MESSAGE_OFFSET + message.length + CHECKSUM_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(MAGIC).putInt(NEWEST_VERSION).putInt(message.length);
    for (Section section : Section.values()) {
      byte[] content = path.section(section);
      file.putInt(checksum(content, content.length));
    }
    file.put(message).putInt(checksum(file.array(), file.position()));
    return file.array();
  }

  /**
   * Writes the file, or leaves what was there before.
   *
   * @throws LucyException {@link Reason#STORAGE_FAILED} if the disk refuses
   */
  public void write(Path file) {
    byte[] bytes = bytes();
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private static byte[] readBytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_SIZE_BYTES + 1);
      PathBounds.atMost("bytes of the file '" + file + "'", bytes.length, MAX_SIZE_BYTES);
      return bytes;
    } catch (IOException e) {
      throw new LucyException(
          Reason.NOT_FOUND,
          "cannot read '" + file + "': " + DiskError.describe(e) + " (check its name)",
          e);
    }
  }

  private static ByteBuffer checkedHeader(byte[] bytes) {
    if (bytes.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw corrupt("it does not begin as a .clonepath file does");
    }
    if (bytes.length < MESSAGE_OFFSET) {
      throw corrupt("size: " + bytes.length + " bytes (expected: at least " + MESSAGE_OFFSET + ")");
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long version = Integer.toUnsignedLong(file.getInt(VERSION_OFFSET));
    String described =
        "version of the .clonepath file: "
            + version
            + " (expected: "
            + OLDEST_VERSION
            + " to "
            + NEWEST_VERSION
            + ")";
    if (version < OLDEST_VERSION) {
      throw new LucyException(Reason.PATH_TOO_OLD, described + "; make the clone again");
    }
    if (version > NEWEST_VERSION) {
      throw new LucyException(
          Reason.PATH_TOO_NEW, described + "; read it with a newer release of Lucy");
    }
    return file;
  }

  private static long messageLength(ByteBuffer file) {
    long length = Integer.toUnsignedLong(file.getInt(LENGTH_OFFSET));
    return PathBounds.atMost("bytes of the clone path", length, (long) ClonePath.MAX_SIZE_BYTES);
  }

  private static boolean isIntact(ByteBuffer file, ClonePath path, Section section) {
    byte[] content = path.section(section);
    return file.getInt(SECTIONS_OFFSET + section.place() * Integer.BYTES)
        == checksum(content, content.length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static LucyException corrupt(String what) {
    return new LucyException(
        Reason.PATH_CORRUPT,
        "clone path file is damaged: " + what + "; get the file again from its sender");
  }
}
