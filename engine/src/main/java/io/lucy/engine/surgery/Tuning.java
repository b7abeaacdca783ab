package io.lucy.engine.surgery;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gain and a shift for every filter of a module: what is left of a masked network is brought back
 * into balance.
 *
 * <p>A filter's output {@code y} becomes {@code gain y + shift}, before its activation. As
 * re-estimating the batch norms after pruning does, this repairs the statistics that removed
 * filters leave behind, at two numbers a filter; the frozen weights stay what they are. The shift
 * of a masked filter whose output is summed as it is stays in the sum.
 */
public final class Tuning {
  private final List<FilterGroups.Filter> filters;
  private final float[] gains;
  private final float[] shifts;
  private final Map<String, Integer> first = new HashMap<>();
  private final Map<String, Integer> count = new HashMap<>();

  private Tuning(List<FilterGroups.Filter> filters, float[] gains, float[] shifts) {
    this.filters = filters;
    this.gains = gains;
    this.shifts = shifts;
    for (int i = 0; i < filters.size(); i++) {
      first.putIfAbsent(filters.get(i).layer(), i);
      count.merge(filters.get(i).layer(), 1, Integer::sum);
    }
  }

  /** Gains of 1 and shifts of 0. */
  public static Tuning none(FilterGroups groups) {
    float[] gains = new float[groups.filters()];
    Arrays.fill(gains, 1);
    return new Tuning(groups.filterList(), gains, new float[groups.filters()]);
  }

  /**
   * A tuning of a module.
   *
   * @param gains one per filter, in the order of a mask's bits
   * @param shifts one per filter
   */
  public static Tuning of(FilterGroups groups, float[] gains, float[] shifts) {
    if (gains.length != groups.filters() || shifts.length != groups.filters()) {
      throw new IllegalArgumentException(
          "gains: "
              + gains.length
              + ", shifts: "
              + shifts.length
              + " (expected: "
              + groups.filters()
              + " each)");
    }
    return new Tuning(groups.filterList(), gains.clone(), shifts.clone());
  }

  public float[] gains() {
    return gains.clone();
  }

  public float[] shifts() {
    return shifts.clone();
  }

  /** The layers that have filters, in running order. */
  List<String> layers() {
    return new ArrayList<>(
        new java.util.LinkedHashSet<>(filters.stream().map(FilterGroups.Filter::layer).toList()));
  }

  boolean touches(String layer) {
    Integer start = first.get(layer);
    for (int i = 0; start != null && i < count.get(layer); i++) {
      if (gains[start + i] != 1 || shifts[start + i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Gains of the filters of a layer. */
  public float[] gains(String layer) {
    int start = first.get(layer);
    return Arrays.copyOfRange(gains, start, start + count.get(layer));
  }

  /** Shifts of the filters of a layer. */
  public float[] shifts(String layer) {
    int start = first.get(layer);
    return Arrays.copyOfRange(shifts, start, start + count.get(layer));
  }

  boolean has(String layer) {
    return first.containsKey(layer);
  }

  /** Weights with each filter, counted along an axis, times its gain. */
  Tensor scaled(String layer, Tensor weights, int axis) {
    if (!touches(layer)) {
      return weights;
    }
    int start = first.get(layer);
    int inner = 1;
    for (int i = axis + 1; i < weights.shape().rank(); i++) {
      inner *= weights.shape().extent(i);
    }
    int filters = weights.shape().extent(axis);
    float[] scaled = weights.floats().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= gains[start + i / inner % filters];
    }
    return Tensor.floats(weights.shape(), scaled);
  }

  /** A bias under the gains, plus the shifts. */
  Tensor shifted(String layer, Tensor bias) {
    if (!touches(layer)) {
      return bias;
    }
    int start = first.get(layer);
    float[] shifted = bias.floats().clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = shifted[i] * gains[start + i] + shifts[start + i];
    }
    return Tensor.floats(Shape.of(shifted.length), shifted);
  }
}
