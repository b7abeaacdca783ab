package io.lucy.engine.local;

import io.lucy.engine.progress.ProgressListener;
import io.lucy.engine.runtime.Cancellation;
import io.lucy.engine.surgery.FilterGroups;
import io.lucy.engine.surgery.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Local(·): prunes a network by groups of filters, in rounds, to the part that matters for some of
 * its labels.
 *
 * <p>Each round measures the Gauss–Newton importance of every group that is left, removes those
 * with the least importance per FLOP, and judges what is left. The smallest mask above the floors
 * wins; with a budget, the mask of that size.
 */
public final class Localiser {
  private static final double LEAST_KEPT = 0.15;

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
    boolean[] kept = groups.all();
    boolean[] best = kept;
    Judge.Verdict bestVerdict = judging.of(kept);
    double target = options.budget().orElse(LEAST_KEPT);
    long expected =
        Math.max(1, (long) Math.ceil(Math.log(target) / Math.log(1 - options.roundShare())));
    progress.stage("localise", expected);
    while (groups.keptFilters(kept) > target) {
      double[] importance =
          Importance.of(
              module, surrogates, kept, answers, true, seed + rounds.size(), cancellation);
      double share = Math.max(target, groups.keptFilters(kept) * (1 - options.roundShare()));
      boolean[] pruned = prune(groups, kept, importance, share);
      if (java.util.Arrays.equals(pruned, kept)) {
        break;
      }
      kept = pruned;
      Judge.Verdict verdict = judging.of(kept);
      double flops = (double) groups.flops(kept) / groups.flops(groups.all());
      rounds.add(
          new Localisation.Round(
              groups.keptFilters(kept), flops, verdict.similarity(), verdict.accuracyLost()));
      progress.step(
          rounds.size(),
          1 - verdict.similarity(),
          Math.round(100 * groups.keptFilters(kept)) + "% of filters left");
      boolean holds =
          verdict.similarity() >= options.similarityFloor()
              && verdict.accuracyLost() <= options.accuracyLoss();
      if (options.budget().isPresent() || holds) {
        best = kept;
        bestVerdict = verdict;
      } else {
        break;
      }
    }
    return new Localisation(
        groups, best, bestVerdict.similarity(), bestVerdict.accuracyLost(), List.copyOf(rounds));
  }

  /** Removes the groups with the least importance per FLOP until a share of the filters is left. */
  static boolean[] prune(FilterGroups groups, boolean[] kept, double[] importance, double share) {
    double[] score = new double[importance.length];
    for (int group = 0; group < score.length; group++) {
      score[group] = kept[group] ? importance[group] / Math.max(1, groups.saving(group, kept)) : 0;
    }
    boolean[] pruned = kept.clone();
    int[] order =
        IntStream.range(0, score.length)
            .filter(g -> kept[g])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer g) -> score[g]).thenComparing(g -> g))
            .mapToInt(g -> g)
            .toArray();
    for (int group : order) {
      if (groups.keptFilters(pruned) <= share) {
        break;
      }
      if (!groups.empties(group, pruned)) {
        pruned[group] = false;
      }
    }
    return pruned;
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
