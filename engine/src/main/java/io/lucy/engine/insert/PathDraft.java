package io.lucy.engine.insert;

import io.lucy.engine.Release;
import io.lucy.engine.compose.Position;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.Adapter;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.path.FilterMask;
import io.lucy.engine.path.FilterTuning;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.Provenance;
import io.lucy.engine.surgery.Tuning;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a clone path says of modules that were just placed, and of how it came to be. */
final class PathDraft {
  private PathDraft() {}

  static ModulePath module(
      ModuleParts parts,
      List<String> wanted,
      MaskedModule.Setting setting,
      Optional<AdapterWeights> adapter) {
    Position position = parts.position();
    Tuning tuning = setting.tuning();
    return new ModulePath(
        parts.source().identity(),
        wanted,
        position.targetCut().number(),
        position.sourceCut().number(),
        sample(position.targetCut().shape()),
        sample(position.sourceCut().shape()),
        List.of(),
        FilterMask.of(parts.groups().bits(setting.kept())),
        new FilterTuning(tuning.gains(), tuning.shifts()),
        adapter.<Adapter>map(a -> a).orElse(Adapter.IDENTITY));
  }

  static Provenance provenance(Dataset data, InsertOptions options) {
    Map<String, String> settings =
        Map.of(
            "budget", Double.toString(options.budget()),
            "least", Double.toString(options.least()),
            "masked", Boolean.toString(options.masked()),
            "steps", Integer.toString(options.steps()));
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return new Provenance(
        "lucy " + Release.version(),
        data.sha256(),
        options.seed(),
        settings,
        platform,
        Optional.empty());
  }

  private static Shape sample(Shape shape) {
    int[] extents = shape.extents();
    return Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
  }
}
