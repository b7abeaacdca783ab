package io.lucy.engine.train;

import java.nio.FloatBuffer;

/**
 * A rule that turns gradients into changes of parameters.
 *
 * <p>Immutable: what an optimiser remembers from step to step is in the {@link Update} of each
 * parameter. Weight decay is decoupled (arXiv 1711.05101): it shrinks a parameter by {@code
 * learningRate * weightDecay} of itself and never enters the gradient.
 */
public sealed interface Optimiser permits Adam, Sgd {
  /** The share of a decaying parameter that a step with learning rate 1 takes away. */
  float weightDecay();

  /** Begins with a parameter of this many numbers. */
  Update start(int size);

  /** The memory of one parameter. Not thread-safe. */
  @FunctionalInterface
  interface Update {
    /** Changes values in place; reads the gradient by index. */
    void apply(float[] values, FloatBuffer gradient, float learningRate);
  }

  /** Does a parameter's decay; the first half of a step. */
  default void decay(float[] values, float learningRate) {
    float kept = 1 - learningRate * weightDecay();
    if (kept != 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= kept;
      }
    }
  }
}
