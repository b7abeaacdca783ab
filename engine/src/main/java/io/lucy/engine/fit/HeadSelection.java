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
  private static final int FOLDS = 3;
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

  /**
   * What a position is scored by: the loss of every sample, in nats, by a head of one strength that
   * was fitted without it.
   */
  public static double[] losses(Matrix features, Matrix targets, Head start, double strength) {
    return crossValidated(features, targets, start, strength)[0].losses();
  }

  private static Selected select(Matrix features, Matrix targets, Head start, double[] strengths) {
    CrossValidated[] all = crossValidated(features, targets, start, strengths);
    int best = 0;
    for (int s = 1; s < strengths.length; s++) {
      best = mean(all[s].losses()) < mean(all[best].losses()) ? s : best;
    }
    HeadFit fit = new HeadFit(features, targets);
    Head head = start;
    for (int s = 0; s <= best; s++) {
      head = fit.fit(start, head, strengths[s]);
    }
    return new Selected(head, strengths[best], all[best].losses(), all[best].logits());
  }

  private record CrossValidated(double[] losses, Matrix logits) {}

  /** For each strength, losses and logits of all samples by heads that were fitted without them. */
  private static CrossValidated[] crossValidated(
      Matrix features, Matrix targets, Head start, double... strengths) {
    int folds = Math.min(FOLDS, features.rows());
    CrossValidated[] all = new CrossValidated[strengths.length];
    for (int s = 0; s < all.length; s++) {
      float[] logits = new float[features.rows() * start.labels()];
      all[s] =
          new CrossValidated(
              new double[features.rows()], new Matrix(features.rows(), start.labels(), logits));
    }
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
          all[s].losses()[out[i]] = loss[i];
          System.arraycopy(
              z.values(),
              i * z.columns(),
              all[s].logits().values(),
              out[i] * z.columns(),
              z.columns());
        }
      }
    }
    return all;
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
