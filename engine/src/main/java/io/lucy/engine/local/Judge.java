package io.lucy.engine.local;

import io.lucy.engine.fit.Ridge;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges masks by how well a re-fitted linear head on the masked features does what the network
 * does.
 *
 * <p>The head is fitted by ridge to the network's own logits on one set of probes and judged on
 * another, because a clone re-fits its head anyway: what a mask loses is only what no linear head
 * brings back.
 */
final class Judge {
  private static final double LAMBDA = 1e-3;

  /** What a mask is worth on held-out probes. */
  record Verdict(double similarity, double accuracyLost) {}

  private final MaskedModule module;
  private final Head head;
  private final int[] wanted;
  private final List<? extends Probe> fit;
  private final List<? extends Probe> judge;
  private final List<float[]> fitFeatures;
  private final List<double[]> evidence = new ArrayList<>();
  private final int[] answers;
  private final Cancellation cancellation;

  Judge(
      MaskedModule module,
      Head head,
      int[] wanted,
      List<? extends Probe> fit,
      List<? extends Probe> judge,
      Cancellation cancellation) {
    this.module = module;
    this.head = head;
    this.wanted = wanted;
    this.fit = fit;
    this.judge = judge;
    this.cancellation = cancellation;
    this.fitFeatures = features(fit, MaskedModule.Setting.whole(module.groups()));
    this.answers = new int[judge.size()];
    List<float[]> own = features(judge, MaskedModule.Setting.whole(module.groups()));
    for (int i = 0; i < judge.size(); i++) {
      evidence.add(ConditionalSimilarity.evidence(judge.get(i), own.get(i), head, wanted));
      answers[i] = answer(head, own.get(i));
    }
  }

  Verdict of(MaskedModule.Setting kept) {
    Head refitted = refit(kept);
    List<float[]> masked = features(judge, kept);
    double similarity = 0;
    int surrogates = 0;
    int lost = 0;
    for (int i = 0; i < judge.size(); i++) {
      if (judge.get(i).cells() > 1) {
        double[] g = ConditionalSimilarity.evidence(judge.get(i), masked.get(i), refitted, wanted);
        similarity += ConditionalSimilarity.cosine(g, evidence.get(i));
        surrogates++;
      }
      lost += answer(refitted, masked.get(i)) == answers[i] ? 0 : 1;
    }
    return new Verdict(similarity / Math.max(1, surrogates), (double) lost / judge.size());
  }

  /** The linear map from masked features to the network's logits. */
  private Head refit(MaskedModule.Setting kept) {
    Ridge ridge = new Ridge(module.width(), head.labels());
    List<float[]> masked = features(fit, kept);
    float[] x = new float[module.width()];
    float[] own = new float[module.width()];
    float[] y = new float[head.labels()];
    for (int i = 0; i < fit.size(); i++) {
      for (int row = 0; row < fit.get(i).rows(); row++) {
        System.arraycopy(masked.get(i), row * x.length, x, 0, x.length);
        System.arraycopy(fitFeatures.get(i), row * x.length, own, 0, x.length);
        for (int k = 0; k < y.length; k++) {
          double sum = head.bias()[k];
          for (int j = 0; j < x.length; j++) {
            sum += (double) head.weights()[k * x.length + j] * own[j];
          }
          y[k] = (float) sum;
        }
        ridge.add(x, y);
      }
    }
    Ridge.Map map = ridge.solve(LAMBDA);
    return new Head(map.weights(), map.bias());
  }

  private List<float[]> features(List<? extends Probe> probes, MaskedModule.Setting kept) {
    List<float[]> features = new ArrayList<>();
    module.run(probes, kept, cancellation, (probe, rows) -> features.add(rows));
    return features;
  }

  /** The likeliest wanted label of the image itself. */
  private int answer(Head by, float[] features) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < wanted.length; k++) {
      double sum = by.bias()[wanted[k]];
      for (int j = 0; j < by.features(); j++) {
        sum += (double) by.weights()[wanted[k] * by.features() + j] * features[j];
      }
      if (sum > most) {
        most = sum;
        best = k;
      }
    }
    return best;
  }
}
