package io.lucy.engine.fit;

import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits a head with the strength of the pull that cross-validation likes best.
 *
 * <p>No one strength suits all clones: two networks that share labels want a strong pull, networks
 * that share none a weak one. Folds are by sample number, so the outcome depends on the data alone.
 */
public final class HeadSelection {
  private static final int FOLDS = 4;
  private static final double[] STRENGTHS = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4};

  private HeadSelection() {}

  /**
   * A selected head.
   *
   * @param head fitted to all samples
   * @param lambda the strength that won
   * @param losses per sample, in nats, each by a head that was fitted without it
   * @param logits [samples, labels], likewise
   */
  public record Selected(Head head, double lambda, double[] losses, Matrix logits) {
    /** Mean of the losses. */
    public double loss() {
      return mean(losses);
    }
  }

  /**
   * Selects among all strengths.
   *
   * @param features [samples, features]
   * @param targets [samples, labels]
   * @param start W₀ and the first bias
   */
  public static Selected select(Matrix features, Matrix targets, Head start) {
    return select(features, targets, start, STRENGTHS);
  }

  /** As {@link #select(Matrix, Matrix, Head)}, for one strength: what a position is scored by. */
  public static Selected select(Matrix features, Matrix targets, Head start, double... strengths) {
    int folds = Math.min(FOLDS, features.rows());
    double[][] losses = new double[strengths.length][features.rows()];
    float[][] logits = new float[strengths.length][features.rows() * start.labels()];
    for (int fold = 0; fold < folds; fold++) {
      int[] in = rows(features.rows(), fold, folds, false);
      int[] out = rows(features.rows(), fold, folds, true);
      HeadFit fit = new HeadFit(features.select(in), targets.select(in));
      Matrix judged = features.select(out);
      Matrix wanted = targets.select(out);
      Head head = start;
      for (int s = 0; s < strengths.length; s++) {
        head = fit.fit(start, head, strengths[s]);
        Matrix z = Logits.of(head, judged);
        double[] loss = Logits.losses(z, wanted);
        for (int i = 0; i < out.length; i++) {
          losses[s][out[i]] = loss[i];
          System.arraycopy(
              z.values(), i * z.columns(), logits[s], out[i] * z.columns(), z.columns());
        }
      }
    }
    int best = 0;
    for (int s = 1; s < strengths.length; s++) {
      best = mean(losses[s]) < mean(losses[best]) ? s : best;
    }
    HeadFit fit = new HeadFit(features, targets);
    Head head = start;
    for (int s = 0; s <= best; s++) {
      head = fit.fit(start, head, strengths[s]);
    }
    Matrix z = new Matrix(features.rows(), start.labels(), logits[best]);
    return new Selected(head, strengths[best], losses[best], z);
  }

  private static int[] rows(int samples, int fold, int folds, boolean inFold) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      if ((i % folds == fold) == inFold) {
        rows.add(i);
      }
    }
    return rows.stream().mapToInt(i -> i).toArray();
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
