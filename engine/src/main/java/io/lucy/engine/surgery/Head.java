package io.lucy.engine.surgery;

/**
 * A linear classifier on features: {@code logits = W x + b}.
 *
 * @param weights [labels, features], row-major
 * @param bias [labels]
 */
public record Head(float[] weights, float[] bias) {
  public Head {
    if (bias.length == 0 || weights.length % bias.length != 0) {
      throw new IllegalArgumentException("weights: " + weights.length + ", bias: " + bias.length);
    }
  }

  public int labels() {
    return bias.length;
  }

  public int features() {
    return weights.length / bias.length;
  }
}
