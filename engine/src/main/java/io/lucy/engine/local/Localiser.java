package io.lucy.engine.local;

import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.List;

/**
 * Local(·): prunes a network by groups of filters, in rounds, to the part that matters for some of
 * its labels.
 *
 * <p>Each round measures the Gauss–Newton importance of every group that is left, removes those
 * with the least importance per FLOP, and judges what is left. The smallest mask above the floors
 * wins; with a budget, the mask of that size.
 */
public final class Localiser {
  private final MaskedModule module;
  private final Head head;
  private final int[] wanted;
  private final LocaliseOptions options;
  private final long seed;
  private final ProgressListener progress;
  private final Cancellation cancellation;

  /**
   * Prepares a localisation.
   *
   * @param module the whole trunk of the source
   * @param head the source's own
   * @param wanted rows of the head
   */
  public Localiser(
      MaskedModule module,
      Head head,
      int[] wanted,
      LocaliseOptions options,
      long seed,
      ProgressListener progress,
      Cancellation cancellation) {
    this.module = module;
    this.head = head;
    this.wanted = wanted.clone();
    this.options = options;
    this.seed = seed;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  /**
   * Localises.
   *
   * @param fit probes that importance is measured and heads are fitted on
   * @param judge held-out probes
   */
  public Localisation localise(List<? extends Probe> fit, List<? extends Probe> judge) {
    FilterGroups groups = module.groups();
    List<? extends Probe> surrogates = fit.stream().filter(p -> p.cells() > 1).toList();
    Judge judging = new Judge(module, head, wanted, fit, judge, cancellation);
    Head answers = centred(head, wanted);
    List<Localisation.Round> rounds = new ArrayList<>();
    MaskedModule.Setting setting = MaskedModule.Setting.whole(groups);
    MaskedModule.Setting best = setting;
    Judge.Verdict bestVerdict = judging.of(setting);
    double target = options.budget().orElse(options.least());
    long expected = (long) Math.ceil(Math.log(target) / Math.log(1 - options.roundShare()));
    progress.stage("localise", Math.max(1, expected));
    while (groups.keptFilters(setting.kept()) > target) {
      Importance.Measured importance =
          Importance.of(
              module, surrogates, setting, answers, true, seed + rounds.size(), cancellation);
      double share =
          Math.max(target, groups.keptFilters(setting.kept()) * (1 - options.roundShare()));
      MaskedModule.Setting pruned =
          Pruning.prune(module.graph(), groups, setting, importance, share, Pruning.Price.FLOPS);
      if (pruned == setting) {
        break;
      }
      setting = pruned;
      Judge.Verdict verdict = judging.of(setting);
      double filters = groups.keptFilters(setting.kept());
      double flops = (double) groups.flops(setting.kept()) / groups.flops(groups.all());
      rounds.add(
          new Localisation.Round(
              setting, filters, flops, verdict.similarity(), verdict.accuracyLost()));
      progress.step(
          rounds.size(), 1 - verdict.similarity(), Math.round(100 * filters) + "% of filters left");
      boolean holds =
          verdict.similarity() >= options.similarityFloor()
              && verdict.accuracyLost() <= options.accuracyLoss();
      if (options.budget().isEmpty() && !holds) {
        break;
      }
      best = setting;
      bestVerdict = verdict;
    }
    return new Localisation(
        groups, best, bestVerdict.similarity(), bestVerdict.accuracyLost(), List.copyOf(rounds));
  }

  /** The wanted rows of a head whose logits are centred over all its labels. */
  static Head centred(Head head, int[] wanted) {
    int features = head.features();
    float[] rows = new float[wanted.length * features];
    for (int j = 0; j < features; j++) {
      double mean = 0;
      for (int k = 0; k < head.labels(); k++) {
        mean += head.weights()[k * features + j];
      }
      mean /= head.labels();
      for (int k = 0; k < wanted.length; k++) {
        rows[k * features + j] = (float) (head.weights()[wanted[k] * features + j] - mean);
      }
    }
    return new Head(rows, new float[wanted.length]);
  }
}
