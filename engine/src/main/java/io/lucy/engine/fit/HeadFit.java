package io.lucy.engine.fit;

import io.lucy.engine.surgery.Head;
import java.util.Arrays;
import java.util.stream.IntStream;

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

  /** Samples whose sums are made together; not a matter of threads, so that results are not. */
  private static final int CHUNK = 64;

  private final Matrix features;
  private final Matrix targets;
  private final double[] deviation;
  private final double[] standard;

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
    this.standard = new double[features.rows() * columns];
    for (int i = 0; i < standard.length; i++) {
      standard[i] = features.values()[i] / deviation[i % columns];
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
    int chunks = (features.rows() + CHUNK - 1) / CHUNK;
    Part[] parts = new Part[chunks];
    IntStream.range(0, chunks).parallel().forEach(c -> parts[c] = part(c, x, base, labels));
    Arrays.fill(gradient, 0);
    double loss = 0;
    double weight = 0;
    for (Part part : parts) {
      loss += part.loss();
      weight += part.weight();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += part.gradient()[i];
      }
    }
    double penalty = 0;
    for (int k = 0; k < labels; k++) {
      for (int j = 0; j <= columns; j++) {
        int at = k * (columns + 1) + j;
        gradient[at] /= weight;
        if (j < columns) {
          penalty += x[at] * x[at];
          gradient[at] += 2 * lambda * x[at];
        }
      }
    }
    return loss / weight + lambda * penalty;
  }

  /** What some samples add to loss and gradient. */
  private record Part(double loss, double weight, double[] gradient) {}

  private Part part(int chunk, double[] x, double[] base, int labels) {
    int columns = features.columns();
    double[] gradient = new double[x.length];
    double[] scores = new double[labels];
    double loss = 0;
    double weight = 0;
    int end = Math.min(features.rows(), (chunk + 1) * CHUNK);
    for (int i = chunk * CHUNK; i < end; i++) {
      int row = i * columns;
      for (int k = 0; k < labels; k++) {
        int offset = k * (columns + 1);
        scores[k] = base[i * labels + k] + x[offset + columns] + dot(x, offset, row);
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
        int offset = k * (columns + 1);
        for (int j = 0; j < columns; j++) {
          gradient[offset + j] += error * standard[row + j];
        }
        gradient[offset + columns] += error;
      }
    }
    return new Part(loss, weight, gradient);
  }

  /** Four sums at a time: one alone waits for every addition before the next. */
  private double dot(double[] x, int offset, int row) {
    int columns = features.columns();
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j + 3 < columns; j += 4) {
      a += standard[row + j] * x[offset + j];
      b += standard[row + j + 1] * x[offset + j + 1];
      c += standard[row + j + 2] * x[offset + j + 2];
      d += standard[row + j + 3] * x[offset + j + 3];
    }
    for (; j < columns; j++) {
      a += standard[row + j] * x[offset + j];
    }
    return a + b + (c + d);
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
    double max = scores[0];
    for (double score : scores) {
      max = Math.max(max, score);
    }
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
