package io.lucy.engine.train;

/**
 * Adam (arXiv 1412.6980) with decoupled weight decay, as {@code torch.optim.AdamW} does it.
 *
 * <p>{@code m = β₁m + (1 − β₁)g}, {@code v = β₂v + (1 − β₂)g²}, and at step t the value changes by
 * {@code −η · (m / (1 − β₁ᵗ)) / (sqrt(v / (1 − β₂ᵗ)) + ε)}.
 */
public record Adam(float beta1, float beta2, float epsilon, float weightDecay)
    implements Optimiser {
  public Adam {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "beta1 "
              + beta1
              + ", beta2 "
              + beta2
              + ", epsilon "
              + epsilon
              + ", weight decay "
              + weightDecay
              + " (expected: betas in [0, 1), epsilon above 0, decay at least 0)");
    }
  }

  /** With the usual 0.9, 0.999 and 1e-8. */
  public static Adam withDecay(float weightDecay) {
    return new Adam(0.9f, 0.999f, 1e-8f, weightDecay);
  }

  @Override
  public Update start(int size) {
    float[] mean = new float[size];
    float[] square = new float[size];
    int[] step = {0};
    return (values, gradient, learningRate) -> {
      step[0]++;
      double rate = learningRate / (1 - StrictMath.pow(beta1, step[0]));
      double correction = Math.sqrt(1 - StrictMath.pow(beta2, step[0]));
      for (int i = 0; i < values.length; i++) {
        float g = gradient.get(i);
        mean[i] = beta1 * mean[i] + (1 - beta1) * g;
        square[i] = beta2 * square[i] + (1 - beta2) * g * g;
        values[i] -= (float) (rate * mean[i] / (Math.sqrt(square[i]) / correction + epsilon));
      }
    };
  }
}
