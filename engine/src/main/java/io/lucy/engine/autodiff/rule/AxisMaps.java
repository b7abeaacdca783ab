package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.Arrays;

/**
 * Linear maps along one axis: {@code y[…, j, …] = x[…, sources[j], …]}.
 *
 * <p>The gradient is a product with the transposed 0/1 matrix of the map. On axes as short as those
 * of images that is cheaper than scattering, and it is the same on every machine.
 */
final class AxisMaps {
  private AxisMaps() {}

  /**
   * The gradient of such a map.
   *
   * @param sources where each of the output's elements along the axis came from
   * @param extent of the axis before the map
   */
  static Value gradient(GradientScope s, Value g, int axis, int[] sources, int extent) {
    if (sources.length == extent && isIdentity(sources)) {
      return g;
    }
    int rank = g.shape().rank();
    int[] extents = g.shape().extents();
    int outer = Shape.of(Arrays.copyOf(extents, axis)).elements();
    int inner = Shape.of(Arrays.copyOfRange(extents, axis + 1, rank)).elements();
    float[] matrix = new float[extent * sources.length];
    for (int j = 0; j < sources.length; j++) {
      int row = inner == 1 ? j * extent + sources[j] : sources[j] * sources.length + j;
      matrix[row] = 1;
    }
    Value dx;
    if (inner == 1) {
      Value m = s.constant(Tensor.floats(Shape.of(sources.length, extent), matrix));
      dx = s.apply("MatMul", s.reshape(g, outer, sources.length), m);
    } else {
      Value m = s.constant(Tensor.floats(Shape.of(extent, sources.length), matrix));
      dx = s.apply("MatMul", m, s.reshape(g, outer, sources.length, inner));
    }
    return s.reshape(dx, g.shape().with(axis, extent));
  }

  private static boolean isIdentity(int[] sources) {
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != i) {
        return false;
      }
    }
    return true;
  }
}
