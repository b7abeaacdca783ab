package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Gradients of resizing to the nearest pixel. */
public final class Resizes {
  private Resizes() {}

  /**
   * {@code y = x}, each pixel from its nearest. Then {@code dx = Σ g} over the pixels that came
   * from the same one, axis by axis.
   */
  public static List<Value> nearest(GradientScope s) {
    String mode = s.node().textAttribute("mode", "nearest");
    if (!mode.equals("nearest")) {
      throw s.unsupported("mode " + mode + " (supported: nearest)");
    }
    Shape x = s.x().shape();
    Shape y = s.y().shape();
    Optional<Tensor> scales = s.has(3) ? Optional.empty() : s.constant(2);
    Value g = s.g();
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      int from = x.extent(axis);
      int to = y.extent(axis);
      int index = axis;
      double scale = scales.map(t -> (double) t.floats()[index]).orElse((double) to / from);
      int[] sources = IntStream.range(0, to).map(i -> source(s, i, scale, from, to)).toArray();
      g = AxisMaps.gradient(s, g, axis, sources, from);
    }
    return List.of(g);
  }

  private static int source(GradientScope s, int index, double scale, int from, int to) {
    String coordinates = s.node().textAttribute("coordinate_transformation_mode", "half_pixel");
    double place =
        switch (coordinates) {
          case "half_pixel" -> (index + 0.5) / scale - 0.5;
          case "pytorch_half_pixel" -> to > 1 ? (index + 0.5) / scale - 0.5 : 0;
          case "asymmetric" -> index / scale;
          case "align_corners" -> to > 1 ? (double) index * (from - 1) / (to - 1) : 0;
          default -> throw s.unsupported("coordinate_transformation_mode " + coordinates);
        };
    String rounding = s.node().textAttribute("nearest_mode", "round_prefer_floor");
    double nearest =
        switch (rounding) {
          case "round_prefer_floor" -> Math.ceil(place - 0.5);
          case "round_prefer_ceil" -> Math.floor(place + 0.5);
          case "floor" -> Math.floor(place);
          case "ceil" -> Math.ceil(place);
          default -> throw s.unsupported("nearest_mode " + rounding);
        };
    return (int) Math.max(0, Math.min(from - 1, nearest));
  }
}
