package io.lucy.engine.local;

import io.lucy.engine.fit.Matrix;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Head;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much a module's answers would change without each group of filters: Gauss–Newton importance
 * by random projections.
 *
 * <p>{@code I_c = E_x E_v [(Σ_{m ∈ c, perturbations of x} ∂(vᵀ vec(P_x f)) / ∂m)² / (‖P_x f‖² +
 * ε)]} with v Rademacher: the diagonal of the Gauss–Newton matrix of the relative change of the
 * surrogate. One backward pass per draw; gradients are summed over a group's members and an image's
 * perturbations, squared, and then averaged over images.
 */
public final class Importance {
  private static final double EPSILON = 1e-6;

  private Importance() {}

  /**
   * The importance of every group that is left.
   *
   * @param ofGroups the importance of each group's replacement by its mean
   * @param means for each mask point, the mean of every channel before the mask
   */
  public record Measured(double[] ofGroups, double[][] means) {}

  /**
   * Measures the importance of every group under a setting.
   *
   * @param answers a head whose bias has no meaning: the rows of the answers f on the module's
   *     features
   * @param relative whether each image counts by its relative change, as above, or by its absolute
   *     one
   */
  public static Measured of(
      MaskedModule module,
      List<? extends Probe> probes,
      MaskedModule.Setting setting,
      Head answers,
      boolean relative,
      long seed,
      Cancellation cancellation) {
    double[] norms = new double[probes.size()];
    double[][] means =
        module.run(
            probes,
            setting,
            cancellation,
            (probe, features) -> {
              double[] f = answers(answers, features);
              for (double g : probes.get(probe).coefficients(f, answers.labels())) {
                norms[probe] += g * g;
              }
            });
    double[] importance = new double[module.groups().size()];
    module.differentiate(
        probes,
        setting,
        means,
        probe -> seeds(probes.get(probe), answers, new SplittableRandom(seed + 31L * probe)),
        cancellation,
        (probe, gradients) -> {
          double scale = relative ? 1 / (norms[probe] + EPSILON) : 1;
          for (int group = 0; group < gradients.length; group++) {
            importance[group] += gradients[group] * gradients[group] * scale / probes.size();
          }
        });
    return new Measured(importance, means);
  }

  /**
   * Measures by the Fisher information of a classifier instead: {@code E_x E_{y ~ p} [(∂ log p(y) /
   * ∂ m)²]}, y drawn from what the classifier says. Asks what its decisions lose, not its answers.
   *
   * @param probes single samples, as {@link Probe#itself} makes them
   * @param answers rows of the classifier on the module's features
   * @param probabilities of the labels, [probes, labels]
   */
  public static Measured fisher(
      MaskedModule module,
      List<? extends Probe> probes,
      MaskedModule.Setting setting,
      Head answers,
      Matrix probabilities,
      long seed,
      Cancellation cancellation) {
    double[][] means = module.run(probes, setting, cancellation, (probe, features) -> {});
    double[] importance = new double[module.groups().size()];
    module.differentiate(
        probes,
        setting,
        means,
        probe -> score(answers, probabilities, probe, new SplittableRandom(seed + 31L * probe)),
        cancellation,
        (probe, gradients) -> {
          for (int group = 0; group < gradients.length; group++) {
            importance[group] += gradients[group] * gradients[group] / probes.size();
          }
        });
    return new Measured(importance, means);
  }

  /** The gradient of the log-probability of a drawn label with respect to the features. */
  private static double[] score(
      Head answers, Matrix probabilities, int probe, SplittableRandom random) {
    double draw = random.nextDouble();
    int drawn = 0;
    for (int k = 0; k < answers.labels() - 1 && draw >= probabilities.at(probe, k); k++) {
      draw -= probabilities.at(probe, k);
      drawn = k + 1;
    }
    double[] seeds = new double[answers.features()];
    for (int k = 0; k < answers.labels(); k++) {
      double error = (k == drawn ? 1 : 0) - probabilities.at(probe, k);
      for (int j = 0; j < seeds.length; j++) {
        seeds[j] += error * answers.weights()[k * seeds.length + j];
      }
    }
    return seeds;
  }

  /** Answers [rows, labels] of a head without its bias. */
  static double[] answers(Head head, float[] features) {
    int width = head.features();
    int rows = features.length / width;
    double[] answers = new double[rows * head.labels()];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < head.labels(); k++) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
          sum += (double) head.weights()[k * width + j] * features[i * width + j];
        }
        answers[i * head.labels() + k] = sum;
      }
    }
    return answers;
  }

  private static double[] seeds(Probe probe, Head answers, SplittableRandom random) {
    double[] v = new double[probe.cells() * answers.labels()];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextBoolean() ? 1 : -1;
    }
    double[] ofAnswers = probe.transposed(v, answers.labels());
    int width = answers.features();
    double[] seeds = new double[probe.rows() * width];
    for (int i = 0; i < probe.rows(); i++) {
      for (int k = 0; k < answers.labels(); k++) {
        double a = ofAnswers[i * answers.labels() + k];
        for (int j = 0; j < width; j++) {
          seeds[i * width + j] += a * answers.weights()[k * width + j];
        }
      }
    }
    return seeds;
  }
}
