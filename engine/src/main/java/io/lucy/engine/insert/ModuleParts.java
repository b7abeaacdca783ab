package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.Views;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.surgery.FilterGroups;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A source's suffix behind a position, with the groups of its filters.
 *
 * @param graph one input, the features at the source's cut; one output [N, features]
 */
record ModuleParts(KnownNetwork source, Position position, Graph graph, FilterGroups groups) {
  static ModuleParts of(KnownNetwork source, Position position) {
    Graph suffix = Views.suffix(source, position.sourceCut());
    return new ModuleParts(
        source, position, suffix, FilterGroups.of(suffix, position.sourceCut().number() == 0));
  }

  /** The features of the module that a choice of groups leaves. */
  int[] features(boolean[] kept) {
    boolean[] left = groups.outputs(kept);
    return IntStream.range(0, left.length).filter(f -> left[f]).toArray();
  }

  /** All features. */
  int[] features() {
    boolean[] all = new boolean[groups.size()];
    Arrays.fill(all, true);
    return features(all);
  }
}
