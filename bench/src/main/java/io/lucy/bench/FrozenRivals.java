package io.lucy.bench;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.compose.Views;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Ensemble;
import io.lucy.engine.fit.HeadSelection;
import io.lucy.engine.fit.Logits;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.graph.Graph;
import io.lucy.engine.insert.Inserter;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.runtime.Forward;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rivals that change no weight: the target alone, ensembles, and a linear classifier on the
 * features of all networks. Every one of them runs every network whole.
 *
 * <p>In an ensemble, each label is answered for by the network that a plan assigns it to: the
 * target where it knows the label, else a source. {@code ensemble_averaged} is not held to that: it
 * averages over all networks that know a label.
 */
final class FrozenRivals {
  /** What {@link #all} reports. */
  static final List<String> METHODS =
      List.of(
          "target",
          "ensemble",
          "ensemble_softmax",
          "ensemble_calibrated",
          "ensemble_averaged",
          "concat_logistic");

  /** Features and logits of every network, target first. */
  private record Outputs(List<Matrix> features, List<Matrix> logits) {}

  private final Task task;
  private final Cancellation cancellation;
  private final Dataset test;
  private final Outputs onTest;

  /** Runs the networks on the test images, once for all seeds. */
  FrozenRivals(Task task, Dataset test, Cancellation cancellation) {
    this.task = task;
    this.cancellation = cancellation;
    this.test = test;
    this.onTest = outputs(test);
  }

  /** The target's answers among the labels of the task that it knows. */
  Accuracy target() {
    int[] columns = task.columns(task.target());
    Matrix logits = onTest.logits().get(0);
    int[] answers = new int[logits.rows()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = -1;
      for (int k = 0; k < columns.length; k++) {
        if (columns[k] >= 0
            && (answers[i] < 0 || logits.at(i, columns[k]) > logits.at(i, columns[answers[i]]))) {
          answers[i] = k;
        }
      }
    }
    return task.judge(answers, test);
  }

  /** The networks' logits side by side. */
  Accuracy ensemble() {
    return judge(Ensemble.direct(task.assigned()).combine(onTest.logits()));
  }

  /**
   * All rivals by name.
   *
   * @param samples what they are fitted to, where there is something to fit
   */
  Map<String, Accuracy> all(Dataset samples) {
    Outputs given = outputs(samples);
    Matrix wanted = Samples.targets(samples, task.labels());
    Map<String, Accuracy> methods = new LinkedHashMap<>();
    methods.put("target", target());
    methods.put("ensemble", ensemble());
    methods.put(
        "ensemble_softmax",
        judge(Ensemble.direct(task.assigned()).combineSoftmax(onTest.logits())));
    methods.put("ensemble_calibrated", calibrated(task.assigned(), given, wanted));
    methods.put("ensemble_averaged", calibrated(task.known(), given, wanted));
    methods.put("concat_logistic", concatenated(given, wanted));
    return methods;
  }

  private Accuracy calibrated(List<int[]> known, Outputs given, Matrix wanted) {
    return judge(Ensemble.calibrate(known, given.logits(), wanted).combine(onTest.logits()));
  }

  private Accuracy concatenated(Outputs given, Matrix wanted) {
    Matrix features = Matrix.beside(given.features());
    int labels = task.labels().size();
    Head zero = new Head(new float[labels * features.columns()], new float[labels]);
    Head head = HeadSelection.select(features, wanted, zero).head();
    return judge(Logits.of(head, Matrix.beside(onTest.features())));
  }

  private Accuracy judge(Matrix logits) {
    return task.judge(logits.largest(), test);
  }

  private Outputs outputs(Dataset images) {
    List<Matrix> features = new ArrayList<>();
    List<Matrix> logits = new ArrayList<>();
    add(Views.target(task.target(), Map.of()), task.target(), images, features, logits);
    for (Inserter.Wanted wanted : task.sources()) {
      Graph graph = Views.source(task.target(), wanted.source(), List.of());
      add(graph, wanted.source(), images, features, logits);
    }
    return new Outputs(features, logits);
  }

  private void add(
      Graph graph,
      KnownNetwork network,
      Dataset images,
      List<Matrix> features,
      List<Matrix> logits) {
    Matrix matrix =
        new Matrix(
            images.size(),
            network.features(),
            Forward.run(graph, Samples.pixels(task.target(), images), images.size(), cancellation)
                .get(Views.FEATURES));
    features.add(matrix);
    logits.add(Logits.of(network.network().head(), matrix));
  }
}
