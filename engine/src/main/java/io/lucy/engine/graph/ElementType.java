package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/**
 * The element types that Lucy computes with, and their numbers in ONNX's {@code
 * TensorProto.DataType}.
 */
public enum ElementType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT32(6, 4),
  INT64(7, 8),
  BOOL(9, 1);

  private final int onnxCode;
  private final int sizeBytes;

  ElementType(int onnxCode, int sizeBytes) {
    this.onnxCode = onnxCode;
    this.sizeBytes = sizeBytes;
  }

  /** The number of this type in ONNX files. */
  public int onnxCode() {
    return onnxCode;
  }

  public int sizeBytes() {
    return sizeBytes;
  }

  /** Whether elements are whole numbers or truth values, held as {@code long}s. */
  public boolean isIntegral() {
    return this != FLOAT;
  }

  /**
   * The type with a number of ONNX.
   *
   * @param where what has the type, for the message
   * @throws LucyException {@link Reason#MODEL_UNSUPPORTED} for a type that Lucy does not compute
   *     with
   */
  public static ElementType ofOnnx(int code, String where) {
    for (ElementType type : values()) {
      if (type.onnxCode == code) {
        return type;
      }
    }
    throw new LucyException(
        Reason.MODEL_UNSUPPORTED,
        "element type of "
            + where
            + ": ONNX type "
            + code
            + " (supported: float32, uint8, int32, int64, bool); export the network in float32");
  }
}
