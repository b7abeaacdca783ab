package io.lucy.engine.local;

import io.lucy.engine.surgery.FilterGroups;
import java.util.List;

/**
 * What Local(·) found: which filters of a network to keep for some of its labels.
 *
 * @param groups of the whole trunk
 * @param setting which groups stay, and what keeps the rest in balance
 * @param similarity conditional similarity to the network on held-out images, with a re-fitted head
 * @param accuracyLost share of held-out wanted images that the network gets right and the masked
 *     one, with a re-fitted head, does not, less the reverse
 * @param rounds what each round of pruning found, in order
 */
public record Localisation(
    FilterGroups groups,
    MaskedModule.Setting setting,
    double similarity,
    double accuracyLost,
    List<Round> rounds) {

  /**
   * One round of pruning.
   *
   * @param setting what it left
   * @param keptFilters share of the filters left, 0 to 1
   * @param keptFlops share of the FLOPs left, 0 to 1
   */
  public record Round(
      MaskedModule.Setting setting,
      double keptFilters,
      double keptFlops,
      double similarity,
      double accuracyLost) {}

  public double keptFilters() {
    return groups.keptFilters(setting.kept());
  }

  public double keptFlops() {
    return (double) groups.flops(setting.kept()) / Math.max(1, groups.flops(groups.all()));
  }
}
