package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.Views;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.surgery.Compaction;
import io.lucy.engine.surgery.FilterGroups;
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

  /** The module without what a setting masks. */
  Compaction.Compacted compacted(MaskedModule.Setting setting) {
    return Compaction.apply(graph, groups, setting.kept(), setting.tuning());
  }

  /** The features of the module that a choice of groups leaves. */
  int[] features(boolean[] kept) {
    boolean[] left = groups.outputs(kept);
    return IntStream.range(0, left.length).filter(f -> left[f]).toArray();
  }
}
