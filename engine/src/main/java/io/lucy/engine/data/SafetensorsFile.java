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
  /**
   * The longest header that is read. Thousands of names fit; a hostile header, whose JSON takes
   * many times its own size in memory, does no harm.
   */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  private static final int LENGTH_BYTES = Long.BYTES;

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
      metadata.put(
          DatasetHeader.namesKey(DatasetHeader.LABELS),
          SafetensorsHeader.namesToText(dataset.labelNames()));
      begin =
          add(
              tensors,
              DatasetHeader.LABELS,
              ElementType.I64,
              List.of(samples),
              begin,
              samples * Long.BYTES);
    }
    if (!dataset.originNames().isEmpty()) {
      metadata.put(
          DatasetHeader.namesKey(DatasetHeader.ORIGINS),
          SafetensorsHeader.namesToText(dataset.originNames()));
      begin =
          add(
              tensors,
              DatasetHeader.ORIGINS,
              ElementType.I64,
              List.of(samples),
              begin,
              samples * Long.BYTES);
    }
    ImageShape shape = dataset.shape();
    List<Long> dimensions =
        List.of(samples, (long) shape.channels(), (long) shape.height(), (long) shape.width());
    add(
        tensors,
        DatasetHeader.IMAGES,
        ElementType.U8,
        dimensions,
        begin,
        samples * shape.sizeBytes());
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
    DatasetHeader header = DatasetHeader.read(in, fileBytes, where);
    byte[] pixels = new byte[0];
    Tags labels = Tags.none(header.samples());
    Tags origins = Tags.none(header.samples());
    for (Tensor tensor : header.header().inFileOrder()) {
      byte[] bytes = DatasetHeader.readExactly(in, Math.toIntExact(tensor.sizeBytes()), where);
      switch (tensor.name()) {
        case DatasetHeader.LABELS -> labels = tags(bytes, header, tensor.name(), where);
        case DatasetHeader.ORIGINS -> origins = tags(bytes, header, tensor.name(), where);
        default -> pixels = bytes;
      }
    }
    return Dataset.owning(header.shape(), pixels, labels, origins);
  }

  private static Tags tags(byte[] bytes, DatasetHeader header, String tensor, String where) {
    List<String> names = header.names(tensor, where);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] indices = new int[bytes.length / Long.BYTES];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = DatasetHeader.checkedTag(values.getLong(), i, names, tensor, where);
    }
    try {
      return Tags.of(indices, names);
    } catch (LucyException e) {
      throw DatasetHeader.inTensor(tensor, e, where);
    }
  }
}
