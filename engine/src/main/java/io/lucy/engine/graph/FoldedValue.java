package io.lucy.engine.graph;

import java.util.Arrays;

/**
 * A small tensor that is known before the network runs, but for elements that are the number of
 * samples.
 *
 * <p>Elements are doubles, exact for every whole number that a shape can hold; NaN stands for the
 * batch, and anything computed from it is NaN again. A bound of a slice beyond 2^53 saturates,
 * which means the same to a slice.
 */
record FoldedValue(ElementType elementType, Shape shape, double[] elements) {
  static final double BATCH = Double.NaN;

  static FoldedValue of(Tensor tensor) {
    double[] elements = new double[tensor.shape().elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.isFloat() ? tensor.floats()[i] : (double) tensor.longs()[i];
    }
    return new FoldedValue(tensor.type().elementType(), tensor.shape(), elements);
  }

  static FoldedValue ofShape(Shape shape) {
    double[] elements =
        Arrays.stream(shape.extents()).mapToDouble(e -> e == Shape.BATCH ? BATCH : e).toArray();
    return new FoldedValue(ElementType.INT64, Shape.of(elements.length), elements);
  }

  boolean hasBatch() {
    return elementType != ElementType.FLOAT && Arrays.stream(elements).anyMatch(Double::isNaN);
  }

  /** This value as a constant; the batch becomes {@code batch}. */
  Tensor tensor(long batch) {
    if (elementType == ElementType.FLOAT) {
      float[] floats = new float[elements.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) elements[i];
      }
      return Tensor.floats(shape, floats);
    }
    long[] longs = new long[elements.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = Double.isNaN(elements[i]) ? batch : (long) elements[i];
    }
    return Tensor.integers(elementType, shape, longs);
  }
}
