package io.lucy.engine.surgery;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;

/** Takes parts of constants. */
final class Slices {
  private Slices() {}

  /** The given places along an axis, in order. */
  static Tensor take(Tensor tensor, int axis, int[] places) {
    Shape shape = tensor.shape();
    int extent = shape.extent(axis);
    int inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= shape.extent(i);
    }
    int outer = shape.elements() / (extent * inner);
    float[] from = tensor.floats();
    float[] taken = new float[outer * places.length * inner];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (int place : places) {
        System.arraycopy(from, (o * extent + place) * inner, taken, at, inner);
        at += inner;
      }
    }
    return Tensor.floats(shape.with(axis, places.length), taken);
  }

  /**
   * The given channels of a constant that broadcasts against a value of some rank, whose axis 1 is
   * the channels.
   */
  static Tensor takeChannels(Tensor tensor, int rank, int[] channels) {
    int axis = tensor.shape().rank() - (rank - 1);
    return axis < 0 || tensor.shape().extent(axis) == 1 ? tensor : take(tensor, axis, channels);
  }
}
