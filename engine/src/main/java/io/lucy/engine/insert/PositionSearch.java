package io.lucy.engine.insert;

import io.lucy.engine.compose.Connection;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Position;
import io.lucy.engine.compose.Views;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.HeadSelection;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.GraphBuilder;
import io.lucy.engine.graph.Value;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Cut;
import io.lucy.engine.surgery.Flops;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Searches where a source is best connected to a target.
 *
 * <p>Everything frozen is computed once for all positions. At each, the adapter is fitted in closed
 * form, the module runs on what it gives, and the head is fitted by cross-validation; the
 * position's score is the loss on samples that the head was fitted without. The lowest loss wins;
 * of those within one paired standard error of it, the cheapest.
 */
final class PositionSearch {
  private static final double STRENGTH = 1e-2;
  private static final double TIE = 0.005;
  private static final int MAX_FITTED = 200;

  /**
   * A position that was tried.
   *
   * @param adapter none at the input
   * @param losses per sample
   * @param flops of target, adapter and module together
   */
  record Tried(
      ModuleParts parts,
      Optional<AdapterWeights> adapter,
      Matrix features,
      double[] losses,
      long flops) {
    double loss() {
      double sum = 0;
      for (double loss : losses) {
        sum += loss;
      }
      return sum / losses.length;
    }
  }

  private final KnownNetwork target;
  private final KnownNetwork source;
  private final Calibration calibration;
  private final Matrix otherFeatures;
  private final Head start;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  /**
   * Prepares a search.
   *
   * @param otherFeatures of what the clone has so far: the target, and modules that were inserted
   *     before
   * @param start the head to start from, on those features and then the source's
   */
  PositionSearch(
      KnownNetwork target,
      KnownNetwork source,
      Calibration calibration,
      Matrix otherFeatures,
      Head start,
      ProgressListener progress,
      Cancellation cancellation) {
    this.target = target;
    this.source = source;
    this.calibration = calibration;
    this.otherFeatures = otherFeatures;
    this.start = start;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  List<Tried> search(List<Position> positions) {
    progress.stage("insert " + source.name(), positions.size());
    Map<String, Position> wanted = new LinkedHashMap<>();
    List<Cut> cuts = new ArrayList<>();
    for (Position position : positions) {
      if (!position.isInput()) {
        wanted.put(name(position), position);
        cuts.add(position.sourceCut());
      }
    }
    Frozen ofTarget = Frozen.target(target, calibration.data(), wanted, cancellation);
    Frozen ofSource = Frozen.source(target, source, calibration.data(), List.of(), cancellation);
    int[] some = someSamples();
    Dataset fitted = calibration.data().select(some);
    Frozen own = Frozen.source(target, source, fitted, cuts, cancellation);
    List<Tried> tried = new ArrayList<>();
    for (Position position : positions) {
      cancellation.check();
      Tried one =
          position.isInput() ? atInput(position, ofSource) : at(position, ofTarget, own, some);
      tried.add(one);
      progress.step(
          tried.size(),
          one.loss(),
          "target cut "
              + position.targetCut().number()
              + ", source cut "
              + position.sourceCut().number());
    }
    return tried;
  }

  /** The index of the winner: of those within half a percent of the lowest loss, the cheapest. */
  static int winner(List<Tried> tried) {
    double lowest = tried.stream().mapToDouble(Tried::loss).min().orElseThrow();
    int winner = -1;
    for (int i = 0; i < tried.size(); i++) {
      boolean near = tried.get(i).loss() <= lowest * (1 + TIE);
      if (near && (winner < 0 || tried.get(i).flops() < tried.get(winner).flops())) {
        winner = i;
      }
    }
    return winner;
  }

  private Tried atInput(Position position, Frozen ofSource) {
    ModuleParts parts = ModuleParts.of(source, position);
    long flops = Flops.of(target.network().trunk()) + Flops.of(parts.graph());
    return new Tried(
        parts, Optional.empty(), ofSource.features(), losses(ofSource.features()), flops);
  }

  private Tried at(Position position, Frozen ofTarget, Frozen ofSource, int[] some) {
    ModuleParts parts = ModuleParts.of(source, position);
    float[] given = ofTarget.cuts().get(name(position));
    float[] own = ofSource.cuts().get(Views.cut(position.sourceCut().number()));
    int targetChannels = position.targetCut().channels();
    int sourceChannels = position.sourceCut().channels();
    int size = given.length / calibration.size();
    float[] fitted = new float[some.length * size];
    for (int i = 0; i < some.length; i++) {
      System.arraycopy(given, some[i] * size, fitted, i * size, size);
    }
    AdapterWeights adapter =
        AdapterFit.of(fitted, own, some.length, targetChannels, sourceChannels);
    Matrix features = features(parts, adapter, given);
    long adapterFlops = 2L * targetChannels * sourceChannels * position.sourceCut().pixels();
    long flops = Flops.of(target.network().trunk()) + adapterFlops + Flops.of(parts.graph());
    return new Tried(parts, Optional.of(adapter), features, losses(features), flops);
  }

  private Matrix features(ModuleParts parts, AdapterWeights adapter, float[] given) {
    GraphBuilder builder = new GraphBuilder();
    Cut cut = parts.position().sourceCut();
    Value in =
        builder.input(
            "given",
            io.lucy.engine.graph.TensorType.floats(
                cut.shape().with(1, parts.position().targetCut().channels())));
    Value adapted = Connection.map(builder, in, adapter.weights(), adapter.bias(), "adapter");
    Map<String, String> names =
        builder.append(parts.graph(), Map.of(parts.graph().input().name(), adapted), "module/");
    builder.output("features", builder.value(names.get(parts.graph().output().name())));
    Graph graph = builder.build();
    int size = given.length / calibration.size();
    float[] values =
        Forward.run(
                graph,
                (sample, buffer) -> buffer.put(given, sample * size, size),
                calibration.size(),
                cancellation)
            .get("features");
    return new Matrix(calibration.size(), source.features(), values);
  }

  private double[] losses(Matrix features) {
    Matrix joined = Matrix.beside(List.of(otherFeatures, features));
    return HeadSelection.losses(joined, calibration.targets(), start, STRENGTH);
  }

  /** Samples that adapters are fitted to, spread evenly: a few hundred suffice. */
  private int[] someSamples() {
    int count = Math.min(MAX_FITTED, calibration.size());
    return IntStream.range(0, count)
        .map(i -> (int) ((long) i * calibration.size() / count))
        .toArray();
  }

  static String name(Position position) {
    return "at/" + position.targetCut().number() + "/" + position.sourceCut().number();
  }
}
