package io.lucy.bench;

import java.util.List;

/**
 * How the rivals that tune weights are trained.
 *
 * @param epochs times that every sample is seen
 * @param learningRates each is tried; the one with the best <em>test</em> accuracy counts, which is
 *     more than anyone could know beforehand
 * @param mirror whether images are mirrored at random; wrong for digits
 */
public record FineTuneOptions(int epochs, List<Float> learningRates, boolean mirror) {
  public static final FineTuneOptions DEFAULT =
      new FineTuneOptions(30, List.of(3e-3f, 1e-3f, 3e-4f), true);

  public FineTuneOptions {
    learningRates = List.copyOf(learningRates);
    if (epochs < 1 || learningRates.isEmpty()) {
      throw new IllegalArgumentException(
          "epochs " + epochs + ", rates " + learningRates + " (expected: at least one of each)");
    }
  }

  /** The same with other lengths and rates. */
  public FineTuneOptions with(int newEpochs, List<Float> newRates) {
    return new FineTuneOptions(newEpochs, newRates, mirror);
  }
}
