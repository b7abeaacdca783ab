package io.lucy.engine.surgery;

import io.lucy.engine.graph.Graph;
import io.lucy.engine.graph.Node;
import io.lucy.engine.graph.Shape;

/**
 * Counts floating-point operations: two per multiplication of a convolution or matrix product, for
 * one sample.
 */
public final class Flops {
  private Flops() {}

  public static long of(Graph graph) {
    return graph.nodes().stream().mapToLong(node -> of(graph, node)).sum();
  }

  static long of(Graph graph, Node node) {
    return switch (node.op()) {
      case "Conv" -> {
        Shape weights = graph.shape(node.input(1));
        yield 2L * graph.shape(node.output()).elements() * (weights.elements() / weights.extent(0));
      }
      case "ConvTranspose" -> {
        Shape weights = graph.shape(node.input(1));
        yield 2L * graph.shape(node.input(0)).elements() * (weights.elements() / weights.extent(0));
      }
      case "Gemm" ->
          2L
              * graph.shape(node.output()).elements()
              * graph.shape(node.input(0)).extent(node.intAttribute("transA", 0) != 0 ? 0 : 1);
      case "MatMul" ->
          2L * graph.shape(node.output()).elements() * graph.shape(node.input(0)).extent(-1);
      default -> 0;
    };
  }
}
