package io.lucy.engine.train;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;

/**
 * Numbers that training changes: the values of one input of a graph.
 *
 * @param name of the graph's input
 * @param values row-major, changed in place; the array belongs to the parameter
 * @param decays whether weight decay applies: right for weights, wrong for biases, scales and masks
 */
@SuppressWarnings("ArrayRecordComponent") // Two parameters are never compared.
public record Parameter(String name, Shape shape, float[] values, boolean decays) {
  public Parameter {
    if (values.length != shape.elements()) {
      throw new IllegalArgumentException(
          "values of '" + name + "': " + values.length + " (expected: " + shape.elements() + ")");
    }
  }

  /** A copy of the present values. */
  public Tensor tensor() {
    return Tensor.floats(shape, values.clone());
  }
}
