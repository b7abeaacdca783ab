package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.SafetensorsHeader.ElementType;
import io.lucy.engine.data.SafetensorsHeader.Tensor;
import io.lucy.engine.io.AtomicFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dataset as a safetensors file, the form in which datasets are stored, sent and named by digest.
 *
 * <pre>
 * file     = length header data
 * length   = u64 little-endian, the bytes of header
 * header   = JSON object, padded with spaces to a multiple of 8 bytes
 * data     = [labels] [origins] images, in this order, without holes
 * labels   = I64 [N], -1 for unknown; there if and only if the dataset has label names
 * origins  = I64 [N], likewise
 * images   = U8 [N, channels, height, width]
 * metadata = label_names and origin_names, each a JSON array of strings
 * </pre>
 *
 * <p>The same dataset is always written as the same bytes. Every size is checked against the size
 * of the file before anything is allocated.
 */
public final class SafetensorsFile {
  /** The longest header that is read. */
  public static final int MAX_HEADER_BYTES = 16 << 20;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final String IMAGES = "images";
  private static final String LABELS = "labels";
  private static final String ORIGINS = "origins";
  private static final String LABEL_NAMES = "label_names";
  private static final String ORIGIN_NAMES = "origin_names";

  private SafetensorsFile() {}

  /**
   * Reads a dataset from a file.
   *
   * @throws LucyException with {@link Reason#NOT_FOUND}, {@link Reason#DATASET_INVALID} or {@link
   *     Reason#LABEL_INVALID}
   */
  public static Dataset read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return decode(in, Files.size(file), file.toString());
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  /** Reads a dataset from the bytes of a file; {@code where} names them in errors. */
  public static Dataset decode(byte[] file, String where) {
    try {
      return decode(new ByteArrayInputStream(file), file.length, where);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the file atomically; a disk that refuses leaves what was there before. */
  public static void write(Dataset dataset, Path file) {
    AtomicFile.write(file, out -> writeTo(dataset, out));
  }

  /** The bytes of the file, for datasets that fit an array. */
  public static byte[] encode(Dataset dataset) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(dataset, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes the file's bytes; does not close the stream. */
  public static void writeTo(Dataset dataset, OutputStream out) throws IOException {
    byte[] header = header(dataset).encode();
    out.write(
        ByteBuffer.allocate(LENGTH_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    if (!dataset.labelNames().isEmpty()) {
      writeIndices(dataset.labels(), out);
    }
    if (!dataset.originNames().isEmpty()) {
      writeIndices(dataset.origins(), out);
    }
    dataset.writeImages(out);
  }

  private static SafetensorsHeader header(Dataset dataset) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    long samples = dataset.size();
    long begin = 0;
    if (!dataset.labelNames().isEmpty()) {
      metadata.put(LABEL_NAMES, SafetensorsHeader.namesToText(dataset.labelNames()));
      begin = add(tensors, LABELS, ElementType.I64, List.of(samples), begin, samples * Long.BYTES);
    }
    if (!dataset.originNames().isEmpty()) {
      metadata.put(ORIGIN_NAMES, SafetensorsHeader.namesToText(dataset.originNames()));
      begin = add(tensors, ORIGINS, ElementType.I64, List.of(samples), begin, samples * Long.BYTES);
    }
    ImageShape shape = dataset.shape();
    List<Long> dimensions =
        List.of(samples, (long) shape.channels(), (long) shape.height(), (long) shape.width());
    add(tensors, IMAGES, ElementType.U8, dimensions, begin, samples * shape.sizeBytes());
    return new SafetensorsHeader(tensors, metadata);
  }

  private static long add(
      SortedMap<String, Tensor> tensors,
      String name,
      ElementType type,
      List<Long> shape,
      long begin,
      long sizeBytes) {
    tensors.put(name, new Tensor(name, type, shape, begin, begin + sizeBytes));
    return begin + sizeBytes;
  }

  private static void writeIndices(Tags tags, OutputStream out) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(tags.size(), Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tags.size(); i++) {
      bytes.putLong(tags.at(i));
    }
    out.write(bytes.array());
  }

  private static Dataset decode(InputStream in, long fileBytes, String where) throws IOException {
    SafetensorsHeader header = readHeader(in, fileBytes, where);
    Tensor images = header.tensors().get(IMAGES);
    if (images == null || images.type() != ElementType.U8 || images.shape().size() != 4) {
      throw invalid(where, "tensor 'images' (expected: U8 of shape [N, channels, height, width])");
    }
    long samples = images.shape().get(0);
    ImageShape shape =
        ImageShape.declared(
            images.shape().get(1), images.shape().get(2), images.shape().get(3), where);
    shape.checkedTotalBytes(samples, where);
    for (Tensor tensor : header.tensors().values()) {
      checkTensor(tensor, samples, where);
    }
    int count = Math.toIntExact(samples);
    byte[] pixels = new byte[0];
    Tags labels = Tags.none(count);
    Tags origins = Tags.none(count);
    for (Tensor tensor : header.inFileOrder()) {
      byte[] bytes = readExactly(in, Math.toIntExact(tensor.sizeBytes()), where);
      switch (tensor.name()) {
        case LABELS -> labels = tags(bytes, header.names(LABEL_NAMES, where), LABELS, where);
        case ORIGINS -> origins = tags(bytes, header.names(ORIGIN_NAMES, where), ORIGINS, where);
        default -> pixels = bytes;
      }
    }
    return Dataset.owning(shape, pixels, labels, origins);
  }

  private static SafetensorsHeader readHeader(InputStream in, long fileBytes, String where)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw invalid(
          where, fileBytes + " bytes (expected: a safetensors file, which has at least 8)");
    }
    long headerBytes =
        ByteBuffer.wrap(readExactly(in, LENGTH_BYTES, where))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    long most = Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES);
    if (headerBytes < 2 || headerBytes > most) {
      throw invalid(
          where,
          "header of "
              + headerBytes
              + " bytes (expected: 2 to "
              + most
              + "; is this a safetensors file?)");
    }
    byte[] header = readExactly(in, (int) headerBytes, where);
    return SafetensorsHeader.parse(header, fileBytes - LENGTH_BYTES - headerBytes, where);
  }

  private static void checkTensor(Tensor tensor, long samples, String where) {
    switch (tensor.name()) {
      case IMAGES -> {}
      case LABELS, ORIGINS -> {
        if (tensor.type() != ElementType.I64 || !tensor.shape().equals(List.of(samples))) {
          throw invalid(
              where,
              "tensor '"
                  + tensor.name()
                  + "' is "
                  + tensor.type()
                  + " of shape "
                  + tensor.shape()
                  + " (expected: I64 of shape ["
                  + samples
                  + "])");
        }
      }
      default ->
          throw invalid(
              where, "tensor '" + tensor.name() + "' (expected: images, labels and origins only)");
    }
  }

  private static Tags tags(byte[] bytes, List<String> names, String tensor, String where) {
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] indices = new int[bytes.length / Long.BYTES];
    for (int i = 0; i < indices.length; i++) {
      long value = values.getLong();
      if (value < Tags.UNKNOWN || value >= names.size()) {
        throw invalid(
            where,
            "tensor '"
                + tensor
                + "' has "
                + value
                + " at "
                + i
                + ", but the metadata names "
                + names.size()
                + " of them (expected: -1, or the index of a name)");
      }
      indices[i] = (int) value;
    }
    try {
      return Tags.of(indices, names);
    } catch (LucyException e) {
      throw new LucyException(
          e.reason(), where + ", tensor '" + tensor + "': " + e.getMessage(), e);
    }
  }

  private static byte[] readExactly(InputStream in, int bytes, String where) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length != bytes) {
      throw invalid(where, "the file ends early (it changed while it was read; try again)");
    }
    return read;
  }

  private static LucyException invalid(String where, String what) {
    return new LucyException(Reason.DATASET_INVALID, where + ": " + what);
  }
}
