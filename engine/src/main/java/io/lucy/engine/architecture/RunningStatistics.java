package io.lucy.engine.architecture;

import io.lucy.engine.graph.Shape;
import io.lucy.engine.graph.Tensor;
import io.lucy.engine.train.Training;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Means and variances of batches, averaged with weights that fall by {@value #KEPT} with every step
 * into the past: what batch norm uses when a network is no longer trained.
 */
final class RunningStatistics {
  private static final double KEPT = 0.98;

  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private double weight;

  RunningStatistics(List<String> outputs, Training training) {
    outputs.forEach(name -> sums.put(name, new double[training.output(name).capacity()]));
  }

  /** Takes in what the last step of the training put out. */
  void absorb(Training training) {
    weight = KEPT * weight + 1 - KEPT;
    sums.forEach(
        (name, sum) -> {
          FloatBuffer values = training.output(name);
          for (int i = 0; i < sum.length; i++) {
            sum[i] = KEPT * sum[i] + (1 - KEPT) * values.get(i);
          }
        });
  }

  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] values = new float[sum.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (sum[i] / weight);
          }
          tensors.put(name, Tensor.floats(Shape.of(values.length), values));
        });
    return tensors;
  }
}
