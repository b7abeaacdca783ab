package io.lucy.engine.insert;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Views;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.fit.Ridge;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.local.ConditionalSimilarity;
import io.lucy.engine.local.LocaliseOptions;
import io.lucy.engine.local.MaskedModule;
import io.lucy.engine.local.Neighbourhood;
import io.lucy.engine.path.AdapterWeights;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Head;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Conditional similarity of a module in its place to its source, on held-out images of the wanted
 * labels.
 *
 * <p>The module answers through a linear head that ridge regression fits to the source's own
 * logits, on other images.
 */
final class ModuleSimilarity {
  private static final double LAMBDA = 1e-3;
  private static final LocaliseOptions OPTIONS = LocaliseOptions.DEFAULT;

  private final KnownNetwork target;
  private final Calibration calibration;
  private final Cancellation cancellation;

  ModuleSimilarity(KnownNetwork target, Calibration calibration, Cancellation cancellation) {
    this.target = target;
    this.calibration = calibration;
    this.cancellation = cancellation;
  }

  double of(
      ModuleParts parts,
      MaskedModule.Setting setting,
      Optional<AdapterWeights> adapter,
      List<String> wanted,
      long seed) {
    KnownNetwork source = parts.source();
    CloneFeatures clone = new CloneFeatures(target, cancellation);
    clone.add(parts, setting, adapter);
    Graph module = clone.graph();
    Graph own = Views.source(target, source, List.of());
    SourceProbes probes =
        new SourceProbes(
            target.pixels(),
            source.pixels(),
            calibration.data(),
            calibration.labels(),
            calibration.likeliest(),
            cancellation);
    List<Neighbourhood> fit = probes.neighbourhoods(calibration.train(), wanted, OPTIONS, seed);
    List<Neighbourhood> judge = probes.neighbourhoods(calibration.heldOut(), wanted, OPTIONS, seed);
    Head refitted = refit(module, own, source, fit);
    Matrix ofModule = run(module, judge);
    Matrix ofSource = run(own, judge);
    int[] rows = source.rows(wanted);
    double sum = 0;
    for (int i = 0; i < judge.size(); i++) {
      double[] g = ConditionalSimilarity.evidence(judge.get(i), rows(ofModule, i), refitted, rows);
      double[] s =
          ConditionalSimilarity.evidence(
              judge.get(i), rows(ofSource, i), source.network().head(), rows);
      sum += ConditionalSimilarity.cosine(g, s);
    }
    return judge.isEmpty() ? 0 : sum / judge.size();
  }

  private Head refit(Graph module, Graph own, KnownNetwork source, List<Neighbourhood> fit) {
    Matrix x = run(module, fit);
    Matrix y = Logits.of(source.network().head(), run(own, fit));
    Ridge ridge = new Ridge(x.columns(), y.columns());
    for (int i = 0; i < x.rows(); i++) {
      ridge.add(
          Arrays.copyOfRange(x.values(), i * x.columns(), (i + 1) * x.columns()),
          Arrays.copyOfRange(y.values(), i * y.columns(), (i + 1) * y.columns()));
    }
    Ridge.Map map = ridge.solve(LAMBDA);
    return new Head(map.weights(), map.bias());
  }

  /** The last output of a graph on all rows of all neighbourhoods. */
  private Matrix run(Graph graph, List<Neighbourhood> neighbourhoods) {
    int rows = OPTIONS.perturbations();
    String output = graph.outputs().get(graph.outputs().size() - 1).name();
    float[] values =
        Forward.run(
                graph,
                (sample, buffer) -> neighbourhoods.get(sample / rows).copy(sample % rows, buffer),
                neighbourhoods.size() * rows,
                cancellation)
            .get(output);
    return new Matrix(neighbourhoods.size() * rows, graph.shape(output).extent(1), values);
  }

  private static float[] rows(Matrix features, int neighbourhood) {
    int size = OPTIONS.perturbations() * features.columns();
    return Arrays.copyOfRange(features.values(), neighbourhood * size, (neighbourhood + 1) * size);
  }
}
