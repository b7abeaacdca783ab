package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves what filters contributed on average into shifts when they are removed.
 *
 * <p>A removed channel with mean {@code μ} took {@code Σ_k W[o, c, k] μ} to filter o of the layer
 * that reads it, borders left out of account; o's shift grows by that times o's gain. A filter
 * whose output is summed leaves its mean in its own shift.
 */
public final class Compensation {
  private final Graph module;
  private final FilterGroups groups;
  private final float[] gains;
  private final float[] shifts;
  private final Map<String, Integer> first = new HashMap<>();

  private Compensation(Graph module, FilterGroups groups, Tuning tuning) {
    this.module = module;
    this.groups = groups;
    this.gains = tuning.gains();
    this.shifts = tuning.shifts();
    List<FilterGroups.Filter> filters = groups.filterList();
    for (int i = 0; i < filters.size(); i++) {
      first.putIfAbsent(filters.get(i).layer(), i);
    }
  }

  /**
   * The tuning after a removal.
   *
   * @param before the groups that were left
   * @param after the groups that are
   * @param means for each mask point, the mean of every channel before its mask
   */
  public static Tuning of(
      Graph module,
      FilterGroups groups,
      boolean[] before,
      boolean[] after,
      Tuning tuning,
      double[][] means) {
    Compensation compensation = new Compensation(module, groups, tuning);
    List<MaskPoint> points = groups.points();
    for (int p = 0; p < points.size(); p++) {
      int[] of = points.get(p).groups();
      double[] gone = new double[of.length];
      for (int c = 0; c < of.length; c++) {
        gone[c] = of[c] >= 0 && before[of[c]] && !after[of[c]] ? means[p][c] : 0;
      }
      compensation.remove(points.get(p).value().name(), gone);
    }
    return Tuning.of(groups, compensation.gains, compensation.shifts);
  }

  private void remove(String value, double[] gone) {
    Node producer = module.producer(value).orElse(null);
    if (producer != null
        && groups.isSummed(producer.name())
        && first.containsKey(producer.name())) {
      for (int c = 0; c < gone.length; c++) {
        shifts[first.get(producer.name()) + c] += (float) gone[c];
      }
      return;
    }
    for (Node reader : module.consumers(value)) {
      if (first.containsKey(reader.name()) && reader.input(0).equals(value)) {
        compensate(reader, gone);
      }
    }
  }

  private void compensate(Node reader, double[] gone) {
    Tensor weights = module.constants().get(reader.input(1));
    Shape shape = weights.shape();
    boolean filtersFirst = reader.op().equals("Conv") || reader.intAttribute("transB", 0) != 0;
    int filters = shape.extent(filtersFirst ? 0 : 1);
    int inner = shape.rank() == 2 ? 1 : shape.elements() / (shape.extent(0) * shape.extent(1));
    int start = first.get(reader.name());
    for (int o = 0; o < filters; o++) {
      double lost = 0;
      for (int c = 0; c < gone.length; c++) {
        if (gone[c] != 0) {
          int at = filtersFirst ? (o * gone.length + c) * inner : c * filters + o;
          for (int k = 0; k < inner; k++) {
            lost += weights.floats()[at + k] * gone[c];
          }
        }
      }
      shifts[start + o] += (float) (gains[start + o] * lost);
    }
  }
}
