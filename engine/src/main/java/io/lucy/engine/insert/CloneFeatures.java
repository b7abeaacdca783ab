package io.lucy.engine.insert;

import io.lucy.engine.compose.Connection;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Value;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Compaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The features of a clone that is being built: the target's, then those of each module so far. */
final class CloneFeatures {
  private record Module(
      ModuleParts parts, MaskedModule.Setting setting, Optional<AdapterWeights> adapter) {}

  private final KnownNetwork target;
  private final Cancellation cancellation;
  private final List<Module> modules = new ArrayList<>();

  CloneFeatures(KnownNetwork target, Cancellation cancellation) {
    this.target = target;
    this.cancellation = cancellation;
  }

  void add(ModuleParts parts, MaskedModule.Setting setting, Optional<AdapterWeights> adapter) {
    modules.add(new Module(parts, setting, adapter));
  }

  /**
   * From the target's pixels to the target's features and those of each module, as outputs in this
   * order.
   */
  Graph graph() {
    GraphBuilder builder = new GraphBuilder();
    Graph trunk = target.network().trunk();
    Value pixels = builder.input("pixels", trunk.input().type());
    Map<String, String> names =
        builder.append(trunk, Map.of(trunk.input().name(), pixels), "target/");
    List<String> outputs = new ArrayList<>(List.of(names.get(trunk.output().name())));
    for (int i = 0; i < modules.size(); i++) {
      outputs.add(append(builder, pixels, names, modules.get(i), i));
    }
    outputs.forEach(builder::output);
    return builder.build();
  }

  /** Features [images, target features + kept features of each module]. */
  Matrix of(Dataset images) {
    Graph graph = graph();
    Map<String, float[]> values =
        Forward.run(graph, Frozen.pixels(target, images), images.size(), cancellation);
    List<Matrix> parts = new ArrayList<>();
    for (Value output : graph.outputs()) {
      parts.add(new Matrix(images.size(), output.shape().extent(1), values.get(output.name())));
    }
    return Matrix.beside(parts);
  }

  private String append(
      GraphBuilder builder, Value pixels, Map<String, String> names, Module module, int number) {
    Compaction.Compacted compacted = module.parts().compacted(module.setting());
    Value entry;
    if (module.parts().position().isInput()) {
      entry =
          Connection.pixels(
              builder,
              pixels,
              target.pixels(),
              module.parts().source().pixels(),
              "adapter" + number);
    } else {
      Value given = builder.value(names.get(module.parts().position().targetCut().value()));
      AdapterWeights adapter = module.adapter().orElseThrow();
      Value resampled = Connection.resample(builder, given, module.parts().position().sourceCut());
      entry =
          Connection.map(
              builder, resampled, adapter, compacted.inputChannels(), "adapter" + number);
    }
    Graph graph = compacted.module();
    return builder
        .append(graph, Map.of(graph.input().name(), entry), "module" + number + "/")
        .get(graph.output().name());
  }
}
