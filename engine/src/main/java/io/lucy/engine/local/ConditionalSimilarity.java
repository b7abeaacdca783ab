package io.lucy.engine.local;

import io.lucy.engine.surgery.Head;

/**
 * How alike two networks see an image, given some labels: the cosine of their surrogates of the
 * evidence for those labels.
 *
 * <p>{@code g_{M,i}(x)} are the surrogate's coefficients of the evidence for a label set i, the
 * logsumexp of M's logits over i; {@code S_ij = mean over x ∈ D_j of cos(g_{M_i,i}(x),
 * g_{M_s,j}(x))} for modules M_i localised on sets i.
 */
public final class ConditionalSimilarity {
  private ConditionalSimilarity() {}

  /**
   * The surrogate coefficients of a network's evidence, [cells].
   *
   * @param features of the probe's rows, [rows, features]
   * @param rows the label set, as rows of the head
   */
  public static double[] evidence(Probe probe, float[] features, Head head, int[] rows) {
    int width = head.features();
    double[] evidence = new double[probe.rows()];
    double[] logits = new double[rows.length];
    for (int i = 0; i < evidence.length; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < rows.length; k++) {
        double sum = head.bias()[rows[k]];
        for (int j = 0; j < width; j++) {
          sum += (double) head.weights()[rows[k] * width + j] * features[i * width + j];
        }
        logits[k] = sum;
        max = Math.max(max, sum);
      }
      double exp = 0;
      for (double logit : logits) {
        exp += Math.exp(logit - max);
      }
      evidence[i] = max + Math.log(exp);
    }
    return probe.coefficients(evidence, 1);
  }

  /** The cosine of two coefficient vectors; 0 when one of them is zero. */
  public static double cosine(double[] a, double[] b) {
    double dot = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      normA += a[i] * a[i];
      normB += b[i] * b[i];
    }
    return normA == 0 || normB == 0 ? 0 : dot / Math.sqrt(normA * normB);
  }
}
