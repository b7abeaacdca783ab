package io.lucy.engine.train;

/**
 * Stochastic gradient descent with momentum: {@code b = μb + g}, then the value changes by {@code
 * −η · b}, or with Nesterov's look-ahead by {@code −η · (g + μb)}.
 */
public record Sgd(float momentum, boolean nesterov, float weightDecay) implements Optimiser {
  public Sgd {
    if (!(momentum >= 0 && momentum < 1 && weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "momentum "
              + momentum
              + ", weight decay "
              + weightDecay
              + " (expected: momentum in [0, 1), decay at least 0)");
    }
  }

  @Override
  public Update start(int size) {
    float[] velocity = new float[size];
    return (values, gradient, learningRate) -> {
      for (int i = 0; i < values.length; i++) {
        float g = gradient.get(i);
        velocity[i] = momentum * velocity[i] + g;
        values[i] -= learningRate * (nesterov ? g + momentum * velocity[i] : velocity[i]);
      }
    };
  }
}
