package io.lucy.engine.fit;

import java.util.Arrays;
import java.util.List;

/**
 * Several networks that each know some labels of a task, brought to one scale.
 *
 * <p>The logit of a label is the mean over the networks that know it of {@code z / τ + o}, with a
 * temperature τ and an offset o per network. The direct ensemble has τ = 1 and o = 0; {@link
 * #calibrate} fits both.
 *
 * @param known for each network, for each label of the task, the column of its logits, or -1
 * @param temperatures one per network, positive
 * @param offsets one per network
 */
public record Ensemble(List<int[]> known, double[] temperatures, double[] offsets) {
  private static final int MAX_STEPS = 200;
  private static final double TOLERANCE = 1e-8;
  private static final double MIN_SCALE = 0.05;

  /** All temperatures 1, all offsets 0. */
  public static Ensemble direct(List<int[]> known) {
    double[] ones = new double[known.size()];
    Arrays.fill(ones, 1);
    return new Ensemble(known, ones, new double[known.size()]);
  }

  /**
   * Fits temperatures and offsets to soft targets by cross-entropy.
   *
   * @param logits of each network, [samples, its labels]
   * @param targets [samples, labels of the task]
   */
  public static Ensemble calibrate(List<int[]> known, List<Matrix> logits, Matrix targets) {
    int networks = known.size();
    double[] start = new double[2 * networks];
    Arrays.fill(start, 0, networks, 1);
    double[] best =
        Lbfgs.minimise(
            (x, gradient) -> loss(known, logits, targets, x, gradient),
            start,
            MAX_STEPS,
            TOLERANCE);
    double[] temperatures = new double[networks];
    for (int m = 0; m < networks; m++) {
      temperatures[m] = 1 / Math.max(best[m], MIN_SCALE);
    }
    return new Ensemble(known, temperatures, Arrays.copyOfRange(best, networks, 2 * networks));
  }

  /** Logits of the task [samples, labels]. */
  public Matrix combine(List<Matrix> logits) {
    double[] x = new double[2 * known.size()];
    for (int m = 0; m < known.size(); m++) {
      x[m] = 1 / temperatures[m];
      x[known.size() + m] = offsets[m];
    }
    int labels = known.get(0).length;
    int rows = logits.get(0).rows();
    float[] combined = new float[rows * labels];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < labels; k++) {
        combined[i * labels + k] = (float) logit(known, logits, x, i, k);
      }
    }
    return new Matrix(rows, labels, combined);
  }

  /** Means over networks of their softmax over all their own labels, as log-probabilities. */
  public Matrix combineSoftmax(List<Matrix> logits) {
    return direct(known).combine(logits.stream().map(z -> log(Logits.softmax(z, 1))).toList());
  }

  private static Matrix log(Matrix probabilities) {
    float[] logs = new float[probabilities.values().length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(Math.max(probabilities.values()[i], 1e-30));
    }
    return new Matrix(probabilities.rows(), probabilities.columns(), logs);
  }

  private static double logit(
      List<int[]> known, List<Matrix> logits, double[] x, int sample, int label) {
    double sum = 0;
    int count = 0;
    for (int m = 0; m < known.size(); m++) {
      int column = known.get(m)[label];
      if (column >= 0) {
        sum += x[m] * logits.get(m).at(sample, column) + x[known.size() + m];
        count++;
      }
    }
    return sum / count;
  }

  private static double loss(
      List<int[]> known, List<Matrix> logits, Matrix targets, double[] x, double[] gradient) {
    int networks = known.size();
    int labels = targets.columns();
    Arrays.fill(gradient, 0);
    double loss = 0;
    double[] scores = new double[labels];
    for (int i = 0; i < targets.rows(); i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < labels; k++) {
        scores[k] = logit(known, logits, x, i, k);
        max = Math.max(max, scores[k]);
      }
      double norm = 0;
      double mass = 0;
      for (int k = 0; k < labels; k++) {
        norm += Math.exp(scores[k] - max);
        mass += targets.at(i, k);
      }
      norm = max + Math.log(norm);
      for (int k = 0; k < labels; k++) {
        loss += targets.at(i, k) * (norm - scores[k]);
        double error = mass * Math.exp(scores[k] - norm) - targets.at(i, k);
        int count = (int) countKnown(known, k);
        for (int m = 0; m < networks; m++) {
          int column = known.get(m)[k];
          if (column >= 0) {
            gradient[m] += error * logits.get(m).at(i, column) / count;
            gradient[networks + m] += error / count;
          }
        }
      }
    }
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= targets.rows();
    }
    return loss / targets.rows();
  }

  private static long countKnown(List<int[]> known, int label) {
    return known.stream().filter(columns -> columns[label] >= 0).count();
  }
}
