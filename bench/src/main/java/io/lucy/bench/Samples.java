package io.lucy.bench;

import io.lucy.engine.compose.KnownNetwork;
import io.lucy.engine.data.Dataset;
import io.lucy.engine.fit.Matrix;
import io.lucy.engine.runtime.BatchSource;
import java.util.List;

/** Labelled images as numbers. */
final class Samples {
  private Samples() {}

  /** The labels as distributions, [samples, labels]. */
  static Matrix targets(Dataset images, List<String> labels) {
    float[] targets = new float[images.size() * labels.size()];
    for (int i = 0; i < images.size(); i++) {
      targets[i * labels.size() + labels.indexOf(images.labelNames().get(images.label(i)))] = 1;
    }
    return new Matrix(images.size(), labels.size(), targets);
  }

  /** The pixels as a network wants them. */
  static BatchSource pixels(KnownNetwork network, Dataset images) {
    return (sample, buffer) -> images.copyPixels(sample, network.normalisation(), buffer);
  }
}
