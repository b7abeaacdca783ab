package io.lucy.engine.data;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.data.SafetensorsHeader.ElementType;
import io.lucy.engine.data.SafetensorsHeader.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a dataset's file says before its data: everything about it but tags and pixels, checked.
 *
 * @param header with the tensors of a dataset and no others
 */
record DatasetHeader(SafetensorsHeader header, ImageShape shape, int samples) {
  static final String IMAGES = "images";
  static final String LABELS = "labels";
  static final String ORIGINS = "origins";

  private static final String LABEL_NAMES = "label_names";
  private static final String ORIGIN_NAMES = "origin_names";
  private static final int LENGTH_BYTES = Long.BYTES;

  /** Reads up to the first byte of data. */
  static DatasetHeader read(InputStream in, long fileBytes, String where) throws IOException {
    SafetensorsHeader header = readJson(in, fileBytes, where);
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
    return new DatasetHeader(header, shape, Math.toIntExact(samples));
  }

  /** What the metadata names: the key for the names of a tensor of tags. */
  static String namesKey(String tensor) {
    return tensor.equals(LABELS) ? LABEL_NAMES : ORIGIN_NAMES;
  }

  /** The names that a tensor of tags refers to. */
  List<String> names(String tensor, String where) {
    return header.names(namesKey(tensor), where);
  }

  /** Refuses a tag that is neither unknown nor a name's index. */
  static int checkedTag(long value, int sample, List<String> names, String tensor, String where) {
    if (value < Tags.UNKNOWN || value >= names.size()) {
      throw invalid(
          where,
          "tensor '"
              + tensor
              + "' has "
              + value
              + " at "
              + sample
              + ", but the metadata names "
              + names.size()
              + " of them (expected: -1, or the index of a name)");
    }
    return (int) value;
  }

  /** What was wrong with the names of a tensor, with where that was. */
  static LucyException inTensor(String tensor, LucyException e, String where) {
    return new LucyException(e.reason(), where + ", tensor '" + tensor + "': " + e.getMessage(), e);
  }

  static byte[] readExactly(InputStream in, int bytes, String where) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length != bytes) {
      throw invalid(where, "the file ends early (it changed while it was read; try again)");
    }
    return read;
  }

  static LucyException invalid(String where, String what) {
    return new LucyException(Reason.DATASET_INVALID, where + ": " + what);
  }

  private static SafetensorsHeader readJson(InputStream in, long fileBytes, String where)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw invalid(
          where, fileBytes + " bytes (expected: a safetensors file, which has at least 8)");
    }
    long headerBytes =
        ByteBuffer.wrap(readExactly(in, LENGTH_BYTES, where))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    long most = Math.min(SafetensorsFile.MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES);
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
}
