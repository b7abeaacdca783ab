package io.lucy.engine.train;

import java.util.List;

/**
 * Ends a training that no longer gets better, and remembers where it was best.
 *
 * <p>Counts evaluations, never time, so that the outcome does not depend on the machine's speed.
 * Good for one training.
 */
public final class EarlyStop {
  private final int patience;
  private final double minimalGain;
  private double best = Double.POSITIVE_INFINITY;
  private int since;
  private List<float[]> bestValues = List.of();

  /**
   * Stops after a number of evaluations without gain.
   *
   * @param patience how many, at least 1
   * @param minimalGain the part of the best loss by which a loss must be lower to count as a gain
   */
  public EarlyStop(int patience, double minimalGain) {
    if (patience < 1 || !(minimalGain >= 0 && minimalGain < 1)) {
      throw new IllegalArgumentException(
          "patience "
              + patience
              + ", minimal gain "
              + minimalGain
              + " (expected: at least 1, and in [0, 1))");
    }
    this.patience = patience;
    this.minimalGain = minimalGain;
  }

  /** Takes in the loss of an evaluation; true when the training should end. */
  public boolean isOver(double loss, List<Parameter> parameters) {
    since++;
    if (loss < best) {
      if (loss < best - minimalGain * Math.abs(best) || best == Double.POSITIVE_INFINITY) {
        since = 0;
      }
      best = loss;
      bestValues = parameters.stream().map(parameter -> parameter.values().clone()).toList();
    }
    return since >= patience;
  }

  /** The lowest loss so far; infinite before the first evaluation. */
  public double best() {
    return best;
  }

  /** Gives the parameters the values that they had at the lowest loss. */
  public void restore(List<Parameter> parameters) {
    for (int i = 0; i < bestValues.size(); i++) {
      float[] values = parameters.get(i).values();
      System.arraycopy(bestValues.get(i), 0, values, 0, values.length);
    }
  }
}
