package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Ensemble;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.runtime.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The frozen networks of a clone, the target first, and what they say of calibration data.
 *
 * @param labels of the task
 */
record CloneNetworks(KnownNetwork target, List<Inserter.Wanted> sources, List<String> labels) {
  CloneNetworks {
    sources = List.copyOf(sources);
    labels = List.copyOf(labels);
  }

  /** Refuses images that are not the target's. */
  void checkShape(Dataset data) {
    if (!data.shape().equals(target.imageShape())) {
      throw new LucyException(
          Reason.DATASET_INVALID,
          "images of the data: "
              + data.shape()
              + " (expected by "
              + target.name()
              + ": "
              + target.imageShape()
              + ")");
    }
  }

  /** Runs every source. */
  List<Frozen> frozenSources(Dataset data, Cancellation cancellation) {
    List<Frozen> frozen = new ArrayList<>();
    for (Inserter.Wanted wanted : sources) {
      frozen.add(Frozen.source(target, wanted.source(), data, List.of(), cancellation));
    }
    return frozen;
  }

  /** Runs the target; what it and then the sources say. */
  List<Matrix> logits(Dataset data, List<Frozen> ofSources, Cancellation cancellation) {
    List<Matrix> logits = new ArrayList<>();
    logits.add(Frozen.target(target, data, Map.of(), cancellation).logits());
    ofSources.forEach(f -> logits.add(f.logits()));
    return logits;
  }

  /**
   * What is known of the labels of some data.
   *
   * @param logits of all networks; none are needed when all samples are labelled
   */
  Calibration calibration(Dataset data, List<Matrix> logits, long seed) {
    return Calibration.of(data, labels, names(), columnsKnown(), logits, seed);
  }

  /** One per network, so that together they are calibrated. */
  float[] temperatures(List<Matrix> logits, Calibration calibration) {
    Ensemble ensemble = Ensemble.calibrate(columnsKnown(), logits, calibration.targets());
    float[] temperatures = new float[ensemble.temperatures().length];
    for (int i = 0; i < temperatures.length; i++) {
      temperatures[i] = (float) ensemble.temperatures()[i];
    }
    return temperatures;
  }

  private List<int[]> columnsKnown() {
    List<int[]> known = new ArrayList<>(List.of(columns(target, target.labels())));
    sources.forEach(wanted -> known.add(columns(wanted.source(), wanted.labels())));
    return known;
  }

  private int[] columns(KnownNetwork network, List<String> counted) {
    return labels.stream()
        .mapToInt(l -> counted.contains(l) ? network.labels().indexOf(l) : -1)
        .toArray();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of(target.name()));
    sources.forEach(wanted -> names.add(wanted.source().name()));
    return names;
  }
}
