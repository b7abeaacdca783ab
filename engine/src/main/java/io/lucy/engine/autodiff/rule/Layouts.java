package io.lucy.engine.autodiff.rule;

import io.lucy.engine.autodiff.GradientScope;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Gradients of operators that rearrange, join, part and repeat elements. */
public final class Layouts {
  private Layouts() {}

  /** {@code y = x} under another shape. Then {@code dx = g} under the old one. */
  public static List<Value> reshape(GradientScope s) {
    return List.of(s.reshape(s.g(), s.x().shape()));
  }

  /** {@code y = x} with axes in another order. Then {@code dx = g} in the old order. */
  public static List<Value> transpose(GradientScope s) {
    int rank = s.x().shape().rank();
    int[] order = s.node().intsAttribute("perm");
    int[] inverse = new int[rank];
    for (int i = 0; i < rank; i++) {
      inverse[order.length == 0 ? rank - 1 - i : order[i]] = i;
    }
    return List.of(s.transpose(s.g(), inverse));
  }

  /** {@code y = [x₁ … xₙ]}. Then {@code dxᵢ} is the part of {@code g} where {@code xᵢ} went. */
  public static List<Value> concat(GradientScope s) {
    int inputs = s.node().inputs().size();
    if (inputs == 1) {
      return List.of(s.g());
    }
    int axis = s.y().shape().axis((int) s.node().intAttribute("axis", 0));
    long[] extents = new long[inputs];
    for (int i = 0; i < inputs; i++) {
      extents[i] = s.input(i).shape().extent(axis);
    }
    return s.apply(
        "Split", Map.of("axis", Attribute.of((long) axis)), inputs, s.g(), s.longs(extents));
  }

  /** {@code [y₁ … yₙ] = x}. Then {@code dx = [g₁ … gₙ]}. */
  public static List<Value> split(GradientScope s) {
    int outputs = s.node().outputs().size();
    Value[] parts = new Value[outputs];
    for (int i = 0; i < outputs; i++) {
      parts[i] = s.gradientOrZeros(i);
    }
    long axis = s.node().intAttribute("axis", 0);
    return List.of(s.apply("Concat", Map.of("axis", Attribute.of(axis)), parts));
  }

  /** {@code y = x}, repeated along axes of extent 1. Then {@code dx = g}, summed by the driver. */
  public static List<Value> expand(GradientScope s) {
    return List.of(s.g());
  }

  /** {@code y = x}, laid side by side. Then {@code dx} is the sum of all tiles of {@code g}. */
  public static List<Value> tile(GradientScope s) {
    long[] repeats = s.longs(1);
    List<Integer> extents = new ArrayList<>();
    List<Integer> tiles = new ArrayList<>();
    for (int i = 0; i < repeats.length; i++) {
      if (repeats[i] != 1) {
        tiles.add(extents.size());
        extents.add((int) repeats[i]);
      }
      extents.add(s.x().shape().extent(i));
    }
    Value parted = s.reshape(s.g(), ints(extents));
    return List.of(s.reshape(s.sum(parted, ints(tiles)), s.x().shape()));
  }

  /**
   * {@code y = x}, picked along an axis by an index. Then {@code dx = Σ g} over all places that
   * were filled from the same element.
   */
  public static List<Value> gather(GradientScope s) {
    Shape x = s.x().shape();
    int axis = x.axis((int) s.node().intAttribute("axis", 0));
    int outer = Shape.of(Arrays.copyOf(x.extents(), axis)).elements();
    int inner = Shape.of(Arrays.copyOfRange(x.extents(), axis + 1, x.rank())).elements();
    int picked = s.input(1).shape().elements();
    Value index =
        s.apply("Expand", s.reshape(s.input(1), 1, picked, 1), s.longs(outer, picked, inner));
    Value dx =
        s.apply(
            "ScatterElements",
            Map.of("axis", Attribute.of(1L), "reduction", Attribute.of("add")),
            s.zeros(Shape.of(outer, x.extent(axis), inner)),
            index,
            s.reshape(s.g(), outer, picked, inner));
    return List.of(s.reshape(dx, x));
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }
}
