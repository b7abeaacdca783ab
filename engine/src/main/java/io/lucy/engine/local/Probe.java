package io.lucy.engine.local;

import java.nio.FloatBuffer;

/**
 * An image with its perturbations as a network sees them, and the linear map from answers to
 * surrogate coefficients.
 */
public interface Probe {
  /** Number of perturbations; at least 1, the first is the image itself. */
  int rows();

  /** Number of coefficients per answer. */
  int cells();

  /** Puts one perturbation at the buffer's position. */
  void copy(int row, FloatBuffer target);

  /**
   * The surrogate's coefficients [cells, width].
   *
   * @param answers [rows, width], row-major
   */
  double[] coefficients(double[] answers, int width);

  /** The transposed map: from coefficients [cells, width] to answers [rows, width]. */
  double[] transposed(double[] coefficients, int width);

  /** One sample by itself: its only coefficient per answer is the answer. */
  static Probe itself(float[] values) {
    return new Probe() {
      @Override
      public int rows() {
        return 1;
      }

      @Override
      public int cells() {
        return 1;
      }

      @Override
      public void copy(int row, FloatBuffer target) {
        target.put(values);
      }

      @Override
      public double[] coefficients(double[] answers, int width) {
        return answers;
      }

      @Override
      public double[] transposed(double[] coefficients, int width) {
        return coefficients;
      }
    };
  }
}
