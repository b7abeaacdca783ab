package io.lucy.engine.compose;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.graph.Attribute;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.graph.Value;
import io.lucy.engine.path.Adapter;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.path.ClonePathView;
import io.lucy.engine.path.HeadDelta;
import io.lucy.engine.path.ModulePath;
import io.lucy.engine.path.NetworkIdentity;
import io.lucy.engine.surgery.Compaction;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import io.lucy.engine.surgery.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Puts a clone together: path + zoo → one ONNX graph, byte for byte the same on every machine.
 *
 * <p>The target's trunk runs whole; each module runs on what its adapter makes of the target's
 * features at its cut, without its masked filters; the head reads all features side by side. The
 * input is the target's pixels, the output {@code logits}, in label order.
 */
public final class Assembly {
  public static final String LOGITS = "logits";

  private final ClonePathView path;
  private final Function<NetworkIdentity, KnownNetwork> zoo;
  private final GraphBuilder builder = new GraphBuilder();

  private Assembly(ClonePathView path, Function<NetworkIdentity, KnownNetwork> zoo) {
    this.path = path;
    this.zoo = zoo;
  }

  /**
   * Assembles a clone.
   *
   * @param zoo finds the networks that a path names; throws {@link Reason#PATH_UNRESOLVED} for one
   *     it does not have
   * @throws LucyException {@link Reason#PATH_CORRUPT} when the path does not fit the networks,
   *     {@link Reason#PATH_UNRESOLVED} when it lacks its adapters or head
   */
  public static Graph of(ClonePathView path, Function<NetworkIdentity, KnownNetwork> zoo) {
    return new Assembly(path, zoo).run();
  }

  private Graph run() {
    HeadDelta delta =
        path.head()
            .orElseThrow(
                () ->
                    new LucyException(
                        Reason.PATH_UNRESOLVED,
                        "the path has no head; repair it with calibration data"));
    requireNoFeatureCuts();
    KnownNetwork target = zoo.apply(path.target());
    Graph trunk = target.network().trunk();
    Value pixels = builder.input("input", trunk.input().type());
    Map<String, String> names =
        builder.append(trunk, Map.of(trunk.input().name(), pixels), "target/");
    List<Value> features = new ArrayList<>();
    List<StartHead.Part> parts = new ArrayList<>();
    features.add(builder.value(names.get(trunk.output().name())));
    parts.add(StartHead.Part.target(target, path.labels()));
    for (int i = 0; i < path.modules().size(); i++) {
      ModulePath module = path.modules().get(i);
      KnownNetwork source = zoo.apply(module.source());
      Cut targetCut = cut(target, module.targetCut(), module.targetShape(), "target");
      Cut sourceCut = cut(source, module.sourceCut(), module.sourceShape(), "source " + i);
      Value given = targetCut.number() == 0 ? pixels : builder.value(names.get(targetCut.value()));
      Compaction.Compacted compacted = compact(source, sourceCut, module);
      Value entry =
          entry(target, source, new Position(targetCut, sourceCut), module, given, compacted, i);
      Graph graph = compacted.module();
      Map<String, String> inside =
          builder.append(graph, Map.of(graph.input().name(), entry), "module" + i + "/");
      features.add(builder.value(inside.get(graph.output().name())));
      parts.add(
          StartHead.Part.source(
              source, compacted.features(), module.wantedLabels(), path.labels()));
    }
    Head start = StartHead.of(path.labels(), parts, delta.temperatures());
    builder.output(LOGITS, head(features, start, delta));
    return builder.build();
  }

  private void requireNoFeatureCuts() {
    boolean middle = path.modules().stream().anyMatch(m -> !m.featureCuts().isEmpty());
    if (middle || !path.targetFeatureCuts().isEmpty()) {
      throw new LucyException(
          Reason.PATH_TOO_NEW,
          "the path's head reads features of middle cuts, which this release does not assemble; use"
              + " a newer one");
    }
  }

  private static Cut cut(KnownNetwork network, int number, Shape shape, String which) {
    List<Cut> cuts = network.cuts();
    if (number >= cuts.size()) {
      throw misfit(
          "cut of the "
              + which
              + ": "
              + number
              + " ("
              + network.name()
              + " has "
              + cuts.size()
              + ")");
    }
    int[] extents = cuts.get(number).shape().extents();
    Shape found = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
    if (!found.equals(shape)) {
      throw misfit(
          "shape at cut " + number + " of the " + which + ": " + shape + " (found: " + found + ")");
    }
    return cuts.get(number);
  }

  private static Compaction.Compacted compact(KnownNetwork source, Cut cut, ModulePath module) {
    Graph suffix = Views.suffix(source, cut);
    FilterGroups groups = FilterGroups.of(suffix, cut.number() == 0);
    boolean[] bits = new boolean[module.mask().filters()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = module.mask().kept(i);
    }
    try {
      Tuning tuning =
          module.tuning().isNone()
              ? Tuning.none(groups)
              : Tuning.of(groups, module.tuning().gains(), module.tuning().shifts());
      return Compaction.apply(suffix, groups, groups.kept(bits), tuning);
    } catch (IllegalArgumentException e) {
      throw misfit("mask of " + source.name() + ": " + e.getMessage());
    }
  }

  private Value entry(
      KnownNetwork target,
      KnownNetwork source,
      Position position,
      ModulePath module,
      Value given,
      Compaction.Compacted compacted,
      int number) {
    String name = "adapter" + number;
    if (module.adapter() instanceof AdapterWeights adapter) {
      Value resampled = Connection.resample(builder, given, position.sourceCut());
      return Connection.map(builder, resampled, adapter, compacted.inputChannels(), name);
    }
    if (module.adapter() instanceof Adapter.Missing) {
      throw new LucyException(
          Reason.PATH_UNRESOLVED,
          "the path has no adapter for module " + number + "; repair it with calibration data");
    }
    return position.isInput()
        ? Connection.pixels(builder, given, target.pixels(), source.pixels(), name)
        : Connection.resample(builder, given, position.sourceCut());
  }

  private Value head(List<Value> features, Head start, HeadDelta delta) {
    int width = start.features();
    if (delta.features() != width || delta.labels() != start.labels()) {
      throw misfit("head: " + delta + " (expected: [" + start.labels() + ", " + width + "])");
    }
    Value joined =
        features.size() == 1
            ? features.get(0)
            : builder.add(
                "Concat", Map.of("axis", Attribute.of(1)), features.toArray(new Value[0]));
    Head head = plus(start, delta);
    Value weights =
        builder.constant(
            "head.weight", Tensor.floats(Shape.of(head.labels(), width), head.weights()));
    Value bias = builder.constant("head.bias", Tensor.floats(Shape.of(head.labels()), head.bias()));
    return builder.add("Gemm", Map.of("transB", Attribute.of(1)), joined, weights, bias);
  }

  /** W₀ + ΔW. */
  public static Head plus(Head start, HeadDelta delta) {
    float[] weights = start.weights().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] += delta.weights()[i];
    }
    float[] bias = start.bias().clone();
    for (int k = 0; k < bias.length; k++) {
      bias[k] += delta.bias()[k];
    }
    return new Head(weights, bias);
  }

  /** ΔW of a head. */
  public static HeadDelta minus(Head head, Head start, float[] temperatures) {
    float[] weights = head.weights().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= start.weights()[i];
    }
    float[] bias = head.bias().clone();
    for (int k = 0; k < bias.length; k++) {
      bias[k] -= start.bias()[k];
    }
    return new HeadDelta(temperatures, weights, bias);
  }

  private static LucyException misfit(String problem) {
    return new LucyException(
        Reason.PATH_CORRUPT, "the path does not fit the networks it names: " + problem);
  }
}
