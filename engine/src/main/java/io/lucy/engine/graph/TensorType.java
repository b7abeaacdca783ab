package io.lucy.engine.graph;

/** Element type and shape of a value. */
public record TensorType(ElementType elementType, Shape shape) {
  public static TensorType floats(int... extents) {
    return new TensorType(ElementType.FLOAT, Shape.of(extents));
  }

  public static TensorType floats(Shape shape) {
    return new TensorType(ElementType.FLOAT, shape);
  }

  @Override
  public String toString() {
    return elementType.name().toLowerCase(java.util.Locale.ROOT) + shape;
  }
}
