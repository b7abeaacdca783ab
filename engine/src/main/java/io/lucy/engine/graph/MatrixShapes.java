package io.lucy.engine.graph;

import java.util.Arrays;
import java.util.List;

/** Shape rules of matrix products. */
final class MatrixShapes {
  private MatrixShapes() {}

  static List<TensorType> gemm(ShapeScope s) {
    boolean transA = s.node().intAttribute("transA", 0) != 0;
    boolean transB = s.node().intAttribute("transB", 0) != 0;
    Shape a = s.shape(0);
    Shape b = s.shape(1);
    int inner = a.extent(transA ? 0 : 1);
    if (a.rank() != 2 || b.rank() != 2 || inner != b.extent(transB ? 1 : 0)) {
      throw s.unsupported("matrices do not fit: " + a + " and " + b);
    }
    return List.of(TensorType.floats(a.extent(transA ? 1 : 0), b.extent(transB ? 0 : 1)));
  }

  static List<TensorType> matMul(ShapeScope s) {
    Shape a = s.shape(0);
    Shape b = s.shape(1);
    if (a.rank() < 2 || b.rank() < 2 || a.extent(-1) != b.extent(-2)) {
      throw s.unsupported("matrices do not fit: " + a + " and " + b);
    }
    Shape outer = outer(a).broadcast(outer(b));
    int[] extents = Arrays.copyOf(outer.extents(), outer.rank() + 2);
    extents[outer.rank()] = a.extent(-2);
    extents[outer.rank() + 1] = b.extent(-1);
    return List.of(new TensorType(s.elementType(0), Shape.of(extents)));
  }

  private static Shape outer(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.extents(), shape.rank() - 2));
  }
}
