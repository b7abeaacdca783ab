package io.lucy.engine.path;

import io.lucy.engine.graph.Shape;
import java.util.HashSet;
import java.util.List;

/**
 * One transferable module of a clone: which part of which source, and where it is connected.
 *
 * @param source the network that the module is a part of
 * @param wantedLabels what the module was localised on; labels of the source
 * @param targetCut number of the cut in the target whose features go in; 0 is the input
 * @param sourceCut number of the cut in the source that they replace
 * @param targetShape one sample's features at the target's cut, [channels, height, width] or
 *     [features]
 * @param sourceShape the same at the source's cut
 * @param featureCuts cuts of the source behind {@code sourceCut} whose kept features, averaged over
 *     the image, the head sees before those of the module's last layer; ascending
 * @param mask which of the filters behind the source's cut are kept
 * @param tuning of the same filters; in its one form under {@code mask} (gains of removed filters
 *     are 1, and it is {@link FilterTuning#NONE} where it has no effect), whatever is passed in
 * @param adapter from the target's features to the module's input
 */
public record ModulePath(
    NetworkIdentity source,
    List<String> wantedLabels,
    int targetCut,
    int sourceCut,
    Shape targetShape,
    Shape sourceShape,
    List<Integer> featureCuts,
    FilterMask mask,
    FilterTuning tuning,
    Adapter adapter) {
  public ModulePath {
    wantedLabels = List.copyOf(wantedLabels);
    featureCuts = List.copyOf(featureCuts);
    Invariants.requireLabels("wanted labels", wantedLabels);
    Invariants.require(
        new HashSet<>(source.labels()).containsAll(wantedLabels),
        "wanted labels",
        wantedLabels,
        "labels of " + source);
    Invariants.requireCut("cut in the target", targetCut);
    Invariants.requireCut("cut in the source", sourceCut);
    requireFeatures("shape at the target's cut", targetShape);
    requireFeatures("shape at the source's cut", sourceShape);
    Invariants.requireAscendingCuts("feature cuts", featureCuts);
    Invariants.require(
        featureCuts.isEmpty() || featureCuts.get(0) > sourceCut,
        "feature cuts",
        featureCuts,
        "behind the cut in the source, " + sourceCut);
    tuning = tuning.under(mask);
    Invariants.require(
        tuning.isNone() || !(adapter instanceof Adapter.Missing),
        "tuning of a module without adapter",
        tuning,
        "none");
    if (adapter instanceof AdapterWeights weights) {
      Invariants.require(
          weights.sourceChannels() == sourceShape.extent(0)
              && weights.targetChannels() == targetShape.extent(0),
          "adapter",
          weights,
          "channels of the cuts, " + sourceShape.extent(0) + " and " + targetShape.extent(0));
    } else if (adapter instanceof Adapter.Identity) {
      Invariants.require(
          joinsPixels(targetCut, sourceCut) || targetShape.extent(0) == sourceShape.extent(0),
          "identity adapter",
          "from " + targetShape + " to " + sourceShape,
          "as many channels, or pixels at both ends");
    }
  }

  /** Whether the module takes the pixels themselves. */
  private static boolean joinsPixels(int targetCut, int sourceCut) {
    return targetCut == 0 && sourceCut == 0;
  }

  private static void requireFeatures(String what, Shape shape) {
    Invariants.require(
        shape.rank() == 1 || shape.rank() == 3,
        what,
        shape,
        "[channels, height, width] or [features]");
    for (int extent : shape.extents()) {
      Invariants.require(extent >= 1, what, shape, "extents of at least 1");
      PathBounds.atMost("extent of the " + what, extent, PathBounds.EXTENT);
    }
  }

  /** The same module with another adapter; without a tuning, if that is {@link Adapter.Missing}. */
  public ModulePath withAdapter(Adapter other) {
    return with(mask, other instanceof Adapter.Missing ? FilterTuning.NONE : tuning, other);
  }

  /** The same module with another mask, tuning and adapter. */
  public ModulePath with(FilterMask otherMask, FilterTuning otherTuning, Adapter otherAdapter) {
    return new ModulePath(
        source,
        wantedLabels,
        targetCut,
        sourceCut,
        targetShape,
        sourceShape,
        featureCuts,
        otherMask,
        otherTuning,
        otherAdapter);
  }
}
