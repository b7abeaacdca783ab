package io.lucy.engine.fit;

import io.lucy.engine.surgery.Head;

/** What heads say about samples, and how right they are. */
public final class Logits {
  private Logits() {}

  /** Logits [samples, labels] of a head on features. */
  public static Matrix of(Head head, Matrix features) {
    int labels = head.labels();
    int columns = features.columns();
    float[] logits = new float[features.rows() * labels];
    for (int i = 0; i < features.rows(); i++) {
      for (int k = 0; k < labels; k++) {
        double sum = head.bias()[k];
        for (int j = 0; j < columns; j++) {
          sum += (double) features.at(i, j) * head.weights()[k * columns + j];
        }
        logits[i * labels + k] = (float) sum;
      }
    }
    return new Matrix(features.rows(), labels, logits);
  }

  /** Softmax along the rows, at a temperature. */
  public static Matrix softmax(Matrix logits, double temperature) {
    float[] result = new float[logits.values().length];
    for (int i = 0; i < logits.rows(); i++) {
      double norm = logSumExp(logits, i, temperature);
      for (int k = 0; k < logits.columns(); k++) {
        result[i * logits.columns() + k] = (float) Math.exp(logits.at(i, k) / temperature - norm);
      }
    }
    return new Matrix(logits.rows(), logits.columns(), result);
  }

  /** Cross-entropy against soft targets, per sample, in nats. */
  public static double[] losses(Matrix logits, Matrix targets) {
    double[] losses = new double[logits.rows()];
    for (int i = 0; i < losses.length; i++) {
      double norm = logSumExp(logits, i, 1);
      for (int k = 0; k < logits.columns(); k++) {
        losses[i] += targets.at(i, k) * (norm - logits.at(i, k));
      }
    }
    return losses;
  }

  private static double logSumExp(Matrix logits, int row, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.columns(); k++) {
      max = Math.max(max, logits.at(row, k) / temperature);
    }
    double sum = 0;
    for (int k = 0; k < logits.columns(); k++) {
      sum += Math.exp(logits.at(row, k) / temperature - max);
    }
    return max + Math.log(sum);
  }
}
