package io.lucy.engine.surgery;

import io.lucy.engine.graph.Shape;

/**
 * A tensor that every path from the pixels to the features passes through.
 *
 * @param number its place, shallow to deep; 0 is the input
 * @param value its name in the trunk
 * @param shape [N, channels, height, width], or [N, features] for a vector
 * @param depth share of the trunk's FLOPs that lie before it, 0 to 1
 */
public record Cut(int number, String value, Shape shape, double depth) {
  public int channels() {
    return shape.extent(1);
  }

  /** Height times width; 1 for a vector. */
  public int pixels() {
    return shape.elements() / channels();
  }

  public boolean isVector() {
    return shape.rank() == 2;
  }

  public int height() {
    return isVector() ? 1 : shape.extent(2);
  }

  public int width() {
    return isVector() ? 1 : shape.extent(3);
  }
}
