package io.lucy.engine.local;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.surgery.Compensation;
import io.lucy.engine.surgery.FilterGroups;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** One round of pruning: removes the groups that matter least, and keeps their means. */
public final class Pruning {
  private Pruning() {}

  /**
   * What a group's importance is measured by.
   *
   * @see #prune
   */
  public enum Price {
    /** Importance per filter: for masks of few filters. */
    FILTERS,
    /** Importance per FLOP that is saved: for cheap modules. */
    FLOPS
  }

  /**
   * Removes groups until a share of the filters is left.
   *
   * @param module whose groups these are
   * @param share of all filters, 0 to 1
   * @return the setting after the removal; equal to the one before when nothing more can go
   */
  public static MaskedModule.Setting prune(
      Graph module,
      FilterGroups groups,
      MaskedModule.Setting setting,
      Importance.Measured importance,
      double share,
      Price price) {
    boolean[] kept = setting.kept();
    double[] score = new double[kept.length];
    for (int group = 0; group < score.length; group++) {
      double cost =
          price == Price.FLOPS ? Math.max(1, groups.saving(group, kept)) : groups.filters(group);
      score[group] = kept[group] ? importance.ofGroups()[group] / cost : 0;
    }
    boolean[] pruned = kept.clone();
    int[] order =
        IntStream.range(0, score.length)
            .filter(g -> kept[g])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer g) -> score[g]).thenComparing(g -> g))
            .mapToInt(g -> g)
            .toArray();
    for (int group : order) {
      if (groups.keptFilters(pruned) <= share) {
        break;
      }
      if (!groups.empties(group, pruned)) {
        pruned[group] = false;
      }
    }
    if (Arrays.equals(pruned, kept)) {
      return setting;
    }
    return new MaskedModule.Setting(
        pruned,
        Compensation.of(module, groups, kept, pruned, setting.tuning(), importance.means()));
  }
}
