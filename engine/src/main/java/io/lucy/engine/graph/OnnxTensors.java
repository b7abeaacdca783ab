package io.lucy.engine.graph;

import ai.onnx.proto.OnnxMl;
import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads ONNX tensors. */
final class OnnxTensors {
  private OnnxTensors() {}

  static Tensor read(OnnxMl.TensorProto proto) {
    String where = "tensor '" + proto.getName() + "'";
    if (proto.getDataLocation() == OnnxMl.TensorProto.DataLocation.EXTERNAL
        || proto.getExternalDataCount() > 0) {
      throw new LucyException(
          Reason.MODEL_UNSUPPORTED,
          where + " lies in another file (external data); save the network as one file");
    }
    ElementType type = ElementType.ofOnnx(proto.getDataType(), where);
    int[] extents = new int[proto.getDimsCount()];
    long elements = 1;
    for (int i = 0; i < extents.length; i++) {
      long extent = proto.getDims(i);
      elements =
          extent < 0 || extent > Integer.MAX_VALUE
              ? -1
              : Math.multiplyHigh(elements, extent) != 0 ? -1 : elements * extent;
      if (elements < 0 || elements > OnnxReader.MAX_SIZE_BYTES / type.sizeBytes()) {
        throw new LucyException(
            Reason.MODEL_INVALID, "shape of " + where + ": " + proto.getDimsList());
      }
      extents[i] = (int) extent;
    }
    int stored =
        proto.hasRawData()
            ? proto.getRawData().size() / type.sizeBytes()
            : type == ElementType.FLOAT
                ? proto.getFloatDataCount()
                : type == ElementType.INT64 ? proto.getInt64DataCount() : proto.getInt32DataCount();
    if (stored != elements
        || (proto.hasRawData() && proto.getRawData().size() != elements * type.sizeBytes())) {
      throw new LucyException(
          Reason.MODEL_INVALID,
          "elements of " + where + ": " + stored + " (expected by its shape: " + elements + ")");
    }
    return type == ElementType.FLOAT
        ? floats(proto, Shape.of(extents), where)
        : Tensor.integers(type, Shape.of(extents), longs(proto, type, (int) elements));
  }

  private static Tensor floats(OnnxMl.TensorProto proto, Shape shape, String where) {
    float[] floats = new float[shape.elements()];
    if (proto.hasRawData()) {
      proto
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(floats);
    } else {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = proto.getFloatData(i);
      }
    }
    for (int i = 0; i < floats.length; i++) {
      if (Float.isNaN(floats[i])) {
        throw new LucyException(Reason.NOT_FINITE, where + " holds NaN at element " + i);
      }
    }
    return Tensor.floats(shape, floats);
  }

  private static long[] longs(OnnxMl.TensorProto proto, ElementType type, int elements) {
    long[] longs = new long[elements];
    ByteBuffer raw = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      if (!proto.hasRawData()) {
        longs[i] = type == ElementType.INT64 ? proto.getInt64Data(i) : proto.getInt32Data(i);
      } else {
        longs[i] =
            switch (type.sizeBytes()) {
              case 8 -> raw.getLong();
              case 4 -> raw.getInt();
              default -> raw.get() & 0xff;
            };
      }
    }
    return longs;
  }
}
