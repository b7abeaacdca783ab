package io.lucy.engine.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * One of MNIST's files, which may be compressed with gzip.
 *
 * <pre>
 * file      = 0 0 type rank size{rank} values
 * type      = 8, for unsigned bytes
 * rank      = 3 for images [N, height, width], 1 for labels [N]
 * size      = u32 big-endian
 * </pre>
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;

  /** No gzip file unpacks to more than this many times its size. */
  private static final long MAX_GZIP_RATIO = 1040;

  private final int[] sizes;
  private final byte[] values;

  private IdxFile(int[] sizes, byte[] values) {
    this.sizes = sizes;
    this.values = values;
  }

  static IdxFile images(Path file) {
    return read(file, 3);
  }

  static IdxFile labels(Path file) {
    return read(file, 1);
  }

  /** The number of images or labels. */
  int count() {
    return sizes[0];
  }

  /** The shape of the images of a file of images. */
  ImageShape shape() {
    return new ImageShape(1, sizes[1], sizes[2]);
  }

  byte[] values() {
    return values;
  }

  private static IdxFile read(Path file, int rank) {
    boolean compressed = file.getFileName().toString().endsWith(".gz");
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        DataInputStream in =
            new DataInputStream(compressed ? new GZIPInputStream(raw, 1 << 16) : raw)) {
      long most = Files.size(file) * (compressed ? MAX_GZIP_RATIO : 1);
      return read(in, rank, most, file.toString());
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  private static IdxFile read(DataInputStream in, int rank, long mostBytes, String where)
      throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES | rank)) {
      throw SourceErrors.invalid(
          where,
          String.format(
              "magic number 0x%08x (expected: 0x%08x, an IDX file)", magic, UNSIGNED_BYTES | rank));
    }
    long[] declared = new long[rank];
    for (int i = 0; i < rank; i++) {
      declared[i] = Integer.toUnsignedLong(in.readInt());
    }
    ImageShape each =
        rank == 3
            ? ImageShape.declared(1, declared[1], declared[2], where)
            : new ImageShape(1, 1, 1);
    int total = each.checkedTotalBytes(declared[0], where);
    if (total > mostBytes) {
      throw SourceErrors.invalid(
          where,
          "cut short: it declares " + total + " bytes of " + (rank == 3 ? "images" : "labels"));
    }
    byte[] values = in.readNBytes(total);
    if (values.length != total || in.read() >= 0) {
      throw SourceErrors.invalid(
          where,
          (values.length == total ? "more than " : values.length + " of ")
              + total
              + " bytes (expected: what its sizes "
              + Arrays.toString(declared)
              + " say; fetch the file again)");
    }
    return new IdxFile(Arrays.stream(declared).mapToInt(Math::toIntExact).toArray(), values);
  }
}
