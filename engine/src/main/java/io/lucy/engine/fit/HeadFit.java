package io.lucy.engine.fit;

import io.lucy.engine.surgery.Head;
import java.util.Arrays;

/**
 * Fits a linear head to features by softmax regression that is pulled towards a given start.
 *
 * <p>Minimises {@code mean CE(softmax(x (W₀ + ΔW)ᵀ + b), y) + λ Σⱼ vⱼ ‖ΔWⱼ‖²} over ΔW and b, where
 * {@code y} are soft targets and {@code vⱼ} is the variance of feature j, so that λ means the same
 * whatever the scale of a feature. Convex; the bias is free. A few hundred samples suffice because
 * the start already classifies.
 */
public final class HeadFit {
  private static final int MAX_STEPS = 300;
  private static final double TOLERANCE = 1e-5;

  private final Matrix features;
  private final Matrix targets;
  private final double[] deviation;
  private final float[] standard;

  /**
   * Prepares a fit.
   *
   * @param features [samples, features]
   * @param targets [samples, labels]; each row a distribution, or zeros for a sample that does not
   *     count
   */
  public HeadFit(Matrix features, Matrix targets) {
    if (features.rows() != targets.rows() || features.rows() == 0) {
      throw new IllegalArgumentException(
          "samples: " + features.rows() + " with targets for " + targets.rows());
    }
    this.features = features;
    this.targets = targets;
    this.deviation = deviations(features);
    int columns = features.columns();
    this.standard = new float[features.rows() * columns];
    for (int i = 0; i < standard.length; i++) {
      standard[i] = (float) (features.values()[i] / deviation[i % columns]);
    }
  }

  /** The head with the smallest loss for a strength of the pull, starting the search at ΔW = 0. */
  public Head fit(Head start, double lambda) {
    return fit(start, start, lambda);
  }

  /**
   * The head with the smallest loss.
   *
   * @param start W₀ and the first bias
   * @param from where the search starts; changes the time it takes, not the result
   * @param lambda positive
   */
  public Head fit(Head start, Head from, double lambda) {
    int labels = start.labels();
    int columns = features.columns();
    double[] base = logits(start);
    double[] x = new double[labels * (columns + 1)];
    for (int k = 0; k < labels; k++) {
      for (int j = 0; j < columns; j++) {
        x[k * (columns + 1) + j] =
            (from.weights()[k * columns + j] - start.weights()[k * columns + j]) * deviation[j];
      }
      x[k * (columns + 1) + columns] = from.bias()[k] - start.bias()[k];
    }
    double[] best =
        Lbfgs.minimise(
            (at, gradient) -> objective(at, gradient, base, labels, lambda),
            x,
            MAX_STEPS,
            TOLERANCE);
    float[] weights = new float[labels * columns];
    float[] bias = new float[labels];
    for (int k = 0; k < labels; k++) {
      for (int j = 0; j < columns; j++) {
        weights[k * columns + j] =
            (float) (start.weights()[k * columns + j] + best[k * (columns + 1) + j] / deviation[j]);
      }
      bias[k] = (float) (start.bias()[k] + best[k * (columns + 1) + columns]);
    }
    return new Head(weights, bias);
  }

  private double objective(
      double[] x, double[] gradient, double[] base, int labels, double lambda) {
    int columns = features.columns();
    float[] weights = new float[labels * columns];
    float[] ofWeights = new float[labels * columns];
    double[] ofBias = new double[labels];
    for (int k = 0; k < labels; k++) {
      for (int j = 0; j < columns; j++) {
        weights[k * columns + j] = (float) x[k * (columns + 1) + j];
      }
    }
    double loss = 0;
    double weight = 0;
    double[] scores = new double[labels];
    for (int i = 0; i < features.rows(); i++) {
      for (int k = 0; k < labels; k++) {
        scores[k] =
            base[i * labels + k]
                + x[k * (columns + 1) + columns]
                + dot(standard, i * columns, weights, k * columns, columns);
      }
      double mass = 0;
      double norm = logSumExp(scores);
      for (int k = 0; k < labels; k++) {
        mass += targets.at(i, k);
        loss += targets.at(i, k) * (norm - scores[k]);
      }
      weight += mass;
      for (int k = 0; k < labels; k++) {
        double error = mass * Math.exp(scores[k] - norm) - targets.at(i, k);
        addScaled(ofWeights, k * columns, (float) error, standard, i * columns, columns);
        ofBias[k] += error;
      }
    }
    double penalty = 0;
    for (int k = 0; k < labels; k++) {
      for (int j = 0; j < columns; j++) {
        int at = k * (columns + 1) + j;
        penalty += x[at] * x[at];
        gradient[at] = ofWeights[k * columns + j] / weight + 2 * lambda * x[at];
      }
      gradient[k * (columns + 1) + columns] = ofBias[k] / weight;
    }
    return loss / weight + lambda * penalty;
  }

  /** Four sums side by side, which the processor adds at once. */
  private static double dot(float[] a, int fromA, float[] b, int fromB, int length) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int j = 0;
    for (; j + 3 < length; j += 4) {
      sum0 += a[fromA + j] * b[fromB + j];
      sum1 += a[fromA + j + 1] * b[fromB + j + 1];
      sum2 += a[fromA + j + 2] * b[fromB + j + 2];
      sum3 += a[fromA + j + 3] * b[fromB + j + 3];
    }
    for (; j < length; j++) {
      sum0 += a[fromA + j] * b[fromB + j];
    }
    return (double) (sum0 + sum1) + (sum2 + sum3);
  }

  private static void addScaled(
      float[] sum, int fromSum, float scale, float[] x, int fromX, int length) {
    for (int j = 0; j < length; j++) {
      sum[fromSum + j] += scale * x[fromX + j];
    }
  }

  private double[] logits(Head head) {
    int labels = head.labels();
    double[] logits = new double[features.rows() * labels];
    for (int i = 0; i < features.rows(); i++) {
      for (int k = 0; k < labels; k++) {
        double sum = head.bias()[k];
        for (int j = 0; j < features.columns(); j++) {
          sum += features.at(i, j) * head.weights()[k * features.columns() + j];
        }
        logits[i * labels + k] = sum;
      }
    }
    return logits;
  }

  private static double logSumExp(double[] scores) {
    double max = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - max);
    }
    return max + Math.log(sum);
  }

  private static double[] deviations(Matrix features) {
    double[] deviations = new double[features.columns()];
    for (int j = 0; j < deviations.length; j++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < features.rows(); i++) {
        sum += features.at(i, j);
        squares += (double) features.at(i, j) * features.at(i, j);
      }
      double mean = sum / features.rows();
      deviations[j] = Math.sqrt(Math.max(squares / features.rows() - mean * mean, 1e-8));
    }
    return deviations;
  }
}
