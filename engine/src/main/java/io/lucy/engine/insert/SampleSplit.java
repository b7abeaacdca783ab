package io.lucy.engine.insert;

import io.lucy.engine.LucyException;
import io.lucy.engine.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Calibration samples in two parts: one sample in five of each likeliest label judges, and the
 * others are fitted to. The draw depends on the likeliest labels and the seed alone.
 *
 * @param train ascending
 * @param heldOut ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SampleSplit(int[] train, int[] heldOut) {
  private static final int HELD_OUT_EVERY = 5;

  /**
   * Splits.
   *
   * @param likeliest of each sample, in [0, labels)
   * @throws LucyException {@link Reason#TOO_FEW_SAMPLES} when no label has two samples
   */
  static SampleSplit of(int[] likeliest, int labels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> train = new ArrayList<>();
    List<Integer> heldOut = new ArrayList<>();
    for (int k = 0; k < labels; k++) {
      List<Integer> ofLabel = new ArrayList<>();
      for (int i = 0; i < likeliest.length; i++) {
        if (likeliest[i] == k) {
          ofLabel.add(i);
        }
      }
      for (int i = ofLabel.size() - 1; i > 0; i--) {
        Collections.swap(ofLabel, i, random.nextInt(i + 1));
      }
      int judges = ofLabel.size() < 2 ? 0 : Math.max(1, ofLabel.size() / HELD_OUT_EVERY);
      heldOut.addAll(ofLabel.subList(0, judges));
      train.addAll(ofLabel.subList(judges, ofLabel.size()));
    }
    if (heldOut.isEmpty()) {
      throw new LucyException(
          Reason.TOO_FEW_SAMPLES, "no two samples seem to be of one label; add samples");
    }
    return new SampleSplit(sorted(train), sorted(heldOut));
  }

  private static int[] sorted(List<Integer> samples) {
    return samples.stream().mapToInt(i -> i).sorted().toArray();
  }
}
