package io.lucy.engine.autodiff.rule;

import io.lucy.engine.graph.Shape;
import java.util.Arrays;

/** Lists of whole numbers as ONNX wants them. */
final class LongArrays {
  private LongArrays() {}

  static long[] filled(int length, long value) {
    long[] filled = new long[length];
    Arrays.fill(filled, value);
    return filled;
  }

  /** Axes counted from the front. */
  static int[] axes(long[] axes, Shape shape) {
    return Arrays.stream(axes).mapToInt(axis -> shape.axis((int) axis)).toArray();
  }
}
