package io.lucy.engine.graph;

/** A named result in a graph, and its type. */
public record Value(String name, TensorType type) {
  public Shape shape() {
    return type.shape();
  }
}
