package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.SafetensorsHeader.Tensor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What is in a dataset's file, found without holding its samples.
 *
 * @param labelNames in the file's order; empty if nothing is labelled
 * @param labelCounts samples of each name
 * @param originNames likewise; empty if no image has a known origin
 */
public record DatasetSummary(
    ImageShape shape,
    int samples,
    List<String> labelNames,
    List<Long> labelCounts,
    List<String> originNames) {
  private static final int CHUNK_BYTES = 1 << 16;

  public DatasetSummary {
    labelNames = List.copyOf(labelNames);
    labelCounts = List.copyOf(labelCounts);
    originNames = List.copyOf(originNames);
  }

  /** Samples without a label. */
  public long unlabelled() {
    return samples - labelCounts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Reads a file, all of it but the pixels, of which any are valid. Refuses exactly what {@link
   * SafetensorsFile#read} refuses. Takes memory for the header and a few kilobytes.
   *
   * @param where names the file in errors
   * @throws LucyException with {@link Reason#NOT_FOUND}, {@link Reason#DATASET_INVALID} or {@link
   *     Reason#LABEL_INVALID}
   */
  public static DatasetSummary read(Path file, String where) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
      return read(in, Files.size(file), where);
    } catch (EOFException e) {
      throw new LucyException(
          Reason.DATASET_INVALID, where + ": the file ends early (try again)", e);
    } catch (IOException e) {
      throw SourceErrors.unreadable(file, e);
    }
  }

  private static DatasetSummary read(InputStream in, long fileBytes, String where)
      throws IOException {
    DatasetHeader header = DatasetHeader.read(in, fileBytes, where);
    List<String> labelNames = List.of();
    List<Long> labelCounts = List.of();
    List<String> originNames = List.of();
    for (Tensor tensor : header.header().inFileOrder()) {
      switch (tensor.name()) {
        case DatasetHeader.LABELS -> {
          labelNames = header.names(tensor.name(), where);
          labelCounts = counts(in, header.samples(), labelNames, tensor.name(), where);
        }
        case DatasetHeader.ORIGINS -> {
          originNames = header.names(tensor.name(), where);
          counts(in, header.samples(), originNames, tensor.name(), where);
        }
        default -> in.skipNBytes(tensor.sizeBytes());
      }
    }
    return new DatasetSummary(
        header.shape(), header.samples(), labelNames, labelCounts, originNames);
  }

  private static List<Long> counts(
      InputStream in, int samples, List<String> names, String tensor, String where)
      throws IOException {
    long[] counts = new long[names.size()];
    int perChunk = CHUNK_BYTES / Long.BYTES;
    for (int begin = 0; begin < samples; begin += perChunk) {
      int tags = Math.min(perChunk, samples - begin);
      ByteBuffer chunk =
          ByteBuffer.wrap(DatasetHeader.readExactly(in, tags * Long.BYTES, where))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < tags; i++) {
        int tag = DatasetHeader.checkedTag(chunk.getLong(), begin + i, names, tensor, where);
        if (tag != Tags.UNKNOWN) {
          counts[tag]++;
        }
      }
    }
    try {
      Tags.checkNames(names);
    } catch (LucyException e) {
      throw DatasetHeader.inTensor(tensor, e, where);
    }
    return Arrays.stream(counts).boxed().toList();
  }
}
