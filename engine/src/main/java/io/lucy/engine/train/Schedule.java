package io.lucy.engine.train;

/** How the learning rate changes in the course of a training. */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of one step.
   *
   * @param step from 0
   * @param steps of the whole training, more than {@code step}
   */
  float at(long step, long steps);

  /** The same all the time. */
  static Schedule constant(float rate) {
    return (step, steps) -> rate;
  }

  /** Half a cosine, from {@code rate} to nearly 0. */
  static Schedule cosine(float rate) {
    return (step, steps) -> (float) (rate * halfCosine((double) step / steps));
  }

  /**
   * Rises in a straight line to {@code peak} in the first {@code warmup} share of the steps, then
   * falls as half a cosine to nearly 0 (arXiv 1708.07120).
   */
  static Schedule oneCycle(float peak, double warmup) {
    if (!(warmup >= 0 && warmup < 1)) {
      throw new IllegalArgumentException("warm-up: " + warmup + " (expected: in [0, 1))");
    }
    return (step, steps) -> {
      double rising = warmup * steps;
      return step < rising
          ? (float) (peak * (step + 1) / (rising + 1))
          : (float) (peak * halfCosine((step - rising) / (steps - rising)));
    };
  }

  private static double halfCosine(double progress) {
    return (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }
}
