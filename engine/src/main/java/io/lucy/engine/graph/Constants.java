package io.lucy.engine.graph;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;

/** Reads Constant nodes, whose value is an attribute of one of several kinds. */
final class Constants {
  private Constants() {}

  /**
   * The tensor of a Constant node.
   *
   * @throws LucyException {@link Reason#OPERATOR_UNSUPPORTED} for text and sparse tensors
   */
  static Tensor of(Node node) {
    Attribute value = node.attributes().values().stream().findFirst().orElse(null);
    if (value instanceof Attribute.Constant constant) {
      return constant.value();
    } else if (value instanceof Attribute.Int i) {
      return Tensor.integers(ElementType.INT64, Shape.of(), i.value());
    } else if (value instanceof Attribute.Real r) {
      return Tensor.scalar(r.value());
    } else if (value instanceof Attribute.Ints ints) {
      return Tensor.longs(ints.values().stream().mapToLong(v -> v).toArray());
    } else if (value instanceof Attribute.Reals reals) {
      float[] floats = new float[reals.values().size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = reals.values().get(i);
      }
      return Tensor.floats(Shape.of(floats.length), floats);
    }
    throw new LucyException(
        Reason.OPERATOR_UNSUPPORTED, node + ": no tensor that Lucy computes with");
  }
}
