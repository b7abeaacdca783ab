package io.lucy.engine.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds a batch norm into the convolution before it.
 *
 * <p>{@code y = s (conv(x; W) + b - mean) / sqrt(var + ε) + β} is a convolution with weights {@code
 * W k} and bias {@code (b - mean) k + β}, {@code k = s / sqrt(var + ε)}. Computed in double and
 * rounded once.
 */
final class BatchNormFolding {
  private BatchNormFolding() {}

  static Graph apply(Graph graph) {
    Map<String, Node> folded = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (Node norm : graph.nodes()) {
      if (norm.op().equals("BatchNormalization")) {
        graph
            .producer(norm.input(0))
            .filter(conv -> fits(graph, conv, norm))
            .ifPresent(
                conv -> {
                  folded.put(conv.name(), norm);
                  gone.add(norm.name());
                });
      }
    }
    if (folded.isEmpty()) {
      return graph;
    }
    GraphBuilder builder = new GraphBuilder();
    graph.inputs().forEach(input -> builder.input(input.name(), input.type()));
    graph.constants().forEach(builder::constant);
    for (Node node : graph.nodes()) {
      if (folded.containsKey(node.name())) {
        builder.add(fold(graph, builder, node, folded.get(node.name())));
      } else if (!gone.contains(node.name())) {
        builder.add(node);
      }
    }
    graph.outputs().forEach(output -> builder.output(output.name()));
    return builder.build();
  }

  private static boolean fits(Graph graph, Node conv, Node norm) {
    return conv.op().equals("Conv")
        && graph.consumers(conv.output()).size() == 1
        && graph.outputs().stream().noneMatch(o -> o.name().equals(conv.output()))
        && graph.isConstant(conv.input(1))
        && (!conv.hasInput(2) || graph.isConstant(conv.input(2)))
        && norm.inputs().stream().skip(1).allMatch(graph::isConstant);
  }

  private static Node fold(Graph graph, GraphBuilder builder, Node conv, Node norm) {
    Tensor weights = graph.constants().get(conv.input(1));
    float[] scale = graph.constants().get(norm.input(1)).floats();
    float[] shift = graph.constants().get(norm.input(2)).floats();
    float[] mean = graph.constants().get(norm.input(3)).floats();
    float[] variance = graph.constants().get(norm.input(4)).floats();
    float[] bias =
        conv.hasInput(2) ? graph.constants().get(conv.input(2)).floats() : new float[scale.length];
    double epsilon = norm.realAttribute("epsilon", 1e-5f);
    int perFilter = weights.shape().elements() / scale.length;
    float[] foldedWeights = new float[weights.shape().elements()];
    float[] foldedBias = new float[scale.length];
    for (int c = 0; c < scale.length; c++) {
      double factor = scale[c] / Math.sqrt(variance[c] + epsilon);
      for (int i = c * perFilter; i < (c + 1) * perFilter; i++) {
        foldedWeights[i] = (float) (weights.floats()[i] * factor);
      }
      foldedBias[c] = (float) ((bias[c] - (double) mean[c]) * factor + shift[c]);
    }
    String stem = conv.name() + "/folded";
    builder.constant(stem + ".weight", Tensor.floats(weights.shape(), foldedWeights));
    builder.constant(
        stem + ".bias", Tensor.floats(io.lucy.engine.graph.Shape.of(scale.length), foldedBias));
    return new Node(
        conv.name(),
        "Conv",
        List.of(conv.input(0), stem + ".weight", stem + ".bias"),
        norm.outputs(),
        conv.attributes());
  }
}
