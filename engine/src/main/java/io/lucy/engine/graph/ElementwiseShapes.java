package io.lucy.engine.graph;

import java.util.List;

/** Shape rules of operators that work element by element. */
final class ElementwiseShapes {
  private ElementwiseShapes() {}

  static List<TensorType> broadcast(ShapeScope s) {
    return List.of(new TensorType(s.elementType(0), broadcastInputs(s, 0)));
  }

  static List<TensorType> compare(ShapeScope s) {
    return List.of(new TensorType(ElementType.BOOL, broadcastInputs(s, 0)));
  }

  static List<TensorType> where(ShapeScope s) {
    return List.of(new TensorType(s.elementType(1), broadcastInputs(s, 0)));
  }

  static List<TensorType> cast(ShapeScope s) {
    int to = Math.toIntExact(s.node().intAttribute("to", 0));
    return List.of(new TensorType(ElementType.ofOnnx(to, s.node().toString()), s.shape(0)));
  }

  private static Shape broadcastInputs(ShapeScope s, int first) {
    Shape shape = s.shape(first);
    for (int i = first + 1; i < s.inputs().size(); i++) {
      shape = shape.broadcast(s.shape(i));
    }
    return shape;
  }
}
