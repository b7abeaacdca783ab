package io.lucy.engine.fit;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Ridge least squares with an unpenalised intercept, from sums that samples are added to one block
 * at a time.
 *
 * <p>Minimises {@code Σ ‖xᵢ W + b − yᵢ‖² + λ n ‖W‖²·s}, where {@code s} is the mean variance of the
 * inputs, so that {@code λ} means the same whatever their scale. Costs one pass and one {@code
 * (inputs + 1)³ / 3} solve. Not thread-safe.
 */
public final class Ridge {
  private final int inputs;
  private final int outputs;
  private final double[] gram;
  private final double[] cross;
  private long samples;

  public Ridge(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.gram = new double[(inputs + 1) * (inputs + 1)];
    this.cross = new double[(inputs + 1) * outputs];
  }

  /**
   * A fitted map.
   *
   * @param weights [outputs, inputs], row-major
   * @param bias [outputs]
   */
  public record Map(float[] weights, float[] bias) {}

  /** Adds one pair; {@code x} of the inputs, {@code y} of the outputs. */
  public void add(float[] x, float[] y) {
    int width = inputs + 1;
    for (int i = 0; i < width; i++) {
      double xi = i == inputs ? 1 : x[i];
      if (xi == 0) {
        continue;
      }
      int row = i * width;
      for (int j = 0; j <= i; j++) {
        gram[row + j] += xi * (j == inputs ? 1 : x[j]);
      }
      int crossRow = i * outputs;
      for (int k = 0; k < outputs; k++) {
        cross[crossRow + k] += xi * y[k];
      }
    }
    samples++;
  }

  /**
   * Solves for the map.
   *
   * @param lambda at least 0; relative to the mean variance of the inputs
   */
  public Map solve(double lambda) {
    int width = inputs + 1;
    DMatrixRMaj a = new DMatrixRMaj(width, width);
    double trace = 0;
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        a.set(i, j, i >= j ? gram[i * width + j] : gram[j * width + i]);
      }
      double mean = gram[inputs * width + i] / Math.max(1, samples);
      trace += i < inputs ? gram[i * width + i] / Math.max(1, samples) - mean * mean : 0;
    }
    double penalty = lambda * samples * Math.max(trace / inputs, 1e-12) + 1e-9 * samples;
    for (int i = 0; i < inputs; i++) {
      a.add(i, i, penalty);
    }
    DMatrixRMaj b = new DMatrixRMaj(width, outputs, true, cross);
    DMatrixRMaj w = new DMatrixRMaj(width, outputs);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(width);
    if (!solver.setA(a)) {
      throw new IllegalArgumentException("the inputs of the ridge are not finite");
    }
    solver.solve(b, w);
    float[] weights = new float[outputs * inputs];
    float[] bias = new float[outputs];
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < inputs; i++) {
        weights[k * inputs + i] = (float) w.get(i, k);
      }
      bias[k] = (float) w.get(inputs, k);
    }
    return new Map(weights, bias);
  }
}
